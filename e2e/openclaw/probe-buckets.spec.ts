import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { DIFFERENT_BUCKETS } from "#lib/testing/bucket-differences.ts";
import { ANTHROPIC, GOOGLE, ODD, OPENAI } from "#lib/testing/fake-provider-answers.ts";
import { type FakeProvider, type PlainAnswer, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { expect, type Home, test } from "./home.ts";

test.describe.configure({ timeout: 600_000 });

type Case = { name: string; api: string; answer: PlainAnswer; well: PlainAnswer };

const DIALECTS = {
  ANTHROPIC: { api: "anthropic-messages", answers: ANTHROPIC, well: ANTHROPIC.list },
  OPENAI: { api: "openai-completions", answers: OPENAI, well: OPENAI.list },
  GOOGLE: { api: "google-generative-ai", answers: GOOGLE, well: GOOGLE.list },
  ODD: { api: "openai-completions", answers: ODD, well: OPENAI.list },
};

/** Answers to other questions, and those that say that the key works. */
const LEFT_OUT = ["list", "togetherList", "openrouterKey", "completion", "stoppedByLimit"];

const CASES: Case[] = Object.entries(DIALECTS).flatMap(([dialect, { api, answers, well }]) =>
  Object.entries<PlainAnswer>(answers)
    .filter(([name]) => !LEFT_OUT.includes(name))
    .map(([name, answer]) => ({ name: `${dialect}.${name}`, api, answer, well })),
);

const Document = z.object({
  auth: z.object({
    probes: z.object({
      results: z.array(
        z.object({
          provider: z.string(),
          profileId: z.string().optional(),
          status: z.string(),
          reasonCode: z.string().optional(),
        }),
      ),
    }),
  }),
});

/** Each case is a provider of its own, at a path of its own. Keys end with the number of their case. */
function writeState(home: Home, { origin }: FakeProvider): void {
  const model = { id: "m", name: "m", contextWindow: 200_000, maxTokens: 1000 };
  const named = CASES.map(({ api }, at) => {
    return [`p${at}`, { baseUrl: `${origin}/${at}`, api, apiKey: "sk-FAKE-none", models: [model] }];
  });
  const ineligible = { baseUrl: `${origin}/x`, api: "openai-completions", apiKey: "x", models: [model] };
  const models = Object.fromEntries(CASES.map((_, at) => [`p${at}/m`, {}]));
  const config = {
    update: { checkOnStart: false },
    models: { mode: "merge", providers: { ...Object.fromEntries(named), px: ineligible } },
    // Without a model to fall back to, OpenClaw calls every dead key ok.
    agents: { defaults: { model: { primary: "p0/m", fallbacks: ["p1/m"] }, models } },
    auth: { order: { px: ["px:missing", "px:expired", "px:invalid", "px:unresolved"] } },
  };
  const keys = CASES.map((_, at) => [
    `p${at}:k`,
    { type: "api_key", provider: `p${at}`, key: `sk-FAKE-probe-${at}` },
  ]);
  const token = { type: "token", provider: "px", token: "FAKE-token-0123456789" };
  const keyRef = { source: "env", provider: "default", id: "NOWHERE_TO_BE_FOUND" };
  const profiles = {
    ...Object.fromEntries(keys),
    "px:missing": { type: "api_key", provider: "px" },
    "px:expired": { ...token, expires: 1000 },
    "px:invalid": { ...token, expires: -5 },
    "px:unresolved": { type: "api_key", provider: "px", keyRef },
    "px:excluded": { type: "api_key", provider: "px", key: "sk-FAKE-excluded-0123456789" },
  };
  writeFileSync(home.configPath, JSON.stringify(config), { mode: 0o600 });
  mkdirSync(path.dirname(home.storePath), { recursive: true, mode: 0o700 });
  writeFileSync(home.storePath, JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
}

function buckets(document: unknown): Record<string, string> {
  const { results } = Document.parse(document).auth.probes;
  return Object.fromEntries(
    results.map(({ provider, profileId = provider, status, reasonCode }) => {
      const name = CASES[Number(/^p(\d+)$/.exec(provider)?.[1])]?.name;
      return name ? [name, status] : [profileId, `${status} ${reasonCode}`];
    }),
  );
}

test("every answer lands in OpenClaw's bucket and code, but for the differences that are written down", async ({
  home,
}) => {
  /** Strangers are refused and keys known, so that a completion is what decides. */
  const server = await startFakeProvider(({ path: asked, method, headers }) => {
    const entry = CASES[Number(asked.split("/")[1])];
    if (!entry) return OPENAI.auth;
    if (method === "POST") return entry.answer;
    return JSON.stringify(headers).includes("sk-FAKE-probe") ? entry.well : OPENAI.auth;
  });
  try {
    writeState(home, server);
    const flags = ["--probe", "--probe-timeout", "45000", "--probe-concurrency", "12"];
    const ours = await home.clawkeep([
      ...["models", "status", "--state-dir", home.stateDir, "--json", "--probe-paid"],
      ...flags,
    ]);
    const mine = buckets(JSON.parse(ours.stdout));
    expect(Object.keys(mine)).toHaveLength(CASES.length + 5);

    await test.step("a dead key is never ok", () => {
      expect(Object.entries(mine).filter(([, bucket]) => bucket.startsWith("ok"))).toEqual([]);
    });

    const theirs = buckets(await home.openclawJson(["models", "status", ...flags]));
    expect(Object.keys(theirs).sort()).toEqual(Object.keys(mine).sort());
    const different = Object.fromEntries(
      Object.entries(mine).filter(([name, bucket]) => theirs[name] !== bucket),
    );
    expect(different).toEqual(DIFFERENT_BUCKETS);
  } finally {
    await server.stop();
  }
});
