import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/** What is made beside its place until it is whole. The process that makes it is in its name. */
const DRAFT = /^\.clawkeep-(\d+)-[0-9a-f]{12}\.draft$/;

/** A name for a draft in a folder. */
export function draftIn(folder: string): string {
  return path.join(folder, `.clawkeep-${process.pid}-${randomBytes(6).toString("hex")}.draft`);
}

/** Removes the drafts that processes left which are no more, files and folders. */
export function removeLeftDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(DRAFT.exec(name)?.[1]);
    if (pid && pid !== process.pid && !isAlive(pid))
      rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** Gives a whole file its name, unless something has it: then false. It stays after a power loss. */
export function placeDraft(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    rmSync(draft);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP"].includes(codeOf(error))) throw error;
    // A file system without links, such as a memory stick's.
    closeSync(openSync(file, "wx", 0o600));
    renameSync(draft, file);
  }
  const folder = openSync(path.dirname(file), "r");
  fsyncSync(folder);
  closeSync(folder);
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";
