import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ProbeDocumentResult } from "#lib/domain/probe-document.ts";
import { DIFFERENCES } from "#lib/testing/bucket-differences.ts";
import { expect, type Home, test } from "./home.ts";
import { CASES, startCases } from "./probe-answers.ts";

test.describe.configure({ timeout: 300_000 });

const API = {
  anthropic: "anthropic-messages",
  openai: "openai-completions",
  google: "google-generative-ai",
} as const;

/** Codes that OpenClaw gives too; ours besides them say more where it says nothing. */
const OPENCLAW_CODES: ReadonlySet<string> = new Set([
  "excluded_by_auth_order",
  "missing_credential",
  "expired",
  "invalid_expires",
  "unresolved_ref",
  "ineligible_profile",
  "no_model",
]);

const model = { name: "m", reasoning: false, input: ["text"], contextWindow: 200_000, maxTokens: 1000 };

/** Profiles of one provider with an explicit order: OpenClaw gives its codes only then (semantics §6.2). */
const ORDERED = "coded";
const FAR_MS = 1_999_000_000_000;
const ORDERED_PROFILES = {
  good: { type: "api_key", key: "sk-FAKE-good-0123456789" },
  "left-out": { type: "api_key", key: "sk-FAKE-left-out-0123456789" },
  missing: { type: "api_key" },
  expired: { type: "token", token: "FAKE-expired-0123456789", expires: 1000 },
  endless: { type: "token", token: "FAKE-endless-0123456789", expires: -1 },
  unresolved: { type: "api_key", keyRef: { source: "env", provider: "default", id: "NOT_SET_ANYWHERE" } },
  mismatched: { type: "api_key", key: "sk-FAKE-mismatched-0123456789" },
  current: { type: "token", token: "FAKE-current-0123456789", expires: FAR_MS },
};

/** A provider without a model. */
const BARE = "bare";

function fill({ configPath, storePath }: Home, origin: string): void {
  const providers: Record<string, unknown> = {};
  const profiles: Record<string, unknown> = {};
  const add = (id: string, index: number | string, dialect: keyof typeof API) => {
    providers[id] = { baseUrl: `${origin}/${index}`, api: API[dialect], models: [{ ...model, id: "m" }] };
  };
  CASES.forEach(({ dialect }, index) => {
    add(`p${index}`, index, dialect);
    profiles[`p${index}:k`] = { type: "api_key", provider: `p${index}`, key: `sk-FAKE-0123456789-${index}` };
  });
  providers[BARE] = { baseUrl: `${origin}/${BARE}`, api: API.openai, models: [] };
  profiles[`${BARE}:k`] = { type: "api_key", provider: BARE, key: "sk-FAKE-0123456789-bare" };
  add(ORDERED, ORDERED, "openai");
  for (const [name, profile] of Object.entries(ORDERED_PROFILES))
    profiles[`${ORDERED}:${name}`] = { provider: ORDERED, ...profile };
  const inOrder = Object.keys(ORDERED_PROFILES).filter((name) => name !== "left-out");
  const config = {
    gateway: { mode: "local" },
    update: { checkOnStart: false },
    discovery: { mdns: { mode: "off" } },
    auth: {
      profiles: { [`${ORDERED}:mismatched`]: { provider: ORDERED, mode: "token" } },
      order: { [ORDERED]: inOrder.map((name) => `${ORDERED}:${name}`) },
    },
    models: { providers },
    // Without a model to fall back to it calls every refused key `ok`.
    agents: { defaults: { model: { primary: "p0/m", fallbacks: ["p1/m"] } } },
  };
  writeFileSync(configPath, JSON.stringify(config), { mode: 0o600 });
  mkdirSync(path.dirname(storePath), { recursive: true });
  writeFileSync(storePath, JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
}

const PROBE = ["models", "status", "--probe", "--json", "--probe-concurrency", "16"];

async function ask(home: Home, program: "openclaw" | "clawkeep", more: string[]) {
  const { stdout, stderr } = await home[program]([...PROBE, ...more]);
  expect(stdout, `${program}\n${stderr}`).toContain("{");
  const { auth } = JSON.parse(stdout.slice(stdout.indexOf("{")));
  return auth.probes.results as ProbeDocumentResult[];
}

/** Status by case, and status with code by profile of the others. */
function judged(results: ProbeDocumentResult[]) {
  const cases: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const { provider, profileId = "", status, reasonCode = "" } of results) {
    const code = OPENCLAW_CODES.has(reasonCode) ? ` ${reasonCode}` : "";
    const known = profileId.startsWith("p") ? CASES[Number(provider.slice(1))] : undefined;
    if (known) cases[known.name] = status;
    else others[profileId] = `${status}${code}`;
  }
  const { [`${BARE}:k`]: bare, ...ordered } = others;
  return { cases, ordered, bare };
}

const statusesOf = (side: "theirs" | "ours", like: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(like).map(([name, status]) => [name, DIFFERENCES[name]?.[side] ?? status]),
  );

test("the real OpenClaw and we put the same answers into the same buckets, but for what is documented", async ({
  home,
}) => {
  const server = await startCases();
  try {
    fill(home, server.origin);
    const folder = ["--state-dir", home.stateDir];

    const ours = await test.step("we, with a completion", async () =>
      judged(await ask(home, "clawkeep", [...folder, "--probe-paid"])));
    server.free = "same";
    const free = await test.step("we, with nothing that costs", async () =>
      judged(await ask(home, "clawkeep", folder)));
    // After ours, because it writes cooldowns and a last good profile into the store.
    const theirs = await test.step("the real OpenClaw", async () =>
      judged(await ask(home, "openclaw", ["--probe-timeout", "60000"])));

    expect(Object.keys(theirs.cases)).toHaveLength(CASES.length);
    expect(theirs.cases, "what OpenClaw says").toEqual(statusesOf("theirs", ours.cases));
    expect(ours.cases, "what we say").toEqual(statusesOf("ours", theirs.cases));
    expect(ours.ordered).toEqual(theirs.ordered);
    expect(new Set(Object.values(ours.ordered)).size).toBeGreaterThan(5);
    // A row of the document: what is free needs no model.
    expect([theirs.bare, ours.bare]).toEqual(["no_model no_model", "ok"]);

    const well = CASES.filter(({ answer }) => answer === null).map(({ name }) => name);
    const called = (statuses: Record<string, string>) =>
      Object.keys(statuses).filter((name) => statuses[name] === "ok");
    // It is our own limit that stops this one, and only a completion can be stopped by it.
    expect(called(ours.cases).sort()).toEqual(["OPENAI.stoppedByLimit", ...well].sort());
    expect(called(free.cases).sort()).toEqual(well.sort());
  } finally {
    await server.stop();
  }
});

test("every difference is a row of the document", () => {
  const document = readFileSync(
    path.resolve(import.meta.dirname, "../../docs/openclaw-divergences.md"),
    "utf8",
  );
  for (const [name, { row, theirs, ours }] of Object.entries(DIFFERENCES)) {
    expect(document, name).toContain(`\n| ${row} | \`${theirs}\` |`);
    expect(theirs, name).not.toBe(ours);
    expect(ours, name).not.toBe("ok");
    expect(CASES.map((known) => known.name)).toContain(name);
  }
});
