import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Keyring } from "#lib/vault/keyring.ts";
import { keyringText, newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";
import { VaultError, type VaultErrorCode } from "#lib/vault/vault-error.ts";

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;
const GROUP_AND_OTHERS = 0o077;
/** A keyring with the most keys allowed has about 10 kB. */
const FILE_BYTES_MAX = 65_536;

/**
 * Makes a keyring file with one new key: mode 0600, in a folder that is made with 0700 when missing.
 *
 * Never overwrites: anything at `file`, even a dangling link, is VaultError `keyring_exists`. The file
 * appears whole or not at all, so a process that starts at the same moment never reads half a
 * keyring: it is written and synced under another name and then linked, which fails if the name is taken.
 *
 * Other failures are `keyring_not_written` with the system's error name.
 */
export function createKeyringFile(file: string, nowMs: number = Date.now()): void {
  const folder = path.dirname(path.resolve(file));
  const draft = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString("hex")}.new`);
  try {
    makeFolder(folder);
    writeDraft(draft, newKeyringText(nowMs));
    linkUnlessTaken(draft, file);
    rmSync(draft);
    syncFolder(folder);
  } catch (error) {
    removeDraft(draft);
    throw error instanceof VaultError
      ? error
      : refusal("keyring_not_written", file, { errno: errnoOf(error) });
  }
}

/**
 * Puts a keyring in the place of the one in `file`, which `readKeyringFile` accepted: the file is the old one or
 * the new one at every moment, also after a power loss.
 *
 * One process at a time. The draft has a fixed name, so what a killed process left of it is gone with the
 * next call. Failures are `keyring_not_written` with the system's error name, and leave the old file.
 */
export function replaceKeyringFile(file: string, keyring: Keyring): void {
  const folder = path.dirname(path.resolve(file));
  const draft = path.join(folder, `.${path.basename(file)}.rotation.new`);
  try {
    rmSync(draft, { force: true });
    writeDraft(draft, keyringText(keyring));
    renameSync(draft, file);
    syncFolder(folder);
  } catch (error) {
    removeDraft(draft);
    throw refusal("keyring_not_written", file, { errno: errnoOf(error) });
  }
}

/**
 * Reads a keyring file, or refuses it with its cause and changes nothing.
 *
 * The file must be a regular file, not a link, owned by this process's user and closed to everyone
 * else. What is checked is the opened file itself, so swapping the name in between does not help.
 */
export function readKeyringFile(file: string): Keyring {
  refuseUnlessFile(lstatOf(file), file);
  const descriptor = openKeyring(file);
  try {
    const stats = fstatSync(descriptor);
    refuseUnlessFile(stats, file);
    refuseUnlessOurs(stats, file);
    return parseKeyring(readText(descriptor, file), file);
  } catch (error) {
    throw error instanceof VaultError
      ? error
      : refusal("keyring_unreadable", file, { errno: errnoOf(error) });
  } finally {
    closeSync(descriptor);
  }
}

function lstatOf(file: string): Stats {
  try {
    return lstatSync(file);
  } catch (error) {
    throw unopened(error, file);
  }
}

/** Non-blocking, so that a pipe put in the file's place cannot hold the process. */
function openKeyring(file: string): number {
  try {
    return openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw unopened(error, file);
  }
}

function unopened(error: unknown, file: string): VaultError {
  const errno = errnoOf(error);
  if (errno === "ENOENT") return refusal("keyring_missing", file);
  return refusal("keyring_unreadable", file, { errno });
}

function refuseUnlessFile(stats: Stats, file: string): void {
  if (stats.isSymbolicLink()) throw refusal("keyring_symlink", file);
  if (!stats.isFile()) throw refusal("keyring_not_a_file", file);
}

function refuseUnlessOurs(stats: Stats, file: string): void {
  const uid = process.geteuid?.();
  if (uid !== undefined && stats.uid !== uid) {
    throw refusal("keyring_wrong_owner", file, { ownerUid: stats.uid, processUid: uid });
  }
  if (stats.mode & GROUP_AND_OTHERS) {
    const mode = (stats.mode & 0o7777).toString(8).padStart(4, "0");
    throw refusal("keyring_readable_by_others", file, { mode });
  }
}

function readText(descriptor: number, file: string): string {
  const bytes = Buffer.alloc(FILE_BYTES_MAX + 1);
  try {
    let length = 0;
    for (let count = -1; count !== 0 && length < bytes.length; length += count) {
      count = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > FILE_BYTES_MAX) throw refusal("keyring_malformed", file);
    return decodeText(bytes.subarray(0, length), file);
  } finally {
    bytes.fill(0);
  }
}

function decodeText(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusal("keyring_malformed", file);
  }
}

function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  // Each new folder is an entry of the one above it, and that entry has to survive a power loss too.
  for (let made = folder; made.length >= first.length; made = path.dirname(made))
    syncFolder(path.dirname(made));
}

function writeDraft(draft: string, text: string): void {
  const descriptor = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    fchmodSync(descriptor, 0o600);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function linkUnlessTaken(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    throw errnoOf(error) === "EEXIST" ? refusal("keyring_exists", file) : error;
  }
}

/** Best effort: a draft that cannot be removed is mode 0600 and must not hide why the keyring was refused. */
function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    return;
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function refusal(
  code: VaultErrorCode,
  file: string,
  params: Record<string, string | number> = {},
): VaultError {
  return new VaultError(code, { file, ...params });
}

function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
