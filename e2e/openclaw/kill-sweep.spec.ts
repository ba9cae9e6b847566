import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "better-sqlite3";
import JSON5 from "json5";
import { loadDriver } from "#db/driver.ts";
import { filesBelow, tracesBelow } from "../plaintext.ts";
import { expect, type Home, readJson, serve, test } from "./home.ts";
import { changingCalls, type KillPoint, killedAt, requireStrace, spread } from "./kill.ts";

test.describe.configure({ timeout: 900_000 });
test.beforeAll(requireStrace);

const PUBLISH_POINTS = 36;
const IMPORT_POINTS = 24;
const IMPORTED = 150;
const PUBLISH = ["publish", "--json"];
const IMPORT = ["import", "--json"];

const SECRETS = {
  old: `sk-FAKE-old-"o"\\x/0123456789`,
  added: "sk-FAKE-added-0123456789abcdef",
  ops: "sk-FAKE-of-ops-0123456789abcdef",
};

const CONFIG = `// Mine.
{
  agents: { list: [{ id: "main", default: true }, { id: "ops" }] }, // two of them
  auth: { $include: "./auth.json5" },
}
`;
/** Publishing changes what stands in here, because the credential is an API key. */
const INCLUDED = `{ profiles: { "openai:old": { provider: "openai", mode: "token" } } } // old\n`;

test(
  "a publish killed anywhere leaves whole files, and the next one goes on from there",
  { tag: ["@F02"] },
  async ({ home }, info) => {
    await prepareForPublish(home);
    const { points, texts } = survey(home, PUBLISH, gatewayFiles(home), PUBLISH_POINTS);
    expect(points.length).toBeGreaterThanOrEqual(30);
    for (const point of points) {
      restore(home);
      const { wasKilled, stdout } = killedAt(point, PUBLISH, envOf(home));
      await test.step(`killed before ${point.what}`, async () => {
        expect(wasKilled).toBe(true);
        expectOldOrNew(home, texts);
        if (isAcknowledged(stdout)) expectNew(texts);
        expect(JSON.parse(await home.clawkeepDone(PUBLISH)).verified).toBe(true);
        expectNew(texts);
        expectNothingLeft(home);
        expect(tracesBelow(home.folder, SECRETS)).toEqual([]);
        expectEveryReferenceBacked(home);
      });
    }
    report(info, "publish", points);
    await expectResolved(home, {
      "main/openai:old": SECRETS.old,
      "main/openai:added": SECRETS.added,
      "ops/openai:ops": SECRETS.ops,
    });
  },
);

test(
  "an import killed anywhere has taken over everything or nothing, and the next one the rest",
  { tag: ["@F02"] },
  async ({ home }, info) => {
    const secrets = await prepareForImport(home);
    const { points, texts } = survey(home, IMPORT, [home.storePath, home.configPath], IMPORT_POINTS);
    expect(points.length).toBeGreaterThanOrEqual(15);
    for (const point of points) {
      restore(home);
      const { wasKilled, stdout } = killedAt(point, IMPORT, envOf(home));
      await test.step(`killed before ${point.what}`, async () => {
        expect(wasKilled).toBe(true);
        const { profiles } = countRows(home);
        expect([0, IMPORTED]).toContain(profiles);
        if (isAcknowledged(stdout)) expect(profiles).toBe(IMPORTED);
        const taken = profiles === IMPORTED;
        expectImported(home, secrets, taken);
        const again = JSON.parse(await home.clawkeepDone(IMPORT));
        expect(again.changes).toBe(taken ? 0 : IMPORTED + 1);
        expectImported(home, secrets, true);
        expectNew(texts);
      });
    }
    report(info, "import", points);
    const ids = Object.entries(secrets).map(([id, secret]) => [`main/openai:${id}`, secret]);
    await expectResolved(home, Object.fromEntries(ids));
  },
);

/** A gateway's files by path, before a run that nothing disturbed and after it. */
type Texts = Map<string, { before: string | null; after: string | null }>;

