import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type { ConfigChange } from "#lib/domain/publish-receipt.ts";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { makePrivateFolder, readForReplace, replaceFile, sha256Of } from "#lib/openclaw/durable-file.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";

/** OpenClaw keeps the file before as `.bak` and four older ones as `.bak.1` to `.bak.4`. */
const OLDER_BACKUPS = 4;

export type ConfigWrite = { path: string; sha256: string; changed: boolean };

/**
 * Makes the changes in the user's `openclaw.json`, keeping comments, style and everything else. What stands
 * in an included file is overridden in this one, because members beside an `$include` win.
 *
 * The file before is kept as `openclaw.json.bak`, as OpenClaw keeps it. The new one is 0600.
 */
export function writeConfig(file: string, changes: ConfigChange[]): ConfigWrite {
  makePrivateFolder(path.dirname(file));
  const read = readForReplace(file);
  const text = editJson(read.text, changes.map(memberEdit), "json5");
  if (changes.length === 0 || text === read.text)
    return { path: file, sha256: sha256Of(read.text), changed: false };
  if (read.sha256 !== null) keepBackup(file, read.text);
  const { sha256 } = replaceFile(read, text, 0o600);
  return { path: file, sha256, changed: true };
}

function memberEdit({ path: at, action, after }: ConfigChange): MemberEdit {
  return action === "remove" ? { path: at, remove: true } : { path: at, value: after };
}

function keepBackup(file: string, text: string): void {
  const backup = `${file}.bak`;
  rmSync(`${backup}.${OLDER_BACKUPS}`, { force: true });
  for (let at = OLDER_BACKUPS - 1; at >= 1; at -= 1) {
    if (existsSync(`${backup}.${at}`)) renameSync(`${backup}.${at}`, `${backup}.${at + 1}`);
  }
  if (existsSync(backup)) renameSync(backup, `${backup}.1`);
  replaceFile(readForReplace(backup), text, 0o600);
}
