import { isUtf8 } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";
import { isRunning } from "#lib/openclaw/running-process.ts";

/** What a file was when it was read: the ground a replacement stands on. `bytes` is null when it was absent. */
export type FileGround = { path: string; bytes: Buffer | null };

/** `text` is "" when the file was absent. */
export type ReadFile = FileGround & { text: string };

export function sha256Of(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * Reads a regular file for later replacement; an absent one is empty. Links are refused: what is behind
 * them is not ours. So are bytes that are no UTF-8, which could not be written back as they were.
 *
 * Throws PublishError `file_is_symlink`, `file_not_regular`, `file_hard_linked`, `file_not_utf8`,
 * `file_unreadable`.
 */
export function readForReplace(file: string): ReadFile {
  const bytes = reading(file, (opened) => readFileSync(opened));
  if (bytes === null) return { path: file, text: "", bytes };
  if (!isUtf8(bytes)) throw new PublishError("file_not_utf8", { file });
  return { path: file, text: bytes.toString("utf8"), bytes };
}

/** Whether a file holds these bytes and no others; null for no file at all. Links are refused, as when reading. */
export function holdsBytes(file: string, expected: Buffer | null): boolean {
  const same = reading(file, (opened) => expected !== null && holdsOpened(opened, expected));
  return same ?? expected === null;
}

/**
 * Replaces a file by new text: whole or not at all, through power loss and `kill -9`.
 *
 * A temporary file beside it is written, synced and renamed over it, and the folder is synced. Owner and
 * group stay those of the old file, or of the folder for a new one. `changed_meanwhile` when the file is
 * no longer what was read; `file_of_another_user` when the new one could not be given to its owner.
 */
export function replaceFile(read: FileGround, content: string | Buffer, mode: number): { sha256: string } {
  const file = read.path;
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  const folder = path.dirname(file);
  const owner = guarded("file_not_written", file, () => {
    sweepTemporaryFiles(folder, path.basename(file));
    return lstatOrNull(file) ?? statSync(folder);
  });
  requireOwner(file, owner);
  const temporary = path.join(folder, temporaryName(path.basename(file)));
  try {
    guarded("file_not_written", file, () => writeSynced(temporary, bytes, mode, owner));
    if (!holdsBytes(file, read.bytes)) throw new PublishError("changed_meanwhile", { file });
    guarded("file_not_written", file, () => {
      renameSync(temporary, file);
      syncFolder(folder);
    });
  } finally {
    rmSync(temporary, { force: true });
  }
  return { sha256: sha256Of(bytes) };
}

/** Makes a folder and what is missing above it, 0700 and owned as the folder it stands in. */
export function makePrivateFolder(folder: string): void {
  guarded("file_not_written", folder, () => {
    // A link to a folder is as good, and a link to nothing is not.
    if (lstatSync(folder, { throwIfNoEntry: false })) return requireFolder(folder, statSync(folder));
    const parent = path.dirname(folder);
    makePrivateFolder(parent);
    if (!makeFolder(folder)) return;
    // Whoever owns the parent could put a link here now, and root would give away what is behind it.
    const at = openSync(folder, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY);
    try {
      fchmodSync(at, 0o700);
      keepOwner(at, statSync(parent));
    } finally {
      closeSync(at);
    }
    syncFolder(parent);
  });
}

/** Null when nothing is there. */
export function lstatOrNull(file: string): Stats | null {
  return guarded("file_unreadable", file, () => lstatSync(file, { throwIfNoEntry: false }) ?? null);
}

/** False when someone else was first; then it is theirs. */
function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCodeOf(error) !== "EEXIST") throw error;
    requireFolder(folder, statSync(folder));
    return false;
  }
}

function requireFolder(folder: string, stats: Stats): void {
  if (!stats.isDirectory()) throw new PublishError("file_not_written", { file: folder, cause: "ENOTDIR" });
}

function requirePlain(file: string, stats: Stats): void {
  if (stats.isSymbolicLink()) throw new PublishError("file_is_symlink", { file });
  if (!stats.isFile()) throw new PublishError("file_not_regular", { file });
  if (stats.nlink > 1) throw new PublishError("file_hard_linked", { file });
}

/**
 * What `read` makes of a plain file, null when nothing is there. The name may have been exchanged since it was
 * looked at, so what was opened is looked at again.
 */
function reading<T>(file: string, read: (opened: number) => T): T | null {
  const stats = lstatOrNull(file);
  if (stats === null) return null;
  requirePlain(file, stats);
  return guarded("file_unreadable", file, () => {
    const opened = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      requirePlain(file, fstatSync(opened));
      return read(opened);
    } finally {
      closeSync(opened);
    }
  });
}

const CHUNK_BYTES = 64 * 1024;

/** In pieces, so that a large file costs no memory of its own; the last piece is the end of the file. */
function holdsOpened(opened: number, expected: Buffer): boolean {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let at = 0; ; ) {
    const length = readSync(opened, chunk);
    if (length === 0) return at === expected.length;
    if (!chunk.subarray(0, length).equals(expected.subarray(at, at + length))) return false;
    at += length;
  }
}

function writeSynced(temporary: string, bytes: Buffer, mode: number, owner: Stats): void {
  const file = openSync(temporary, "wx", mode);
  try {
    fchmodSync(file, mode);
    keepOwner(file, owner);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Only root can give a file away; anyone else writes only what is their own, and may choose among their groups. */
function keepOwner(file: number, { uid, gid }: { uid: number; gid: number }): void {
  const own = process.geteuid?.();
  if (own === 0) fchownSync(file, uid, gid);
  else if (own === uid && process.getgroups?.().includes(gid)) fchownSync(file, uid, gid);
}

function requireOwner(file: string, { uid }: Stats): void {
  const own = process.geteuid?.();
  if (own !== undefined && own !== 0 && own !== uid) {
    throw new PublishError("file_of_another_user", { file, uid });
  }
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

function temporaryName(name: string): string {
  return `.${name}.clawkeep-${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
}

/**
 * Removes what killed runs left behind. A file of a living process is left to it; one with our own number
 * is of an earlier life, because no replacement here is interrupted by another. In a container a process gets
 * the same number at every start.
 */
function sweepTemporaryFiles(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    const [, target, pid] = TEMPORARY.exec(entry) ?? [];
    const isLeft = Number(pid) === process.pid || !isRunning(Number(pid));
    if (target === name && isLeft) rmSync(path.join(folder, entry), { force: true });
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
