import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { buildProgram } from "#lib/testing/processes.ts";
import { sayFigure } from "#lib/testing/say-figure.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const SECRET = "sk-proj-FAKE-in-the-memory-of-a-process-0123456789";
/** Built from two parts, so that the program's own arguments and environment do not hold it. */
const HALVES = [SECRET.slice(0, 20), SECRET.slice(20)];

/** Where the system puts a core, unless it hands it to a program or to a folder of its own. */
const pattern = readText("/proc/sys/kernel/core_pattern").trim();
const elsewhere = /^[|/]/.test(pattern) || pattern === "" ? `cores go to ${pattern || "no file"} here` : null;

test("a process that dies leaves a core without a word of what it held", { tags: ["C09"] }, async (task) => {
  if (elsewhere) return task.skip(elsewhere);
  const core = await coreOf("guarded");
  expect(core.includes(SECRET)).toBe(false);
  sayFigure(task, `core of ${Math.ceil(core.length / 1024)} KiB, 0 secrets`);
});

test("a process that did not keep its memory out of its core leaves it there", {
  tags: ["C09-twin"],
}, async (task) => {
  if (elsewhere) return task.skip(elsewhere);
  expect((await coreOf("open")).includes(SECRET)).toBe(true);
});

async function coreOf(mode: "guarded" | "open"): Promise<Buffer> {
  const program = await buildProgram("hold-secret.ts");
  const cwd = temporaryFolder();
  const shell = `ulimit -c unlimited && exec "$0" "$1" "$2"`;
  const input = HALVES.join("");
  spawnSync("sh", ["-c", shell, process.execPath, program, mode], { cwd, input, timeout: 60_000 });
  const [name] = readdirSync(cwd);
  // A system may leave out a core that would be empty.
  return name === undefined ? Buffer.alloc(0) : readFileSync(path.join(cwd, name));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
