import { readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type { ConfigChange } from "#lib/domain/publish-receipt.ts";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { parseConfigText } from "#lib/openclaw/config-tree.ts";
import {
  lstatOrNull,
  makePrivateFolder,
  readForReplace,
  replaceFile,
  sha256Of,
} from "#lib/openclaw/durable-file.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** OpenClaw keeps the file before as `.bak` and four older ones as `.bak.1` to `.bak.4`. */
const OLDER_BACKUPS = 4;

export type ConfigWrite = { path: string; sha256: string; changed: boolean };

/**
 * Makes the changes in the user's `openclaw.json`, keeping comments, style and everything else. What stands
 * in an included file is overridden in this one, because members beside an `$include` win.
 *
 * The file before is kept as `openclaw.json.bak`, as OpenClaw keeps it. The new one is 0600.
 *
 * Throws PublishError `file_*`, and `changed_meanwhile` also when the file is no config any more: it was
 * one when the changes were planned.
 */
export function writeConfig(file: string, changes: ConfigChange[]): ConfigWrite {
  makePrivateFolder(path.dirname(file));
  const read = readForReplace(file);
  const unchanged = { path: file, sha256: sha256Of(read.text), changed: false };
  if (changes.length === 0) return unchanged;
  if (read.text.trim() !== "" && !isConfig(read.text, file))
    throw new PublishError("changed_meanwhile", { file });
  const text = editJson(read.text, changes.map(memberEdit), "json5");
  if (text === read.text) return unchanged;
  if (read.sha256 !== null) keepBackup(file, read.text);
  const { sha256 } = replaceFile(read, text, 0o600);
  return { path: file, sha256, changed: true };
}

function isConfig(text: string, file: string): boolean {
  const parsed = parseConfigText(text, file);
  return parsed.ok && parsed.value.root.kind === "object";
}

function memberEdit({ path: at, action, after }: ConfigChange): MemberEdit {
  return action === "remove" ? { path: at, remove: true } : { path: at, value: after };
}

/** A run that was killed behind its backup has made it already; another would push an older one out. */
function keepBackup(file: string, text: string): void {
  const backup = `${file}.bak`;
  try {
    if (lstatOrNull(backup)?.isFile() && readFileSync(backup, "utf8") === text) return;
    rotate(backup);
  } catch (error) {
    throw new PublishError("file_not_written", { file: backup, cause: errorCodeOf(error) });
  }
  replaceFile(readForReplace(backup), text, 0o600);
}

function rotate(backup: string): void {
  const names = [backup, ...Array.from({ length: OLDER_BACKUPS }, (_, at) => `${backup}.${at + 1}`)];
  rmSync(names.at(-1) ?? "", { force: true });
  for (const [at, name] of [...names.entries()].slice(0, -1).reverse()) {
    if (lstatOrNull(name) !== null) renameSync(name, names[at + 1] ?? "");
  }
}
