import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OperationError } from "#lib/operations/operation-error.ts";
import { draftIn, placeDraft, removeLeftDrafts } from "#lib/operations/private-draft.ts";
import { type AgeSeal, ageEncrypt } from "#lib/vault/age-file.ts";

/** Told of every moment that something was, or is about to be, made durable; tests end the process there. */
export type OnStep = (step: string) => void;

/**
 * Seals a stream into a new file that only its owner reads, whole or not at all. What dead processes left beside it is
 * removed first; it was sealed as well.
 *
 * Throws `backup_file_exists`, and `backup_*` of the age format.
 */
export async function writeSealedFile(
  file: string,
  plain: ReadableStream<Uint8Array>,
  seal: AgeSeal,
  onStep: OnStep = () => undefined,
): Promise<void> {
  const target = path.resolve(file);
  refuseIfThere(target);
  removeLeftDrafts(path.dirname(target));
  const draft = draftIn(path.dirname(target));
  try {
    const opened = openSync(draft, "wx", 0o600);
    try {
      onStep("draft made");
      for await (const chunk of await ageEncrypt(plain, seal)) {
        writeFileSync(opened, chunk);
        onStep("draft grows");
      }
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    onStep("draft whole");
    if (!placeDraft(draft, target)) refuseIfThere(target);
    onStep("placed");
  } finally {
    rmSync(draft, { force: true });
  }
}

export function refuseIfThere(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })) throw new OperationError("backup_file_exists", { file });
}

/** Whom a file was sealed to, as the audit log has it. */
export const sealedTo = (seal: AgeSeal): string | readonly string[] =>
  "passphrase" in seal ? "passphrase" : seal.recipients;

/** What a proof for something sealed to these recipients is bound to: them and no others. */
export function sealTarget(recipients: readonly string[]): string {
  return createHash("sha256").update(recipients.join("\n")).digest("hex");
}
