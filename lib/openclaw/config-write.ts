import {
  closeSync,
  constants,
  futimesSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import type { PlacedConfigChange } from "#lib/domain/publish-receipt.ts";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { isInside } from "#lib/openclaw/bounded-file.ts";
import { parseConfigText } from "#lib/openclaw/config-tree.ts";
import {
  lstatOrNull,
  makePrivateFolder,
  type ReadFile,
  readForReplace,
  replaceFile,
  sha256Of,
} from "#lib/openclaw/durable-file.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** OpenClaw keeps the file before as `.bak` and four older ones as `.bak.1` to `.bak.4`. */
const OLDER_BACKUPS = 4;

export type ConfigWrite = { path: string; sha256: string; changed: boolean };

export type ConfigWrites = {
  /** The config, and every included file that was to change. */
  files: ConfigWrite[];
  /**
   * Whether a running gateway notices. It watches the config alone, so the config's time is set when only an
   * included file has changed; that fails when the config is a link or someone else's.
   */
  noticed: boolean;
};

/**
 * Makes the changes in the user's `openclaw.json` and in the files it includes, keeping comments, style and
 * everything else. All files are read and edited before the first is written; the included ones are written
 * first, so that a running gateway, which watches the config alone, reads all of them at once.
 *
 * The file before is kept beside, as `openclaw.json.bak` for instance, as OpenClaw keeps it. The config becomes
 * 0600; an included file keeps its mode.
 *
 * Throws PublishError `file_*`, and `changed_meanwhile` also when a file is no config any more or is not
 * where it was: it was when the changes were planned.
 *
 * Source for what is watched: OpenClaw 2026.3.13, `startGatewayConfigReloader` in its bundle.
 */
export function writeConfig(configFile: string, changes: PlacedConfigChange[]): ConfigWrites {
  makePrivateFolder(path.dirname(configFile));
  const included = new Set(changes.map((change) => change.file).filter((file) => file !== configFile));
  const drafts = [...included, configFile].map((file) => draftOf(file, configFile, changes));
  const files = drafts.map(writeDraft);
  const config = files.at(-1);
  const isAlone = config?.changed === false && files.some((file) => file.changed);
  return { files, noticed: isAlone ? touch(configFile) : config?.changed === true };
}

type Draft = { read: ReadFile; text: string; mode: number };

function draftOf(file: string, configFile: string, changes: PlacedConfigChange[]): Draft {
  const isConfigFile = file === configFile;
  if (!isConfigFile) requireInPlace(file, configFile);
  const read = readForReplace(file);
  const own = changes.filter((change) => change.file === file);
  if (own.length === 0) return { read, text: read.text, mode: 0o600 };
  const isGone = read.text.trim() === "" && !isConfigFile;
  if (isGone || (read.text.trim() !== "" && !isConfig(read.text, file)))
    throw new PublishError("changed_meanwhile", { file });
  const mode = isConfigFile ? 0o600 : (lstatOrNull(file)?.mode ?? 0o600) & 0o777;
  return { read, text: editJson(read.text, own.map(memberEdit), "json5"), mode };
}

function writeDraft({ read, text, mode }: Draft): ConfigWrite {
  const file = read.path;
  if (text === read.text) return { path: file, sha256: sha256Of(text), changed: false };
  if (read.bytes !== null) keepBackup(file, read.text);
  const { sha256 } = replaceFile(read, text, mode);
  return { path: file, sha256, changed: true };
}

/** A folder on the way may have become a link since the changes were planned. */
function requireInPlace(file: string, configFile: string): void {
  const folder = path.dirname(configFile);
  try {
    const real = realpathSync(path.dirname(file));
    const expected = path.join(realpathSync(folder), path.relative(folder, path.dirname(file)));
    if (isInside(folder, file) && real === expected) return;
  } catch (error) {
    throw new PublishError("file_unreadable", { file, cause: errorCodeOf(error) });
  }
  throw new PublishError("changed_meanwhile", { file });
}

function touch(file: string): boolean {
  try {
    const at = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const now = new Date();
      futimesSync(at, now, now);
    } finally {
      closeSync(at);
    }
    return true;
  } catch {
    return false;
  }
}

function isConfig(text: string, file: string): boolean {
  const parsed = parseConfigText(text, file);
  return parsed.ok && parsed.value.root.kind === "object";
}

function memberEdit({ at, action, after }: PlacedConfigChange): MemberEdit {
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
