import { type DoctorFinding, doctorFinding, shownTimeMs } from "#lib/domain/doctor.ts";
import type { DoctorFacts } from "#lib/domain/doctor-facts.ts";
import { chmodFix } from "#lib/domain/doctor-fix.ts";

/** Two clocks that are set from the network agree better than this. */
const SKEW_MS = 60_000;

/** What shows of the machine: folders open to others, times that are still to come, a newer release. */
export function hostFindings(facts: DoctorFacts): DoctorFinding[] {
  const folders = facts.openFolders.map(({ folder, mode }) =>
    doctorFinding("folder_open_to_others", { file: folder }, { mode }, chmodFix(folder, "0700")),
  );
  const early = facts.times.filter(({ atMs }) => atMs - facts.nowMs > SKEW_MS);
  const skewed = early.map(({ file, agentId, profileId, what, atMs }) =>
    doctorFinding("clock_skew", { file, agentId, profileId }, { what, atMs: shownTimeMs(atMs) }),
  );
  const newer = facts.sqliteFiles.map((file) => doctorFinding("newer_release", { file }));
  return [...folders, ...skewed, ...newer];
}
