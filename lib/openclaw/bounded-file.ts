import { isUtf8 } from "node:buffer";
import type { Stats } from "node:fs";
import path from "node:path";
import { type Finding, finding } from "#lib/openclaw/finding.ts";
import { seenFs } from "#lib/openclaw/seen-files.ts";

/** Largest file that is read at all. A store of 500 profiles has about 150 KiB. */
export const FILE_BYTES_MAX = 32 * 1024 * 1024;

/** OpenClaw writes its store in place, so a read can meet a half-written file; it is repeated this often. */
const READS_MAX = 8;
const PAUSE_MS = 15;

/** What is known of a file besides its text. `path` is as asked for, `realPath` what was opened. */
export type FileFacts = {
  path: string;
  realPath: string;
  isSymlink: boolean;
  /** Permission bits, for instance 0o600. */
  mode: number;
  uid: number;
  gid: number;
  size: number;
  mtimeMs: number;
  hardLinks: number;
};

/**
 * `absent`: nothing there, or a link to nothing. `unreadable`: something is there that we cannot or will
 * not read, for the reason in the last finding; whether OpenClaw can is not known.
 */
export type BoundedText =
  | { kind: "absent"; findings: Finding[] }
  | { kind: "unreadable"; findings: Finding[] }
  | { kind: "text"; text: string; bytes: Buffer; facts: FileFacts; findings: Finding[] };

export type ReadLimits = {
  /**
   * The real path of the directory that the file must be in once links are resolved; null for anywhere.
   * A link that leads out is not opened: whoever may write the state directory must not choose
   * which files of this machine the console reads.
   */
  within: string | null;
  /** With `within`: follow a link that leads out when its target belongs to this user. */
  ownerUid?: number | null;
  bytesMax?: number;
};

/**
 * Reads a text file whole: regular files only, at most 32 MiB, and again when it changed meanwhile.
 *
 * Bytes that are not UTF-8 become U+FFFD as in OpenClaw, with a finding. Total: never throws.
 */
export function readBoundedText(file: string, limits: ReadLimits): BoundedText {
  const target = resolveTarget(file, limits);
  if (target.kind !== "target") return target;
  for (let read = 0; read < READS_MAX; read += 1) {
    if (read > 0) pause(PAUSE_MS);
    const once = readOnce(file, target.realPath, limits.bytesMax ?? FILE_BYTES_MAX);
    if (once === "changed") continue;
    if (once.kind !== "text") return { ...once, findings: [...target.findings, ...once.findings] };
    const facts = { ...once.facts, isSymlink: target.isSymlink };
    return { ...once, facts, findings: [...target.findings, ...once.findings] };
  }
  return { kind: "unreadable", findings: [...target.findings, finding("file_unstable", file)] };
}

/** Blocks this thread: reads are synchronous, and the pauses are short and rare. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** True when `candidate` is `directory` or below it. Both are absolute paths. */
export function isInside(directory: string, candidate: string): boolean {
  const relative = path.relative(directory, candidate);
  return (
    relative === "" ||
    (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}

/** The path with links resolved, or `fallback` when that fails. */
export function realPathOr(file: string, fallback = file): string {
  try {
    return seenFs.realpathSync(file);
  } catch {
    return fallback;
  }
}

/** The stable name of a file system error, for instance `EACCES`. Its message is not used: it may be anything. */
export function errorName(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
}

const ABSENT_ERRORS: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);

type Target = { kind: "target"; realPath: string; isSymlink: boolean; findings: Finding[] };

function resolveTarget(file: string, limits: ReadLimits): Target | Exclude<BoundedText, { kind: "text" }> {
  const findings: Finding[] = [];
  try {
    const isSymlink = seenFs.lstatSync(file).isSymbolicLink();
    if (isSymlink) findings.push(finding("file_is_symlink", file, { target: seenFs.readlinkSync(file) }));
    const realPath = seenFs.realpathSync(file);
    const stat = seenFs.lstatSync(realPath);
    if (limits.within !== null && !isInside(limits.within, realPath) && stat.uid !== limits.ownerUid) {
      return {
        kind: "unreadable",
        findings: [...findings, finding("file_outside", file, { target: realPath })],
      };
    }
    if (!stat.isFile())
      return { kind: "unreadable", findings: [...findings, finding("file_not_regular", file)] };
    return { kind: "target", realPath, isSymlink, findings };
  } catch (error) {
    return failed(file, error, findings);
  }
}

function failed(file: string, error: unknown, before: Finding[]): Exclude<BoundedText, { kind: "text" }> {
  const name = errorName(error);
  if (ABSENT_ERRORS.has(name)) return { kind: "absent", findings: before };
  return { kind: "unreadable", findings: [...before, finding("file_unreadable", file, { errno: name })] };
}

function readOnce(file: string, realPath: string, bytesMax: number): BoundedText | "changed" {
  let handle: number | null = null;
  try {
    // No link in the last step, and no waiting for a writer when the name was exchanged for a pipe.
    const flags = seenFs.constants.O_RDONLY | seenFs.constants.O_NOFOLLOW | seenFs.constants.O_NONBLOCK;
    handle = seenFs.openSync(realPath, flags);
    const before = seenFs.fstatSync(handle);
    if (!before.isFile()) return { kind: "unreadable", findings: [finding("file_not_regular", file)] };
    if (before.size > bytesMax) {
      const params = { bytes: before.size, bytesMax };
      return { kind: "unreadable", findings: [finding("file_too_large", file, params)] };
    }
    const bytes = readBytes(handle, before.size);
    const after = seenFs.fstatSync(handle);
    const moved = seenFs.realpathSync(realPath) !== realPath || seenFs.lstatSync(realPath).ino !== after.ino;
    if (moved || bytes.length !== after.size || before.mtimeMs !== after.mtimeMs) return "changed";
    const findings = isUtf8(bytes) ? [] : [finding("file_not_utf8", file)];
    return {
      kind: "text",
      text: bytes.toString("utf8"),
      bytes,
      facts: factsOf(file, realPath, after),
      findings,
    };
  } catch (error) {
    return errorName(error) === "ELOOP" ? "changed" : failed(file, error, []);
  } finally {
    if (handle !== null) seenFs.closeSync(handle);
  }
}

/** Reads one byte more than expected, so that growth shows. */
function readBytes(handle: number, size: number): Buffer {
  const buffer = Buffer.alloc(size + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = seenFs.readSync(handle, buffer, length, buffer.length - length, null);
    if (count === 0) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function factsOf(file: string, realPath: string, stat: Stats): FileFacts {
  return {
    path: file,
    realPath,
    isSymlink: false,
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
    mtimeMs: stat.mtimeMs,
    hardLinks: stat.nlink,
  };
}
