import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const IMPORT = /from "#(lib\/openclaw\/[\w-]+\.ts)"/g;

/** Source files that a module is made of, through its imports of this room. */
function closureOf(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  const text = fs.readFileSync(path.join(root, file), "utf8");
  for (const [, imported = ""] of text.matchAll(IMPORT)) closureOf(imported, known);
  return known;
}

test("Everything that reading a state dir is made of looks at files through what notes them", () => {
  const files = [...closureOf("lib/openclaw/state-dir.ts")];
  expect(files).toContain("lib/openclaw/bounded-file.ts");
  const direct = files.filter((file) =>
    /import (?!type)[^;]*"node:(fs|fs\/promises|child_process)"/.test(
      fs.readFileSync(path.join(root, file), "utf8"),
    ),
  );
  expect(direct).toEqual(["lib/openclaw/seen-files.ts"]);
});
