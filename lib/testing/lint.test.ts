import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

const DEEP = `export function deep(a: number[]) {\n${"for (const b of a) if (b) {\n".repeat(5)}${"}\n".repeat(5)}}\n`;

/** Each file breaks one rule of the house; its twin, where it has one, is a place where that is allowed. */
const REFUSED: [rule: string, file: string, text: string, allowedIn?: string][] = [
  [
    "noProcessEnv",
    "lib/operations/environment.ts",
    "export const home = process.env.HOME;\n",
    "bench/run.ts",
  ],
  ["noConsole", "lib/operations/chatty.ts", 'console.log("hello");\n', "cli/commands/chatty.ts"],
  ["noExplicitAny", "lib/domain/anything.ts", "export const anything = (value: any) => value;\n"],
  ["noNonNullAssertion", "lib/domain/sure.ts", "export const sure = (value: string | null) => value!;\n"],
  ["noDefaultExport", "app/_ui/icon-list.tsx", "export default 1;\n", "app/(console)/page.tsx"],
  ["noExcessiveCognitiveComplexity", "lib/domain/deep.ts", DEEP],
  ["noReExportAll", "lib/domain/all.ts", 'export * from "#lib/domain/role.ts";\n'],
  ["useImportExtensions", "lib/domain/bare.ts", 'import { sure } from "./sure";\nexport const b = sure;\n'],
];

const BIOME = path.resolve("node_modules/@biomejs/biome/bin/biome");
const Report = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

let folder: string;
let found: { rule: string; file: string }[];

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-lint-"));
  copyFileSync("biome.json", path.join(folder, "biome.json"));
  for (const [, file, text, allowedIn] of REFUSED) {
    write(file, text);
    if (allowedIn) write(allowedIn, text);
  }
  const { stdout } = spawnSync(process.execPath, [BIOME, "lint", "--reporter=json", "."], {
    cwd: folder,
    encoding: "utf8",
  });
  found = Report.parse(JSON.parse(stdout)).diagnostics.map(({ category, location }) => ({
    rule: category.split("/").at(-1) ?? category,
    file: location.path.replace(/^\.\//, ""),
  }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(REFUSED)("%s refuses %s", (rule, file, _text, allowedIn) => {
  expect(found).toContainEqual({ rule, file });
  expect(found).not.toContainEqual({ rule, file: allowedIn });
});

function write(file: string, text: string): void {
  const absolute = path.join(folder, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
}
