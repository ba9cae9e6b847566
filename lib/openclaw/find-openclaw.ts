import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/** The first executable `openclaw` of a `PATH`, as an absolute path; null when there is none. Nothing is run. */
export function findOpenclaw({ PATH = "" }: { PATH?: string | undefined }): string | null {
  const folders = PATH.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, "openclaw")).find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
