import { appendFileSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { liveVersion } from "#lib/views/live-version.ts";
import { statusCellView } from "#lib/views/status-cell-view.ts";
import { statusView } from "#lib/views/status-view.ts";

const DAY_MS = 86_400_000;

function mixedGateway() {
  const ctx = testContext();
  const keyRef = { source: "exec", provider: "vaulted", id: "openai" };
  const config = {
    agents: { list: [{ id: "main", default: true }, { id: "ops" }] },
    secrets: { providers: { vaulted: { source: "exec", command: "/usr/bin/touch", args: ["/tmp/never"] } } },
    env: { ANTHROPIC_API_KEY: "sk-ant-FAKE-0123456789-Zq7x" },
  };
  const profiles = {
    "anthropic:old": {
      type: "token",
      provider: "anthropic",
      token: FAKE.setupToken,
      expires: NOW_MS - DAY_MS,
    },
    "openai:both": { type: "api_key", provider: "openai", key: FAKE.apiKey, keyRef },
    "xai:ref": { type: "api_key", provider: "xai", keyRef },
    "mistral:gone": { type: "api_key", provider: "mistral", keyRef: { source: "env", id: "GONE" } },
  };
  const usageStats = {
    "openai:both": { lastUsed: NOW_MS - 1000, cooldownUntil: NOW_MS + 60_000, errorCount: 2 },
  };
  const stores = { main: { version: 1, profiles, usageStats } };
  const gateway = testGateway(ctx, { config: JSON.stringify(config), stores });
  const cell = (provider: string, agentId = "main") =>
    statusCellView(ctx, { gatewayId: gateway.gatewayId, agentId, provider });
  return { ctx, ...gateway, cell };
}

test("an environment key works where the only token is expired, and both are told without their values", () => {
  const { cell } = mixedGateway();
  const view = cell("anthropic");
  expect(view).toMatchObject({
    row: {
      state: "healthy",
      also: ["expired"],
      effective: { source: "env: ANTHROPIC_API_KEY" },
      inUse: true,
    },
    profiles: { rows: [{ profileId: "anthropic:old", state: "expired", step: { kind: "import" } }] },
    keys: [{ kind: "env", source: "env: ANTHROPIC_API_KEY", shown: "…Zq7x" }],
  });
  expect(JSON.stringify(view)).not.toContain(FAKE.setupToken);
  expect(JSON.stringify(view)).not.toContain("FAKE-0123456789");
});

test("a cooldown, an inline value over its reference and the last use are told of a profile", () => {
  const { cell } = mixedGateway();
  const [profile] = cell("openai")?.profiles.rows ?? [];
  expect(profile).toMatchObject({
    cause: "cooldown",
    window: { kind: "cooldown", untilMs: NOW_MS + 60_000 },
    source: { kind: "inline", shown: "…-key", overRef: "exec:vaulted:openai" },
    lastUsedMs: NOW_MS - 1000,
    errorCount: 2,
    step: { kind: "wait" },
  });
});

test("a command is never run: its reference resolves at run time, one to a missing variable does not", () => {
  const { cell } = mixedGateway();
  expect(cell("xai")).toMatchObject({
    row: { state: "healthy" },
    profiles: { rows: [{ source: { kind: "ref", outcome: "at_run_time" } }] },
  });
  expect(cell("mistral")).toMatchObject({
    row: { state: "unresolved", step: { kind: "doctor" } },
    profiles: { rows: [{ source: { kind: "ref", outcome: "env_missing" } }] },
  });
});

test("another agent has main's profiles through it", () => {
  const { cell } = mixedGateway();
  expect(cell("openai", "ops")?.profiles.rows[0]).toMatchObject({ isInherited: true });
  expect(cell("openai", "nobody")).toBeNull();
});

test("rows are found by state, words, agent and provider, the most pressing first, and counted over everything", () => {
  const { ctx } = mixedGateway();
  const all = statusView(ctx);
  expect(all.total).toBe(8);
  expect(all.counts).toMatchObject({ unresolved: 2, held_back: 2, healthy: 4, expired: 2, drift: 0 });
  expect(all.page.rows[0]).toMatchObject({ provider: "mistral", state: "unresolved" });
  const found = (query: Parameters<typeof statusView>[1]) =>
    statusView(ctx, query).page.rows.map((row) => `${row.agentId} ${row.provider}`);
  expect(found({ state: "expired", sort: "agent" })).toEqual(["main anthropic", "ops anthropic"]);
  expect(found({ q: "OPENAI:BOTH", agent: "ops" })).toEqual(["ops openai"]);
  expect(found({ provider: "xai", sort: "provider" })).toEqual(["main xai", "ops xai"]);
  expect(found({ q: "nothing like it" })).toEqual([]);
});

test("ten thousand profiles are a page of fifty, and every provider is counted", () => {
  const ctx = testContext();
  const ids = Array.from({ length: 10_000 }, (_, at) => [`p${at % 150}`, `k${at}`] as const);
  const profiles = Object.fromEntries(
    ids.map(([provider, name]) => [`${provider}:${name}`, { type: "api_key", provider, key: FAKE.apiKey }]),
  );
  const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles } } });
  const view = statusView(ctx);
  expect(view).toMatchObject({ total: 151, counts: { healthy: 150, missing: 1 }, page: { pageCount: 4 } });
  expect(view.page.rows).toHaveLength(50);
  expect(statusView(ctx, { page: 4 }).page.rows).toHaveLength(1);
  const cell = statusCellView(ctx, { gatewayId, agentId: "main", provider: "p7" });
  expect(cell?.profiles).toMatchObject({ found: 67, pageCount: 2 });
});

test("a config that OpenClaw refuses is to be mended before anything else, and nothing is said of credentials", () => {
  const ctx = testContext();
  testGateway(ctx, { config: "{ no json", stores: { main: { version: 1, profiles: {} } } });
  expect(statusView(ctx)).toMatchObject({ total: 0, gateways: [{ nextStep: "mend_config" }] });
});

test("the version changes with the files and with what the console does, and else only with the minute", () => {
  const { ctx, stateDir, gatewayId } = mixedGateway();
  const at = (nowMs = NOW_MS) => liveVersion({ ...ctx, nowMs });
  const first = at();
  expect(at()).toEqual(first);
  expect(at(NOW_MS + 60_000)).toEqual({ change: first.change, tick: first.tick + 1 });
  appendFileSync(storePathOf(stateDir), "\n");
  const second = at();
  expect(second.change).not.toBe(first.change);
  importGateway(ctx, gatewayId);
  const third = at();
  expect(third.change).not.toBe(second.change);
  rmSync(path.join(stateDir, "openclaw.json"));
  expect(at().change).not.toBe(third.change);
});
