import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { expect, type Home, readJson, test } from "./home.ts";
import { idsOf, numberOf, type Said } from "./order-numbers.ts";

test.describe.configure({ timeout: 600_000 });

const ROUNDS = 200;
const CLI_WRITES = 30;
/** On a slow machine fewer writes of the real CLI have to do. */
const LONGEST_MS = 240_000;
const ROOT = path.resolve(import.meta.dirname, "../..");

test("200 publishes race the real models auth order set, and neither loses a thing", async ({
  home,
}, info) => {
  const gatewayId = await prepare(home);
  const numbersFile = path.join(home.folder, "numbers.json");
  const endFile = path.join(home.folder, "end");
  note(numbersFile, { started: 1, acknowledged: 1 });
  const program = await bundled(info.outputPath("publish-loop.mjs"));
  const loop = spawn(process.execPath, [program, gatewayId, home.storePath, numbersFile, endFile], {
    env: { PATH: process.env.PATH, HOME: home.folder, CLAWKEEP_ROOT: ROOT, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: Said[] = [];
  createInterface({ input: loop.stdout }).on("line", (line) => said.push(JSON.parse(line)));

  const startedMs = Date.now();
  const enough = (writes: number) => said.length >= ROUNDS && writes >= CLI_WRITES;
  let number = 1;
  while (!enough(number - 1) && Date.now() - startedMs < LONGEST_MS && loop.exitCode === null) {
    note(numbersFile, { started: number + 1, acknowledged: number });
    const args = ["models", "auth", "order", "set", "--provider", "beta", ...idsOf(number + 1)];
    const { code, stdout, stderr } = await home.openclaw(args);
    expect(code, `${stdout}${stderr}`).toBe(0);
    number += 1;
    note(numbersFile, { started: number, acknowledged: number });
  }
  writeFileSync(endFile, "");
  expect(await ended(loop)).toBe(0);

  const refusals = said.flatMap((round) => round.refusals);
  const description = `${said.length} publishes, ${number - 1} writes of the real CLI, refused: ${refusals.join(" ") || "none"}`;
  info.annotations.push({ type: "race", description });
  expect(said.length).toBeGreaterThanOrEqual(ROUNDS);
  expect(said.filter((round) => !round.verified)).toEqual([]);
  expect(said.filter(({ alphaLost, betaLost }) => alphaLost.length + betaLost.length > 0)).toEqual([]);
  expect(said.filter(({ beta }) => beta.found < beta.acknowledged || beta.found > beta.started)).toEqual([]);
  // Taken for drift is what someone else did to what is ours; the other side never touched that.
  const preview = JSON.parse(await home.clawkeepDone(["publish", "--dry-run", "--json"]));
  expect(preview).toMatchObject({ drift: [], upToDate: true });
  const { profiles, order, usageStats } = readJson(home.storePath);
  expect(numberOf(order.beta)).toBe(number);
  expect(
    Object.keys(profiles)
      .filter((id) => id.startsWith("beta:"))
      .sort(),
  ).toEqual(idsOf(1));
  expect(usageStats).toEqual({ "beta:a": { lastUsed: 1, errorCount: 0 } });
});

/** A store that OpenClaw alone takes care of, and the gateway registered. */
async function prepare(home: Home): Promise<string> {
  const beta = idsOf(1).map((id) => [id, { type: "api_key", provider: "beta", key: `sk-FAKE-${id}` }]);
  const usageStats = { "beta:a": { lastUsed: 1, errorCount: 0 } };
  mkdirSync(path.dirname(home.storePath), { recursive: true, mode: 0o700 });
  const store = { version: 1, profiles: Object.fromEntries(beta), order: { beta: idsOf(1) }, usageStats };
  writeFileSync(home.storePath, JSON.stringify(store, null, 2), { mode: 0o600 });
  await home.clawkeepDone(["vault", "init"]);
  await home.clawkeepDone(["gateway", "add", "--name", "home", "--state-dir", home.stateDir]);
  const { gateways } = JSON.parse(await home.clawkeepDone(["gateway", "list", "--json"]));
  return gateways[0].gatewayId;
}

/** Beside the packages, so that the native ones are found. */
async function bundled(outfile: string): Promise<string> {
  const banner =
    'import { createRequire as makeRequire_ } from "node:module"; const require = makeRequire_(import.meta.url);';
  await build({
    entryPoints: [path.join(import.meta.dirname, "publish-loop.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: banner },
    external: ["better-sqlite3", "better-sqlite3-napi", "@node-rs/argon2"],
    logLevel: "warning",
  });
  return outfile;
}

/** Whole at every moment, because the loop reads it whenever it likes. */
function note(file: string, numbers: { started: number; acknowledged: number }): void {
  writeFileSync(`${file}.new`, JSON.stringify(numbers));
  renameSync(`${file}.new`, file);
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", resolve));
}
