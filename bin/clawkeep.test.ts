import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
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
  for (const file of ["bin/clawkeep", "bin/package.json"]) copyFileSync(file, path.join(root, file));
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

test.each(["none", "of another build", "of this build"])(
  "with kept code %s it runs what is built",
  (kept) => {
    buildEcho();
    if (kept === "of another build") writeFileSync(path.join(root, CACHE), "some other engine's ".repeat(9));
    if (kept === "of this build") keepCode();
    const { status, stdout, stderr } = start(path.join(root, "bin/clawkeep"));
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${root} serve --port 1\n`, stderr: "" });
  },
);

test.each([false, true])("finds what the build loads later, with code kept: %s", (isKept) => {
  buildEcho('importLater("../dist/console/later.mjs").then(({ words }) => console.log(words));');
  mkdirSync(path.join(root, "dist/console"));
  writeFileSync(path.join(root, "dist/console/later.mjs"), 'export const words = "loaded later";');
  if (isKept) keepCode();
  expect(start(path.join(root, "bin/clawkeep")).stdout).toBe("loaded later\n");
});

const CACHE = "dist/cli.cjs.cache";
const ECHO = "console.log(process.env.CLAWKEEP_ROOT, ...process.argv.slice(2));";

function buildEcho(code = ECHO): void {
  mkdirSync(path.join(root, "dist"));
  writeFileSync(path.join(root, "dist/cli.cjs"), `(function (require, importLater) { ${code} })`);
}

/** As the build does. */
function keepCode(): void {
  const script = path.join(root, "scripts/code-cache.mjs");
  mkdirSync(path.dirname(script));
  copyFileSync("scripts/code-cache.mjs", script);
  const { status } = spawnSync(process.execPath, [script, path.join(root, "dist/cli.cjs"), "serve"]);
  expect({ status, isKept: existsSync(path.join(root, CACHE)) }).toEqual({ status: 0, isKept: true });
}

function start(file: string, packageRoot?: string) {
  const env: NodeJS.ProcessEnv = { NODE_ENV: "test", PATH: process.env.PATH };
  if (packageRoot) env.CLAWKEEP_ROOT = packageRoot;
  return spawnSync(file, ["serve", "--port", "1"], { encoding: "utf8", env });
}
