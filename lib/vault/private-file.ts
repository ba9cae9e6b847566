import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from "node:fs";
import { VaultError, type VaultErrorCode } from "#lib/vault/vault-error.ts";

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const GROUP_AND_OTHERS = 0o077;
const ALL_BUT_READING_BY_GROUP = 0o037;
/** A keyring with the most keys allowed has about 14 kB when it is sealed. */
const FILE_BYTES_MAX = 65_536;

/**
 * The text of a file that nobody else may read: a keyring, or the passphrase of one.
 *
 * The file must be a regular file, not a link, owned by this process's user and closed to everyone
 * else. What is checked is the opened file itself, so swapping the name in between does not help.
 * VaultError `keyring_*` says what is wrong. With `rootsToo` a file of root's will do that only its group may read
 * besides: systemd gives a service its credentials so, with an access list that shows as the group's bits.
 */
export function readPrivateText(file: string, { rootsToo = false } = {}): string {
  refuseUnlessFile(lstatOf(file), file);
  const descriptor = openKeyring(file);
  try {
    const stats = fstatSync(descriptor);
    refuseUnlessFile(stats, file);
    if (!(rootsToo && isRoots(stats))) refuseUnlessOurs(stats, file);
    return readText(descriptor, file);
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

function isRoots({ uid, mode }: Stats): boolean {
  return uid === 0 && (mode & ALL_BUT_READING_BY_GROUP) === 0;
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

/** A refusal that names the file it is about. */
export function refusal(
  code: VaultErrorCode,
  file: string,
  params: Record<string, string | number> = {},
): VaultError {
  return new VaultError(code, { file, ...params });
}

/** The name the system gives an error, such as ENOSPC. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
