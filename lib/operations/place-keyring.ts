import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { draftIn, placeDraft } from "#lib/operations/private-draft.ts";

/** Gives a keyring's text its file where there is none, whole or not at all. False when something is there. */
export function placeKeyring(keyring: Buffer, file: string): boolean {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = draftIn(path.dirname(file));
  try {
    const opened = openSync(draft, "wx", 0o600);
    try {
      writeFileSync(opened, keyring);
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    return placeDraft(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
