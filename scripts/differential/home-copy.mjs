import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { HOME } from "./vocabulary.mjs";

/** Writes the files of a case below `home`, with their modes, and the folder the commands are run in. */
export function layOut({ files }, home) {
  for (const folder of [".openclaw", "cwd"])
    mkdirSync(path.join(home, folder), { recursive: true, mode: 0o700 });
  for (const { path: relative, text, mode } of files) {
    const file = path.join(home, relative);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text.replaceAll(HOME, home));
    chmodSync(file, mode);
  }
}

/** The variables of a case for the programs that are run in a copy of its home. */
export function variablesFor({ variables }, home) {
  const filled = Object.entries(variables).map(([name, value]) => [name, value.replaceAll(HOME, home)]);
  return Object.fromEntries(filled);
}

/** Every file and folder below `home` with its mode and content, to see later that nothing changed. */
export function fingerprint(home) {
  return readdirSync(home, { recursive: true })
    .sort()
    .map((name) => {
      const file = path.join(home, name);
      const { mode, mtimeMs } = statSync(file);
      const isFile = statSync(file).isFile();
      const hash = isFile ? createHash("sha256").update(readFileSync(file)).digest("hex") : "folder";
      return `${name} ${(mode & 0o7777).toString(8)} ${isFile ? mtimeMs : ""} ${hash}`;
    });
}