function expectOldOrNew(home: Home, texts: Texts): void {
  for (const [file, { before, after }] of texts)
    expect([before, after], path.basename(file)).toContain(textOf(file));
  expectWholeDatabase(home, { profiles: 3, orders: 1 });
  expectEveryReferenceBacked(home);
  // The old store may still stand, with its secret. Nothing else may hold one, least of all what a killed run left.
  const isOldStore = (file: string) => file === home.storePath && textOf(file) === texts.get(file)?.before;
  expect(tracesBelow(home.folder, SECRETS, isOldStore)).toEqual([]);
}

function expectNew(texts: Texts): void {
  for (const [file, { after }] of texts) expect(textOf(file), path.basename(file)).toBe(after);
}

/** A lock whose holder is dead may stay where nothing is to be written: OpenClaw and we break it at sight. */
function expectNothingLeft(home: Home): void {
  const left = filesBelow(home.stateDir).filter((file) => /\.(tmp|lock)$/.test(file));
  expect(left.filter((file) => file.endsWith(".tmp") || isRunning(readJson(file).pid))).toEqual([]);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function expectImported(home: Home, secrets: Record<string, string>, taken: boolean): void {
  expectWholeDatabase(home, taken ? { profiles: IMPORTED, orders: 1 } : { profiles: 0, orders: 0 });
  expect(tracesBelow(home.folder, secrets, (file) => file === home.storePath)).toEqual([]);
}

async function prepareForPublish(home: Home): Promise<void> {
  writeFileSync(home.configPath, CONFIG);
  writeFileSync(includedPath(home), INCLUDED, { mode: 0o600 });
  const old = { type: "api_key", provider: "openai", key: SECRETS.old, note: "mine" };
  writeStore(home, {
    version: 1,
    profiles: { "openai:old": old },
    usageStats: { "openai:old": { lastUsed: 5 } },
    mine: 1.0,
  });
  await register(home);
  await home.clawkeepDone(["import"]);
  const paste = (id: string, agent: string) => [
    "models",
    "auth",
    "paste-api-key",
    "--provider",
    "openai",
    "--profile-id",
    id,
    "--agent",
    agent,
  ];
  await home.clawkeepDone(paste("openai:added", "main"), SECRETS.added);
  await home.clawkeepDone(paste("openai:ops", "ops"), SECRETS.ops);
  await home.clawkeepDone([
    "models",
    "auth",
    "order",
    "set",
    "--provider",
    "openai",
    "openai:added",
    "openai:old",
  ]);
  save(home);
}

async function prepareForImport(home: Home): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (let at = 0; at < IMPORTED; at += 1)
    secrets[`n${at}`] = `sk-FAKE-${at}-"i"\\y/${"0123456789".repeat(3)}`;
  const profiles = Object.entries(secrets).map(([id, key]) => [
    `openai:${id}`,
    { type: "api_key", provider: "openai", key },
  ]);
  writeStore(home, {
    version: 1,
    profiles: Object.fromEntries(profiles),
    order: { openai: ["openai:n1", "openai:n0"] },
  });
  await register(home);
  save(home);
  return secrets;
}

function writeStore(home: Home, store: unknown): void {
  mkdirSync(path.dirname(home.storePath), { recursive: true, mode: 0o700 });
  writeFileSync(home.storePath, JSON.stringify(store, null, 2), { mode: 0o600 });
}

async function register(home: Home): Promise<void> {
  await home.clawkeepDone(["vault", "init"]);
  await home.clawkeepDone(["gateway", "add", "--name", "home", "--state-dir", home.stateDir]);
}

const savedAt = (home: Home) => `${home.folder}.saved`;

function save(home: Home): void {
  cpSync(home.folder, savedAt(home), { recursive: true, preserveTimestamps: true });
}

/** Everything as it was before the run to be killed, at the same paths. */
function restore(home: Home): void {
  rmSync(home.folder, { recursive: true });
  spawnSync("cp", ["-a", savedAt(home), home.folder]);
}

/** One undisturbed run: which calls it makes, and what its files are before and after it. */
function survey(
  home: Home,
  args: string[],
  files: string[],
  count: number,
): { points: KillPoint[]; texts: Texts } {
  const before = files.map(textOf);
  const points = spread(changingCalls(args, envOf(home), home.folder), count);
  const texts = files.map((file, at) => [file, { before: before[at] ?? null, after: textOf(file) }] as const);
  return { points, texts: new Map(texts) };
}

