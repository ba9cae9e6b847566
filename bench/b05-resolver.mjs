import { spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measurePaired, verdictOf, worstVerdict } from "./paired.mjs";

export const id = "B05";
export const title = "resolver, cold process, against `node -e 0` on the same Node";
export const quick = true;

const ROWS = [
  { ids: 1, goal: 1.45, gate: 1.8 },
  { ids: 100, goal: 1.5, gate: 1.9 },
  { ids: 1000, goal: 1.9, gate: 2.6 },
];
const RESOLVER = fileURLToPath(new URL("../bin/clawkeep-resolver.mjs", import.meta.url));
const OPTIONS = {
  url: { type: "string" }, // a real console instead of the one in memory
  token: { type: "string" }, // its resolver token
  ids: { type: "string" }, // a file with the ids it answers, one a line
  node: { type: "string", default: process.execPath },
  as: { type: "string", default: "cjs" }, // the extension it is installed with: cjs or mjs
  pairs: { type: "string", default: "15" },
};

export async function run(args) {
  const { values: options } = parseArgs({ args, options: OPTIONS, strict: true });
  const dir = mkdtempSync(join(tmpdir(), "clawkeep-b05-"));
  const console = options.url ? realConsole(options) : await memoryConsole();
  try {
    const command = install(dir, options, console);
    const rows = ROWS.filter((row) => row.ids <= console.ids.length).map((row) =>
      measureRow(row, command, console),
    );
    const node = spawnSync(options.node, ["--version"], { encoding: "utf8" }).stdout.trim();
    const subject = { node, installedAs: options.as, console: console.name };
    return { ...subject, rows, verdict: worstVerdict(rows.map((row) => row.verdict)) };
  } finally {
    console.close();
    rmSync(dir, { recursive: true });
  }

  function measureRow({ ids, goal, gate }, command, { ids: known }) {
    const request = { protocolVersion: 1, provider: "clawkeep", ids: known.slice(0, ids) };
    const input = JSON.stringify(request);
    const subject = { argv: [command], input, cwd: dir };
    assertAnswers(subject, request.ids);
    const floor = { argv: [options.node, "-e", "0"], input, cwd: dir };
    const figures = measurePaired({ floor, subject, pairs: Number(options.pairs) });
    return { ids, ...figures, goal, gate, verdict: verdictOf(figures.ratio, { goal, gate }) };
  }
}

/** Installs the resolver as publish does: its own directory, an absolute interpreter, owner-only modes. */
function install(dir, options, { url, token }) {
  const command = join(dir, `clawkeep-resolver.${options.as}`);
  copyFileSync(RESOLVER, command);
  writeFileSync(command, readFileSync(command, "utf8").replace(/^#!.*/, `#!${options.node}`));
  chmodSync(command, 0o500);
  writeFileSync(join(dir, "resolver.json"), JSON.stringify({ url, token }), { mode: 0o400 });
  return command;
}

function assertAnswers({ argv, input, cwd }, ids) {
  const { status, stdout } = spawnSync(argv[0], [], { input, cwd, env: {}, encoding: "utf8" });
  const values = status === 0 ? JSON.parse(stdout).values : {};
  const missing = ids.filter((id) => typeof values[id] !== "string").length;
  if (missing > 0) throw new Error(`The console gave no value for ${missing} of ${ids.length} ids.`);
}

function realConsole({ url, token, ids }) {
  if (!token || !ids) throw new Error("--url needs --token and --ids FILE.");
  const known = readFileSync(ids, "utf8").split("\n").filter(Boolean);
  return { name: "given", url, token, ids: known, close() {} };
}

async function memoryConsole() {
  const token = "ckr_AAAAAAAAAAAAAAAAAAAAAAAA";
  const script = fileURLToPath(new URL("memory-console.mjs", import.meta.url));
  const server = spawn(process.execPath, [script, token], { stdio: ["pipe", "pipe", "inherit"] });
  const { value: port } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next();
  // Spread over the ten thousand, so that no row asks for neighbours only.
  const ids = Array.from(
    { length: 1000 },
    (_, n) => `secret/${String((n * 7919) % 10_000).padStart(5, "0")}`,
  );
  return { name: "in memory", url: `http://127.0.0.1:${port}`, token, ids, close: () => server.stdin.end() };
}
