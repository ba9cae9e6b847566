import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "clawkeep-bin-")));
  mkdirSync(path.join(root, "bin"));
  writeFileSync(path.join(root, "package.json"), '{ "type": "module" }');
  copyFileSync("bin/clawkeep", path.join(root, "bin/clawkeep"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("without a build it says what to run", () => {
  const { status, stdout, stderr } = start(path.join(root, "bin/clawkeep"));
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toBe(`Clawkeep is not built yet. Run "npm run build" in ${root}\n`);
});

test("with a build it runs it with its arguments and says where the package lies, also through a link", () => {
  buildEcho();
  symlinkSync("bin/clawkeep", path.join(root, "link"));
  expect(start(path.join(root, "link")).stdout).toBe(`${root} serve --port 1\n`);
});

test("a root that is already said stays", () => {
  buildEcho();
  expect(start(path.join(root, "bin/clawkeep"), "/elsewhere").stdout).toBe("/elsewhere serve --port 1\n");
});

function buildEcho(): void {
  mkdirSync(path.join(root, "dist"));
  const echo = "console.log(process.env.CLAWKEEP_ROOT, ...process.argv.slice(2));";
  writeFileSync(path.join(root, "dist/cli.mjs"), echo);
}

function start(file: string, packageRoot?: string) {
  const env: NodeJS.ProcessEnv = { NODE_ENV: "test", PATH: process.env.PATH };
  if (packageRoot) env.CLAWKEEP_ROOT = packageRoot;
  return spawnSync(file, ["serve", "--port", "1"], { encoding: "utf8", env });
}