function envOf(home: Home): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: home.folder, NODE_ENV: "production" };
}

function includedPath(home: Home): string {
  return path.join(home.stateDir, "auth.json5");
}

function gatewayFiles(home: Home): string[] {
  const ofOps = path.join(home.stateDir, "agents/ops/agent/auth-profiles.json");
  const resolver = path.join(home.stateDir, "clawkeep/clawkeep-resolver.cjs");
  return [home.configPath, includedPath(home), home.storePath, ofOps, resolver];
}

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : null);

/** A receipt or report that was printed whole is a promise. */
function isAcknowledged(stdout: string): boolean {
  return stdout.trimEnd().endsWith("}") && stdout.startsWith("{");
}

type Counts = { profiles: number; orders: number };

/** Looks into a copy, so that the next command finds the database as the killed one left it. */
function withDatabase<T>(home: Home, look: (db: Database) => T): T {
  const copy = `${home.folder}.database`;
  rmSync(copy, { recursive: true, force: true });
  cpSync(path.join(home.folder, ".local/share/clawkeep"), copy, { recursive: true });
  const db = new (loadDriver())(path.join(copy, "clawkeep.sqlite"));
  try {
    return look(db);
  } finally {
    db.close();
    rmSync(copy, { recursive: true });
  }
}

function countRows(home: Home): Counts {
  return withDatabase(home, (db) => ({
    profiles: db.prepare("SELECT count(*) FROM profiles").pluck().get() as number,
    orders: db.prepare("SELECT count(*) FROM order_overrides").pluck().get() as number,
  }));
}

function expectWholeDatabase(home: Home, counts: Counts): void {
  withDatabase(home, (db) => {
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(db.pragma("foreign_key_check")).toEqual([]);
    const credentials = db.prepare("SELECT count(*) FROM credentials").pluck().get();
    expect(credentials).toBe(counts.profiles);
  });
  expect(countRows(home)).toEqual(counts);
}

/** Whatever reference stands in a store has its secret provider in the config, its program, its token and its grant. */
function expectEveryReferenceBacked(home: Home): void {
  const refs = gatewayFiles(home)
    .filter((file) => file.endsWith(".json") && file !== home.configPath && existsSync(file))
    .flatMap((file) => Object.values(readJson(file).profiles as Record<string, { keyRef?: { id: string } }>))
    .flatMap((profile) => profile.keyRef?.id ?? []);
  if (refs.length === 0) return;
  const { command } = JSON5.parse(readFileSync(home.configPath, "utf8")).secrets.providers.clawkeep;
  expect((statSync(command).mode & 0o777).toString(8)).toBe("500");
  expect(readJson(path.join(path.dirname(command), "resolver.json"))).toMatchObject({
    token: expect.stringMatching(/^ckr_/),
  });
  withDatabase(home, (db) => {
    const granted = db.prepare("SELECT ref_id FROM resolver_grants").pluck().all();
    expect(granted).toEqual(expect.arrayContaining(refs));
    expect(
      db.prepare("SELECT count(*) FROM resolver_tokens WHERE revoked_at_ms IS NULL").pluck().get(),
    ).toBeGreaterThan(0);
  });
}

/** The last state of a sweep is a working one: its resolver gives out every secret. */
async function expectResolved(home: Home, values: Record<string, string>): Promise<void> {
  await serve(home);
  await home.clawkeepDone(["publish"]);
  const { command } = JSON5.parse(readFileSync(home.configPath, "utf8")).secrets.providers.clawkeep;
  const input = JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids: Object.keys(values) });
  const { stdout } = spawnSync(command, { input, env: {} as NodeJS.ProcessEnv, encoding: "utf8" });
  expect(JSON.parse(stdout).values).toEqual(values);
}

function report(
  info: { annotations: { type: string; description?: string }[] },
  command: string,
  points: KillPoint[],
): void {
  const calls = [...new Set(points.map((point) => point.call))].sort().join(", ");
  info.annotations.push({ type: "sweep", description: `${command}: ${points.length} points at ${calls}` });
}
