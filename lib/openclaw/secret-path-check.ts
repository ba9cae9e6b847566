import fs from "node:fs";
import path from "node:path";
import type { PathProblem } from "#lib/domain/doctor-facts.ts";
import { errorName, isInside } from "#lib/openclaw/bounded-file.ts";

/** Bits that OpenClaw refuses: for a file of secrets any of group or others, for a command only writing. */
const FILE_BITS = 0o077;
const COMMAND_BITS = 0o022;
const EXECUTABLE_BITS = 0o111;

export type CommandRules = {
  allowSymlinkCommand?: boolean | undefined;
  allowInsecurePath?: boolean | undefined;
  trustedDirs?: readonly string[] | undefined;
};

/**
 * Says why OpenClaw would refuse the file of a file provider, in the order it checks; null when it would not.
 * The owner must be the user the gateway runs as, who is taken to own the state dir.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2 "file".
 */
export function checkSecretFile(file: string, ownerUid: number | null, bytesMax: number): PathProblem | null {
  const stats = statsOf(file);
  if (typeof stats === "string") return stats;
  const problem = accessProblem(stats, FILE_BITS, ownerUid);
  if (problem !== null) return problem;
  return stats.size > bytesMax ? "too_large" : null;
}

/**
 * The same for the command of an exec provider, which is looked at and never run.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2 "exec". That it can be executed at all is asked here in addition.
 */
export function checkSecretCommand(
  command: string,
  ownerUid: number | null,
  rules: CommandRules,
): PathProblem | null {
  const target = rules.allowSymlinkCommand ? linkTarget(command) : command;
  const stats = target === null ? "missing" : statsOf(target);
  if (target === null || typeof stats === "string") return typeof stats === "string" ? stats : "missing";
  const dirs = rules.trustedDirs ?? [];
  const isTrusted = dirs.length === 0 || dirs.some((dir) => isInside(path.resolve(dir), target));
  if (!isTrusted) return "outside_trusted";
  const problem = rules.allowInsecurePath ? null : accessProblem(stats, COMMAND_BITS, ownerUid);
  if (problem !== null) return problem;
  return (stats.mode & EXECUTABLE_BITS) === 0 ? "not_executable" : null;
}

function linkTarget(file: string): string | null {
  try {
    return fs.realpathSync(file);
  } catch {
    return null;
  }
}

function statsOf(file: string): fs.Stats | PathProblem {
  try {
    const stats = fs.lstatSync(file);
    if (stats.isSymbolicLink()) return "symlink";
    return stats.isFile() ? stats : "not_file";
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(errorName(error)) ? "missing" : "unreadable";
  }
}

function accessProblem(stats: fs.Stats, bits: number, ownerUid: number | null): PathProblem | null {
  if ((stats.mode & bits) !== 0) return "open";
  return ownerUid !== null && stats.uid !== ownerUid ? "owner" : null;
}
