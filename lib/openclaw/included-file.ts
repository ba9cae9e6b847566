import { accessSync, constants } from "node:fs";
import path from "node:path";
import { type FileFacts, isInside, realPathOr } from "#lib/openclaw/bounded-file.ts";

/**
 * Why publishing leaves an included file alone. `outside`: not in the state directory. `link`: reached through
 * a symbolic link. `owner`: it could not be given back to its owner or group. `read_only`: it or its folder.
 */
export type HandsOff = "outside" | "link" | "owner" | "read_only";

/** Whose files may be changed: the real path of the state directory and its owner, null when unknown. */
export type StateDirFacts = { stateDir: string; ownerUid: number | null };

/** Null when an included file may be replaced by an edited one. */
export function whyHandsOff(
  facts: FileFacts,
  configFile: string,
  { stateDir, ownerUid }: StateDirFacts,
): HandsOff | null {
  if (!isInside(stateDir, facts.realPath)) return "outside";
  const folder = path.dirname(configFile);
  const named = path.join(realPathOr(folder), path.relative(folder, facts.path));
  if (named !== facts.realPath) return "link";
  if (!canGiveBack(facts, ownerUid)) return "owner";
  // A new file can be renamed over a read-only one. Whoever made it read-only did not mean that.
  if ((facts.mode & 0o200) === 0 || !isWritable(path.dirname(facts.realPath))) return "read_only";
  return null;
}

/** Root can give a file to anyone, but one that is not the gateway's own may serve others too. */
function canGiveBack({ uid, gid }: FileFacts, ownerUid: number | null): boolean {
  const own = process.geteuid?.();
  if (own === undefined) return true;
  if (own === 0) return ownerUid === null || uid === ownerUid;
  return uid === own && [process.getegid?.(), ...(process.getgroups?.() ?? [])].includes(gid);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
