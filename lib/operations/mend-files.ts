import type { DoctorReport } from "#lib/openclaw/doctor-report.ts";
import { closeToOthers, type MendedMode } from "#lib/openclaw/file-mending.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

/** What was mended and what could not be, the latter with its refusal. */
export type Mended = {
  changed: MendedMode[];
  failed: { file: string; error: Pick<OperationError, "code" | "params"> }[];
};

/** The files a report offers an operation for. */
export function filesFor(report: DoctorReport, operation: "chmod" | "delete"): string[] {
  const fixes = report.findings.map(({ fix }) => fix);
  const files = fixes.flatMap((fix) =>
    fix.kind === "operation" && fix.operation === operation ? fix.file : [],
  );
  return [...new Set(files)];
}

/**
 * Closes files and folders to other users, one after the other; one that refuses does not keep the rest from it.
 * For a state dir that no console knows, this is all `--fix` does.
 */
export function mendFiles(files: readonly string[], ownerUid: number | null): Mended {
  const mended: Mended = { changed: [], failed: [] };
  if (ownerUid === null) return mended;
  for (const file of files) {
    try {
      mended.changed.push(closeToOthers(file, ownerUid));
    } catch (error) {
      const known = asOperationError(error);
      if (!(known instanceof OperationError)) throw error;
      mended.failed.push({ file, error: { code: known.code, params: known.params } });
    }
  }
  return mended;
}
