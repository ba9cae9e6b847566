import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listGateways } from "#db/repositories/gateways.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { mutate } from "#lib/operations/context.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { pasteToken, pasteTokenInput } from "#lib/operations/paste-token.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { evaluateGateway } from "#lib/views/gateway-status.ts";
import { unchangedStatus } from "#lib/views/kept-status.ts";

const DAY_MS = 86_400_000;
const REF = { source: "file", provider: "vaultfile", id: "value" };
const CONFIG = JSON.stringify({
  agents: { defaults: { model: { primary: "openai/gpt-5" } } },
  secrets: { providers: { vaultfile: { source: "file", path: "~/secret.txt", mode: "singleValue" } } },
});

// Ahead, so that the files of a test are not recent, however long it takes.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: Date.now() + DAY_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

type Stored = { endsMs?: number | undefined; cooldownMs?: number | undefined };

function storeOf({ endsMs, cooldownMs }: Stored) {
  return {
    version: 1,
    profiles: {
      "openai:ref": { type: "api_key", provider: "openai", keyRef: REF },
      "github-copilot:a": { type: "token", provider: "github-copilot", token: FAKE.apiKey, expires: endsMs },
      "openai-codex:default": {
        ...{ type: "oauth", provider: "openai-codex", access: "FAKE", refresh: FAKE.oauthRefresh },
        expires: endsMs,
      },
    },
    usageStats: { "openai:ref": { cooldownUntil: cooldownMs } },
  };
}

function consoleWithGateway() {
  const ctx = testContext();
  const { gatewayId, stateDir } = testGateway(ctx, { config: CONFIG, stores: { main: storeOf({}) } });
  const [gateway] = listGateways(ctx.db.reader);
  if (!gateway) throw new Error("No gateway was registered.");
  const kept = (nowMs = NOW_MS) => unchangedStatus({ ...ctx, nowMs }, gateway);
  const fresh = (nowMs = NOW_MS) => evaluateGateway({ ...ctx, nowMs }, gateway, readGateway(gateway));
  const writeStore = (stored: Stored) =>
    fs.writeFileSync(storePathOf(stateDir), JSON.stringify(storeOf(stored)), { mode: 0o600 });
  const secretFile = path.join(path.dirname(stateDir), "secret.txt");
  return { ctx, gatewayId, kept, fresh, writeStore, secretFile };
}

const answer = ({ status, rows }: ReturnType<typeof unchangedStatus>) => ({ status, rows });

test("an evaluation is kept while nothing changes and no moment passes", () => {
  const { kept, writeStore } = consoleWithGateway();
  writeStore({ endsMs: NOW_MS + 20 * DAY_MS });
  const first = kept();
  expect(kept(NOW_MS + DAY_MS)).toBe(first);
  expect(kept(NOW_MS + 6 * DAY_MS - 1)).toBe(first);
  expect(kept(NOW_MS + 6 * DAY_MS)).not.toBe(first);
});

test("it is kept while the console writes what decides nothing here", () => {
  const { ctx, kept } = consoleWithGateway();
  const first = kept();
  mutate(ctx, () => ({ result: null, audit: { event: "secret.resolved", subject: "openai:ref" } }));
  expect(kept()).toBe(first);
});

test("it is made again when what is wanted, a file of the gateway or a file of a reference changes", () => {
  const { ctx, gatewayId, kept, fresh, writeStore, secretFile } = consoleWithGateway();
  const unresolved = kept();
  fs.writeFileSync(secretFile, FAKE.apiKey, { mode: 0o600 });
  const resolved = kept();
  expect(resolved.rows).not.toEqual(unresolved.rows);
  importGateway(ctx, gatewayId);
  const imported = kept();
  expect(imported.status.nextStep).not.toBe(resolved.status.nextStep);
  writeStore({ cooldownMs: NOW_MS + DAY_MS });
  expect(kept().rows).not.toEqual(imported.rows);
  expect(answer(kept())).toEqual(answer(fresh()));
});

const time = fc.integer({ min: NOW_MS - 40 * DAY_MS, max: NOW_MS + 40 * DAY_MS });
const deed = fc.oneof(
  fc.record({ kind: fc.constant("look" as const), nowMs: time }),
  fc.record({ kind: fc.constant("store" as const), endsMs: fc.option(time), cooldownMs: fc.option(time) }),
  fc.record({ kind: fc.constant("secret" as const), text: fc.constantFrom("", "  ", FAKE.apiKey) }),
  fc.record({ kind: fc.constant("no_secret" as const) }),
  fc.record({ kind: fc.constant("add" as const), days: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant("import" as const) }),
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

test("whatever happens in whatever order, it is what a fresh evaluation gives", () => {
  let reused = 0;
  fc.assert(
    fc.property(fc.array(deed, { minLength: 4, maxLength: 9 }), time, (deeds, startMs) => {
      const at = consoleWithGateway();
      let nowMs = startMs;
      for (const [n, each] of deeds.entries()) {
        if (each.kind === "look") nowMs = each.nowMs;
        else act(at, each, n);
        const [once, twice] = [at.kept(nowMs), at.kept(nowMs)];
        if (once === twice) reused += 1;
        expect(answer(once)).toEqual(answer(at.fresh(nowMs)));
      }
    }),
    { numRuns: 25, seed: 4 },
  );
  expect(reused).toBeGreaterThan(80);
});

type Console = ReturnType<typeof consoleWithGateway>;

function act({ ctx, gatewayId, ...at }: Console, each: Exclude<Deed, { kind: "look" }>, n: number) {
  if (each.kind === "store")
    at.writeStore({ endsMs: each.endsMs ?? undefined, cooldownMs: each.cooldownMs ?? undefined });
  if (each.kind === "secret") fs.writeFileSync(at.secretFile, each.text, { mode: 0o600 });
  if (each.kind === "no_secret") fs.rmSync(at.secretFile, { force: true });
  if (each.kind === "import") importGateway(ctx, gatewayId);
  if (each.kind !== "add") return;
  const where = { gatewayId, agentId: "main", provider: PROVIDERS[n] ?? "", secret: `${FAKE.apiKey}-${n}` };
  const token = { ...where, label: "", email: "", expiresAtMs: `${each.days}d` };
  if (each.days % 2 === 0) addApiKey(ctx, AddApiKeyInput.parse(where));
  else pasteToken(ctx, pasteTokenInput(NOW_MS).parse(token));
}

/** One for each deed, since a second profile of the same name is refused. */
const PROVIDERS = [
  "groq",
  "xai",
  "mistral",
  "zai",
  "together",
  "cerebras",
  "fireworks",
  "google",
  "moonshot",
];
