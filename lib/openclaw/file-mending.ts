import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  rmSync,
  type Stats,
} from "node:fs";
import path from "node:path";
import { realPathOr } from "#lib/openclaw/bounded-file.ts";
import { syncFolder } from "#lib/openclaw/durable-file.ts";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** Permission bits before and after, as `chmod` writes them. */
export type MendedMode = { file: string; before: string; after: string };

/**
 * Takes a file or folder away from group and others; what its owner may stays. Its links are resolved first, what is
 * then opened is what is changed, and it must belong to `ownerUid`.
 *
 * Throws PublishError `file_not_regular`, `file_of_another_user`, `file_not_written`.
 */
export function closeToOthers(file: string, ownerUid: number): MendedMode {
  return guarded(file, () => {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const at = openSync(realPathOr(file), flags);
    try {
      const stats = fstatSync(at);
      requireOwn(file, stats, ownerUid);
      const before = stats.mode & 0o777;
      const after = before & 0o700;
      fchmodSync(at, after);
      return { file, before: octal(before), after: octal(after) };
    } finally {
      closeSync(at);
    }
  });
}

/**
 * Deletes a file. Its name is gone afterwards; its blocks may stay on the disk, in snapshots and in backups.
 * Refuses links and what does not belong to `ownerUid`.
 *
 * Throws PublishError `file_is_symlink`, `file_not_regular`, `file_of_another_user`, `file_not_written`.
 */
export function deleteFile(file: string, ownerUid: number): void {
  guarded(file, () => {
    const stats = lstatSync(file);
    if (stats.isSymbolicLink()) throw new PublishError("file_is_symlink", { file });
    if (!stats.isFile()) throw new PublishError("file_not_regular", { file });
    requireOwn(file, stats, ownerUid);
    rmSync(file);
    syncFolder(path.dirname(file));
  });
}

function requireOwn(file: string, stats: Stats, ownerUid: number): void {
  if (!stats.isFile() && !stats.isDirectory()) throw new PublishError("file_not_regular", { file });
  if (stats.uid !== ownerUid) throw new PublishError("file_of_another_user", { file, uid: stats.uid });
}

const octal = (mode: number) => `0${mode.toString(8)}`;

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PublishError) throw error;
    throw new PublishError("file_not_written", { file, cause: errorCodeOf(error) });
  }
}
