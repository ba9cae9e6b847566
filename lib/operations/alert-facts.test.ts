import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { insertSweep } from "#db/repositories/probe-sweeps.ts";
import { finishProbe, insertProbes } from "#db/repositories/probes.ts";
import { insertPublication } from "#db/repositories/publications.ts";
import type { AlertCondition } from "#lib/domain/alert-condition.ts";
import type { ProbeState } from "#lib/domain/probe-facts.ts";
import { mutate } from "#lib/operations/context.ts";
import { watchAlerts } from "#lib/operations/watch-alerts.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, type StateFiles, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { failoverView, lastMoves } from "#lib/views/failover-view.ts";

const MINUTE = 60_000;

const KEY = { type: "api_key", provider: "openai", key: FAKE.apiKey };
const TWO = { "openai:a": KEY, "openai:b": { ...KEY, key: FAKE.otherApiKey } };
const ORDER = { openai: ["openai:a", "openai:b"] };

/** Without a word OpenClaw's agents use a model of Anthropic's. */
const DEFAULTS = { model: { primary: "openai/gpt-5" } };

function testConsole(files: StateFiles) {
  const ctx = testContext({ kind: "system" });
  const config = JSON.stringify({ agents: { defaults: DEFAULTS } });
  const { gatewayId, stateDir } = testGateway(ctx, { config, ...files });
  const look = (atMs = NOW_MS) => watchAlerts({ ...ctx, nowMs: atMs }, "here")?.conditions ?? [];
  const write = (store: unknown) => writeFileSync(storePathOf(stateDir), JSON.stringify(store));
  return { ctx, gatewayId, look, write };
}

const short = (found: readonly AlertCondition[]) =>
  found.map(({ kind, agentId, profileId }) => [kind, agentId, profileId].filter(Boolean).join(" "));

const store = (more: object = {}) => ({ version: 1, profiles: TWO, order: ORDER, ...more });

describe("an agent whose profile is in a cooldown", () => {
  const place = { agentId: "main", provider: "openai" };
  const held = {
    lastUsed: NOW_MS,
    cooldownUntil: NOW_MS + 30 * MINUTE,
    lastFailureAt: NOW_MS + 20_000,
    errorCount: 1,
  };

  test("is told to have gone to the next one: since when, from which, and back again", () => {
    const { ctx, gatewayId, look, write } = testConsole({ stores: { main: store() } });
    expect(short(look())).toEqual([]);
    write(store({ usageStats: { "openai:a": held } }));
    const found = look(NOW_MS + MINUTE);
    expect(short(found)).toEqual(["cooldown main openai:a", "failover main openai:b"]);
    expect(found[1]).toMatchObject({
      previousProfileId: "openai:a",
      nextProfileId: "openai:a",
      sinceMs: NOW_MS + 20_000,
      severity: "warning",
    });
    expect(found[0]).toMatchObject({ nextProfileId: "openai:b", untilMs: NOW_MS + 30 * MINUTE });
    expect(short(look(NOW_MS + 30 * MINUTE))).toEqual([]);
    const moves = failoverView(ctx, { gatewayId, ...place });
    expect(moves).toEqual([
      {
        profileId: "openai:a",
        previousProfileId: "openai:b",
        why: "recovered",
        sinceMs: NOW_MS + 30 * MINUTE,
      },
      { profileId: "openai:b", previousProfileId: "openai:a", why: "cooldown", sinceMs: NOW_MS + 20_000 },
    ]);
    expect(lastMoves(ctx, gatewayId)("main", "openai")).toEqual(moves[0]);
    expect(lastMoves(ctx, gatewayId)("other", "openai")).toBeNull();
  });

  test("is nothing that moved when it was so at the first look", () => {
    const { look } = testConsole({ stores: { main: store({ usageStats: { "openai:a": held } }) } });
    expect(short(look())).toEqual(["cooldown main openai:a"]);
  });
});

test("an order that was published from here is no fail-over, and neither is one that was changed there", () => {
  const turned = store({ order: { openai: ["openai:b", "openai:a"] } });
  for (const isOurs of [true, false]) {
    const { ctx, gatewayId, look, write } = testConsole({ stores: { main: store() } });
    look();
    if (isOurs) publication(ctx, gatewayId, NOW_MS + 1, { verified: true });
    write(turned);
    expect(short(look(NOW_MS + MINUTE))).toEqual([]);
    const [move] = failoverView(ctx, { gatewayId, agentId: "main", provider: "openai" });
    expect(move).toMatchObject({ profileId: "openai:b", why: isOurs ? "published" : "order_changed" });
  }
});

function publication(
  ctx: ReturnType<typeof testContext>,
  gatewayId: string,
  startedAtMs: number,
  receipt: object | null,
): void {
  mutate(ctx, (tx) => {
    insertPublication(tx, {
      ...{ id: `pub_${startedAtMs}`, gatewayId, kind: "publish", startedAtMs, startedBy: "test" },
      finishedAtMs: receipt ? startedAtMs : null,
      receipt,
    });
    return { result: null, audit: { event: "publish.started", subject: gatewayId } };
  });
}

