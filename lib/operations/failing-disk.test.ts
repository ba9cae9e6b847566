import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { profiles } from "#db/schema.ts";
import { isStorageFault } from "#lib/domain/storage-fault.ts";
import { readLog } from "#lib/operations/verify-audit.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { whyNoStrace } from "#lib/testing/mounts.ts";
import { buildProgram } from "#lib/testing/processes.ts";
import { sayFigure } from "#lib/testing/say-figure.ts";

/** How many profiles each run tries to add. */
const TRIED = 3;

/** Which call on which file fails, how, and which of them. */
type Failure = { call: string; suffix: "" | "-wal"; error: string; when: string };

const at = (call: string, suffix: Failure["suffix"], error: string, nth: readonly string[]): Failure[] =>
  nth.map((when) => ({ call, suffix, error, when }));

const FAILURES = [
  ...at("fdatasync,fsync", "-wal", "EIO", ["1", "2", "3", "1+"]),
  ...at("pwrite64", "-wal", "EIO", ["1", "4", "14", "1+"]),
  ...at("pwrite64", "-wal", "ENOSPC", ["3", "2+"]),
  ...at("pread64", "", "EIO", ["30", "60"]),
];

test("whatever call of the disk fails, what is said of a change is so, and the next one is tried again", {
  tags: ["F05"],
  timeout: 120_000,
}, async (task) => {
  const reason = whyNoStrace();
  if (reason) return task.skip(reason);
  const program = await buildProgram("add-profiles.ts");
  const said: (string | null)[] = [];
  for (const failure of FAILURES) {
    const { outcomes, held, integrity, bad } = await runWith(program, { failure });
    const name = JSON.stringify(failure);
    said.push(...outcomes);
    expectTrue(outcomes, held, name);
    // What fails once fails one change, and what fails for ever never lets one be called done.
    const isForEver = failure.when.endsWith("+");
    if (isForEver) expect(outcomes, name).not.toContain(null);
    else expect(outcomes.filter((outcome) => outcome !== null).length, name).toBeLessThanOrEqual(1);
    expect({ integrity, bad }, name).toEqual({ integrity: "ok", bad: null });
  }
  expect(said).toEqual(expect.arrayContaining([null, "write_unknown", "disk_full"]));
  const refused = said.filter((outcome) => outcome !== null);
  const unknown = refused.filter((outcome) => outcome === "write_unknown");
  sayFigure(
    task,
    `${FAILURES.length} injected failures, ${said.length} changes: ${refused.length} refused, of them ${unknown.length} as not certain, 0 wrongly called done`,
  );
});

test("a change that the disk did not confirm may be there after a crash, which is why it is called not certain", {
  tags: ["F05"],
  timeout: 60_000,
}, async (task) => {
  const reason = whyNoStrace();
  if (reason) return task.skip(reason);
  const program = await buildProgram("add-profiles.ts");
  const failure = { call: "fdatasync,fsync", suffix: "-wal", error: "EIO", when: "2" } as const;
  const quietly = await runWith(program, { failure, tried: 1 });
  expect(quietly).toMatchObject({ outcomes: ["write_unknown"], held: [] });
  const crashed = await runWith(program, { failure, tried: 1, more: ["-e", "inject=unlink:signal=KILL"] });
  expect(crashed).toMatchObject({ outcomes: ["write_unknown"], held: ["openai:0"], bad: null });
});

test("a database that does not wait for the disk calls changes done that the disk refused", {
  tags: ["F05-twin"],
  timeout: 60_000,
}, async (task) => {
  const reason = whyNoStrace();
  if (reason) return task.skip(reason);
  const program = await buildProgram("add-profiles.ts");
  const failure = { call: "fdatasync,fsync", suffix: "-wal", error: "EIO", when: "1+" } as const;
  expect((await runWith(program, { failure })).outcomes).not.toContain(null);
  expect((await runWith(program, { failure, synchronous: "OFF" })).outcomes).toEqual([null, null, null]);
});

test("a file that may not grow any more refuses changes and ends nothing", {
  tags: ["F05"],
  timeout: 60_000,
}, async (task) => {
  if (spawnSync("prlimit", ["--version"]).status !== 0) return task.skip("prlimit is not installed");
  const program = await buildProgram("add-profiles.ts");
  const { ctx, gatewayId } = closedConsole();
  const limited = [`--fsize=${200 * 1024}`, process.execPath, program, ctx.folder, gatewayId, "60"];
  const { stdout, stderr, status } = spawnSync("prlimit", limited, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const outcomes: (string | null)[] = JSON.parse(stdout);
  const { held, integrity } = stateOf(ctx);
  expect(integrity).toBe("ok");
  expect(outcomes).toEqual(expect.arrayContaining([null, "write_unknown"]));
  expect(held.length).toBe(outcomes.filter((outcome) => outcome === null).length);
});

/** What is called done is there, and what is called not done is not; either may be for what is called not certain. */
function expectTrue(outcomes: (string | null)[], held: string[], name: string): void {
  for (const [n, outcome] of outcomes.entries()) {
    if (outcome === null) expect(held, name).toContain(`openai:${n}`);
    else expect(isStorageFault(outcome), outcome).toBe(true);
    if (outcome !== null && outcome !== "write_unknown") expect(held, name).not.toContain(`openai:${n}`);
  }
}

function closedConsole() {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  ctx.runtime.close();
  return { ctx, gatewayId };
}

type Run = { failure: Failure; synchronous?: "FULL" | "OFF"; tried?: number; more?: string[] };

/** Adds profiles on a disk that fails, and reads with a connection of its own what is there afterwards. */
async function runWith(program: string, { failure, synchronous = "FULL", tried = TRIED, more = [] }: Run) {
  const { ctx, gatewayId } = closedConsole();
  const { call, suffix, error, when } = failure;
  const file = `${ctx.runtime.config.databaseFile}${suffix}`;
  const inject = ["-o", "/dev/null", "-P", file, "-e", `inject=${call}:error=${error}:when=${when}`, ...more];
  const args = [process.execPath, program, ctx.folder, gatewayId, String(tried), synchronous];
  const { stdout } = spawnSync("strace", [...inject, ...args], { encoding: "utf8" });
  const outcomes: (string | null)[] = JSON.parse(stdout);
  const { bad } = await readLog(ctx.runtime.db, null);
  return { outcomes, bad, ...stateOf(ctx) };
}

function stateOf({ runtime }: TestContext): { held: string[]; integrity: unknown } {
  const rows = runtime.db.reader.select({ profileId: profiles.profileId }).from(profiles).all();
  const integrity = runtime.db.raw.pragma("integrity_check", { simple: true });
  return { held: rows.map(({ profileId }) => profileId), integrity };
}
