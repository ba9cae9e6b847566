import { describe, expect, test } from "vitest";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { setOrder } from "#lib/operations/set-order.ts";
import { startProbes } from "#lib/operations/start-probes.ts";
import type { ProbeResult } from "#lib/providers/probe-credential.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { probeResult } from "#lib/testing/probe-result.ts";
import { timelineView } from "#lib/views/timeline-view.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;

const STORE = {
  version: 1,
  profiles: {
    "anthropic:token": {
      type: "token",
      provider: "anthropic",
      token: FAKE.setupToken,
      expires: NOW_MS + 10 * DAY_MS,
    },
    "anthropic:old": {
      type: "token",
      provider: "anthropic",
      token: `${FAKE.setupToken}B`,
      expires: NOW_MS - 40 * DAY_MS,
    },
    "openai-codex:me": {
      type: "oauth",
      provider: "openai-codex",
      access: "at-FAKE-0123456789",
      refresh: FAKE.oauthRefresh,
      expires: NOW_MS + DAY_MS,
    },
    "openai:a": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    "openai:b": { type: "api_key", provider: "openai", key: FAKE.otherApiKey },
  },
  usageStats: {
    "openai:a": { lastFailureAt: NOW_MS - MINUTE_MS, cooldownUntil: NOW_MS + 4 * MINUTE_MS, errorCount: 1 },
    "openai:b": { disabledUntil: NOW_MS + DAY_MS, disabledReason: "billing" },
  },
};

function timeline(stores: Record<string, unknown> = { main: STORE }) {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx, { stores });
  const entries = () =>
    timelineView(ctx, { grouping: "gateway" }).rows.rows.map(
      (row) => `${row.kind} ${row.severity} ${row.profileId ?? row.detail}`,
    );
  return { ctx, gatewayId, entries };
}

describe("the timeline", () => {
  test("shows what a gateway holds before anything is imported", () => {
    const { ctx, entries } = timeline();
    expect(entries()).toEqual([
      "cooldown held openai:a",
      "disabled held openai:b",
      "expiry renews openai-codex:me",
      "expiry soon anthropic:token",
    ]);
    expect(timelineView(ctx, { grouping: "gateway" }).endedEarlier).toBe(1);
  });

  test("shows each credential once when the console holds it as well, with what was changed", () => {
    const { ctx, gatewayId, entries } = timeline();
    importGateway(ctx, gatewayId);
    setOrder(ctx, {
      gatewayId,
      agentId: "main",
      provider: "openai",
      profileIds: ["openai:b"],
    });
    expect(entries()).toEqual([
      "cooldown held openai:a",
      "change none gateway.imported",
      "change none order.set",
      "disabled held openai:b",
      "expiry renews openai-codex:me",
      "expiry soon anthropic:token",
    ]);
  });

  test("shows when a profile began to be refused and when it worked again, and no answer in between", async () => {
    const { ctx, gatewayId, entries } = timeline();
    const answers: [number, Partial<ProbeResult>][] = [
      [-50 * DAY_MS, {}],
      [-9 * DAY_MS, { status: "auth" }],
      [-8 * DAY_MS, { status: "timeout" }],
      [-7 * DAY_MS, { status: "billing" }],
      [-6 * DAY_MS, {}],
      [-5 * DAY_MS, { status: "rate_limit" }],
      [-4 * DAY_MS, {}],
    ];
    for (const [sinceMs, answer] of answers) {
      const then = { ...ctx, nowMs: NOW_MS + sinceMs };
      const { sweepId } = startProbes(then, { gatewayId, profileIds: ["openai:a"] });
      await runProbes(then, sweepId, { clock: () => then.nowMs, ask: async () => probeResult(answer) });
    }
    const turns = () => entries().filter((entry) => entry.startsWith("probe"));
    expect(turns()).toEqual(["probe refused openai:a", "probe none openai:a"]);
    const { rows } = timelineView(ctx, { grouping: "agent" });
    const [refused, works] = rows.rows.filter(({ kind }) => kind === "probe");
    expect(refused).toMatchObject({ startMs: NOW_MS - 9 * DAY_MS, detail: "auth", linkId: null });
    expect(works).toMatchObject({ startMs: NOW_MS - 6 * DAY_MS, detail: "ok", actor: "owner@example.test" });
  });

  test("leaves out what is outside of the window, in the drawing and in the table", () => {
    const { ctx } = timeline();
    const view = timelineView(ctx, {
      grouping: "provider",
      fromMs: NOW_MS + 5 * DAY_MS,
      toMs: NOW_MS + 20 * DAY_MS,
    });
    expect(view.total).toBe(1);
    expect(view.rows.rows.map((row) => row.profileId)).toEqual(["anthropic:token"]);
    expect(view.lanes.rows.map((lane) => lane.provider)).toEqual(["anthropic"]);
  });

  test("names a gateway whose state dir cannot be read", () => {
    const { ctx, gatewayId } = timeline();
    ctx.db.raw.prepare("UPDATE gateways SET state_dir = '/nowhere/at/all' WHERE id = ?").run(gatewayId);
    expect(timelineView(ctx, { grouping: "agent" })).toMatchObject({ total: 0, unreadable: ["local"] });
  });

  test("never answers with more rows than a page", () => {
    const profiles = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [
        `openai:k${at}`,
        {
          type: "token",
          provider: "openai",
          token: `tok-FAKE-${at}-0123456789`,
          expires: NOW_MS + (at + 1) * DAY_MS,
        },
      ]),
    );
    const { ctx } = timeline({ main: { version: 1, profiles } });
    const view = timelineView(ctx, { grouping: "gateway" });
    expect(view.total).toBe(300);
    expect(view.rows.rows).toHaveLength(50);
    expect(view.rows.pageCount).toBe(6);
    expect(view.lanes.rows[0]?.events).toHaveLength(300);
  });
});