describe("a publish", () => {
  test.each([
    ["that did not come to its end", null, 15 * MINUTE, true],
    ["that may still be running", null, 15 * MINUTE - 1, false],
    ["whose files were not as published", { verified: false, reload: { kind: "reloaded" } }, 0, true],
    ["after which the gateway did not reload", { verified: true, reload: { kind: "failed" } }, 0, true],
    ["that a person has to reload after", { verified: true, reload: { kind: "by_hand" } }, 0, false],
  ])("%s is told accordingly", (_, receipt, afterMs, isTold) => {
    const { ctx, gatewayId, look } = testConsole({ stores: { main: store() } });
    publication(ctx, gatewayId, NOW_MS, receipt);
    expect(short(look(NOW_MS + afterMs))).toEqual(isTold ? ["publish_failed"] : []);
    publication(ctx, gatewayId, NOW_MS + afterMs + 1, { verified: true });
    expect(short(look(NOW_MS + afterMs + 2))).toEqual([]);
  });
});

test("a refused secret is told for an hour after it was asked for last", () => {
  const { ctx, gatewayId, look } = testConsole({ stores: { main: store() } });
  const asked = (refused: string[], atMs: number) =>
    mutate({ ...ctx, nowMs: atMs, actor: { kind: "gateway", gatewayId } }, () => ({
      result: null,
      audit: { event: "secrets.resolved", subject: gatewayId, details: { resolved: ["x"], refused } },
    }));
  asked([], NOW_MS);
  expect(short(look())).toEqual([]);
  asked(["openai/gone"], NOW_MS);
  expect(short(look(NOW_MS + 60 * MINUTE))).toEqual(["resolver_denied"]);
  expect(short(look(NOW_MS + 60 * MINUTE + 1))).toEqual([]);
});

describe("probes that failed one after the other", () => {
  const cases: { results: [ProbeState, string | null][]; isTold: boolean }[] = [
    {
      results: [
        ["auth", "f"],
        ["auth", "f"],
        ["auth", "f"],
      ],
      isTold: true,
    },
    {
      results: [
        ["auth", "f"],
        ["auth", "f"],
      ],
      isTold: false,
    },
    {
      results: [
        ["auth", "f"],
        ["auth", "f"],
        ["ok", "f"],
        ["auth", "f"],
      ],
      isTold: false,
    },
    {
      results: [
        ["timeout", "f"],
        ["skipped", null],
        ["rate_limit", "f"],
        ["auth", "f"],
      ],
      isTold: true,
    },
    // Two of the three were of another secret.
    {
      results: [
        ["auth", "old"],
        ["auth", "old"],
        ["auth", "f"],
      ],
      isTold: false,
    },
    {
      results: [
        ["auth", null],
        ["auth", null],
        ["auth", null],
      ],
      isTold: true,
    },
    {
      results: [
        ["auth", "f"],
        ["auth", "f"],
        ["auth", "f"],
        ["ok", "f"],
      ],
      isTold: false,
    },
  ];

  test.each(cases)("are told from three on: $results", ({ results, isTold }) => {
    const { ctx, gatewayId, look } = testConsole({ stores: { main: store() } });
    mutate(ctx, (tx) => {
      insertSweep(tx, {
        ...{ id: "probe_1", origin: "person", scope: {}, state: "running", startedBy: "test" },
        startedAtMs: NOW_MS,
        leaseUntilMs: NOW_MS,
      });
      const target = {
        gatewayId,
        agentId: "main",
        provider: "openai",
        source: "profile",
        type: "api_key",
      } as const;
      for (const [status, fingerprint] of results) {
        const [id = 0] = insertProbes(tx, "probe_1", [{ ...target, profileId: "openai:a", model: null }]);
        const end = {
          reason: null,
          request: "free",
          httpStatus: null,
          latencyMs: 1,
          costMicrocents: 0,
        } as const;
        finishProbe(tx, id, { ...end, status, fingerprint, finishedAtMs: NOW_MS });
      }
      return { result: null, audit: { event: "test", subject: "probe_1" } };
    });
    expect(short(look())).toEqual(isTold ? ["probe_failing main openai:a"] : []);
  });
});

test("what an agent has from main is told of main alone", () => {
  const config = JSON.stringify({ agents: { defaults: DEFAULTS, list: [{ id: "main" }, { id: "work" }] } });
  const token = { type: "token", provider: "anthropic", token: FAKE.setupToken, expires: NOW_MS };
  const main = { version: 1, profiles: { "anthropic:work": token, ...TWO } };
  const { look } = testConsole({ config, stores: { main, work: { version: 1, profiles: TWO } } });
  expect(short(look())).toEqual(["expired main anthropic:work"]);
});

test("a model in use whose provider has no credential at all is told of its agent", () => {
  const config = JSON.stringify({ agents: { defaults: { model: { primary: "mistral/mistral-large" } } } });
  const { look } = testConsole({ config, stores: { main: store() } });
  expect(short(look())).toEqual(["missing main"]);
});

test("what someone took away on the gateway after a publish is told as drift", () => {
  const { ctx, gatewayId, look } = testConsole({ stores: { main: store() } });
  const value = JSON.stringify({ type: "api_key", provider: "openai", keyRef: null });
  ctx.db.raw
    .prepare(
      "INSERT INTO published_entries (gateway_id, agent_id, kind, key, value, published_at_ms) VALUES (?, 'main', 'profile', 'openai:gone', ?, 1)",
    )
    .run(gatewayId, value);
  expect(short(look())).toEqual(["drift"]);
});
