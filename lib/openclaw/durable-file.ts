import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** What a file was when it was read: the ground a replacement stands on. `text` is "" when it was absent. */
export type ReadFile = { path: string; text: string; sha256: string | null };

export function sha256Of(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Reads a regular file for later replacement; an absent one is empty. Links are refused: what is behind them is not ours. */
export function readForReplace(file: string): ReadFile {
  const stats = lstatOrNull(file);
  if (stats === null) return { path: file, text: "", sha256: null };
  if (stats.isSymbolicLink()) throw new PublishError("file_is_symlink", { file });
  if (!stats.isFile()) throw new PublishError("file_not_regular", { file });
  if (stats.nlink > 1) throw new PublishError("file_hard_linked", { file });
  const text = guarded("file_unreadable", file, () => readFileSync(file, "utf8"));
  return { path: file, text, sha256: sha256Of(text) };
}

/**
 * Replaces a file by new text: whole or not at all, through power loss and `kill -9`.
 *
 * A temporary file beside it is written, synced and renamed over it, and the folder is synced. Owner and
 * group stay those of the old file, or of the folder for a new one. `changed_meanwhile` when the file is
 * no longer what was read.
 */
export function replaceFile(read: ReadFile, text: string, mode: number): { sha256: string } {
  const file = read.path;
  const folder = path.dirname(file);
  sweepTemporaryFiles(folder, path.basename(file));
  const owner = lstatOrNull(file) ?? statSync(folder);
  const temporary = path.join(
    folder,
    `.${path.basename(file)}.clawkeep-${process.pid}-${randomBytes(6).toString("hex")}.tmp`,
  );
  try {
    guarded("file_not_written", file, () => writeSynced(temporary, text, mode, owner));
    if (readForReplace(file).sha256 !== read.sha256) throw new PublishError("changed_meanwhile", { file });
    guarded("file_not_written", file, () => {
      renameSync(temporary, file);
      syncFolder(folder);
    });
  } finally {
    rmSync(temporary, { force: true });
  }
  return { sha256: sha256Of(text) };
}

/** Makes a folder and what is missing above it, 0700 and owned as the folder it stands in. */
export function makePrivateFolder(folder: string): void {
  if (lstatOrNull(folder) !== null) return;
  const parent = path.dirname(folder);
  makePrivateFolder(parent);
  guarded("file_not_written", folder, () => {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
    const { uid, gid } = statSync(parent);
    const at = openSync(folder, "r");
    try {
      keepOwner(at, { uid, gid });
    } finally {
      closeSync(at);
    }
    syncFolder(parent);
  });
}

export function lstatOrNull(file: string): Stats | null {
  return lstatSync(file, { throwIfNoEntry: false }) ?? null;
}

function writeSynced(temporary: string, text: string, mode: number, owner: Stats): void {
  const file = openSync(temporary, "wx", mode);
  try {
    fchmodSync(file, mode);
    keepOwner(file, owner);
    const bytes = Buffer.from(text, "utf8");
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Only root can give a file away; anyone else writes only what is their own already. */
function keepOwner(file: number, { uid, gid }: { uid: number; gid: number }): void {
  if (process.getuid?.() === 0) fchownSync(file, uid, gid);
}

export function syncFolder(folder: string): void {
  const at = openSync(folder, "r");
  try {
    fsyncSync(at);
  } finally {
    closeSync(at);
  }
}

const TEMPORARY = /^\.(.+)\.clawkeep-(\d+)-[0-9a-f]{12}\.tmp$/;

/** Removes what killed runs left behind. A file of a living process is left to it. */
function sweepTemporaryFiles(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    const [, target, pid] = TEMPORARY.exec(entry) ?? [];
    if (target === name && !isRunning(Number(pid))) rmSync(path.join(folder, entry), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCodeOf(error) === "EPERM";
  }
}

/** Names the file and the system's reason; never what was in it. */
function guarded<T>(code: string, file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PublishError) throw error;
    throw new PublishError(code, { file, cause: errorCodeOf(error) });
  }
}
