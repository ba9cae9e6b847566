import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildIsCurrent, buildStamp, installIsCurrent, recordBuild, recordInstall } from "./stamps.mjs";

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "clawkeep-stamps-"));
  write("package-lock.json", "{}");
  write("lib/domain/role.ts", "export const role = 1;\n");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("an install is current until the lockfile changes", () => {
  mkdirSync(path.join(root, "node_modules"));
  expect(installIsCurrent(root)).toBe(false);
  recordInstall(root);
  expect(installIsCurrent(root)).toBe(true);
  write("package-lock.json", '{ "packages": {} }');
  expect(installIsCurrent(root)).toBe(false);
});

test("a package that is itself a dependency has no lockfile and gets no stamp", () => {
  rmSync(path.join(root, "package-lock.json"));
  recordInstall(root);
  expect(() => write("node_modules", "nothing was made here")).not.toThrow();
});

test.each([
  ["changed", () => write("lib/domain/role.ts", "export const role = 2;\n")],
  ["added", () => write("messages/en.json", "{}")],
  ["removed", () => rmSync(path.join(root, "lib/domain/role.ts"))],
])("a build is current until a source is %s", (_how, change) => {
  build();
  expect(buildIsCurrent(root)).toBe(true);
  change();
  expect(buildIsCurrent(root)).toBe(false);
});

test("a test file does not ask for another build", () => {
  build();
  write("lib/domain/role.test.ts", "");
  write("lib/testing/now.ts", "");
  expect(buildIsCurrent(root)).toBe(true);
});

test("a build that Next did not finish is not current", () => {
  recordBuild(buildStamp(root), root);
  expect(buildIsCurrent(root)).toBe(false);
});

function build(): void {
  write(".next/BUILD_ID", "1");
  recordBuild(buildStamp(root), root);
}

function write(file: string, text: string): void {
  const absolute = path.join(root, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
}
