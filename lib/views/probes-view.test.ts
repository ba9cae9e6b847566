import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { cancelProbes } from "#lib/operations/cancel-probes.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { startProbes } from "#lib/operations/start-probes.ts";
import type { ProbeResult } from "#lib/providers/probe-credential.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { probeResult } from "#lib/testing/probe-result.ts";
import { probesView, sweepView } from "#lib/views/probes-view.ts";

const key = (end: string) => ({ type: "api_key", provider: "openai", key: `${FAKE.apiKey}-${end}` });

const STORE = {
  version: 1,
  profiles: {
    "openai:a": key("a"),
    "openai:b": key("b"),
    "anthropic:old": { type: "token", provider: "anthropic", token: FAKE.setupToken, expires: 1000 },
  },
};

const answer = (status: ProbeResult["status"]) => probeResult({ status });

function started(): { ctx: TestContext; sweepId: string } {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
  return { ctx, sweepId: startProbes(ctx, { gatewayId }).sweepId };
}

describe("the view of a sweep", () => {
  test("has the troubles first once it is over, and no secret or fingerprint", async () => {
    const { ctx, sweepId } = started();
    const ask = async (_facts: unknown, secret: { reveal(): string } | null) =>
      answer(secret?.reveal().endsWith("b") ? "auth" : "ok");
    await runProbes(ctx, sweepId, { clock: () => NOW_MS, ask });
    const view = sweepView(ctx, sweepId);
    expect(view?.sweep).toMatchObject({
      state: "finished",
      scope: { gatewayName: "local" },
      startedBy: "owner@example.test",
      total: 3,
      done: 3,
      counts: { ok: 1, auth: 1, skipped: 1 },
    });
    expect(view?.leftMs).toBeNull();
    expect(view?.probes.rows.map(({ profileId, status }) => [profileId, status])).toEqual([
      ["openai:b", "auth"],
      ["openai:a", "ok"],
      ["anthropic:old", "skipped"],
    ]);
    expect(JSON.stringify(view)).not.toContain("fingerprint");
    expect(JSON.stringify(view)).not.toContain(FAKE.apiKey);
  });

  test("says how long is left at the pace so far", async () => {
    const { ctx, sweepId } = started();
    let asked = 0;
    const clock = () => NOW_MS + asked * 1000;
    const ask = async () => {
      asked += 1;
      if (asked === 2) {
        // Results are written together, a few times a second.
        await pause(300);
        const later = { ...ctx, nowMs: NOW_MS + 4000 };
        expect(sweepView(later, sweepId)).toMatchObject({
          sweep: { state: "running", done: 2 },
          leftMs: 2000,
        });
      }
      return answer("ok");
    };
    await runProbes(ctx, sweepId, { clock, ask, atOnce: 1 });
    expect(asked).toBe(2);
  });

  test("tells one that stops from one that runs, and one whose process is gone from both", () => {
    const { ctx, sweepId } = started();
    expect(sweepView(ctx, sweepId)?.sweep.state).toBe("running");
    cancelProbes(ctx, sweepId);
    expect(sweepView(ctx, sweepId)?.sweep.state).toBe("cancelling");
    const later = { ...ctx, nowMs: NOW_MS + 60_000 };
    expect(sweepView(later, sweepId)?.sweep.state).toBe("interrupted");
    expect(probesView(later).sweeps.rows).toMatchObject([{ id: sweepId, state: "interrupted", done: 0 }]);
  });

  test("of none there is is null", () => {
    expect(sweepView(testContext(), "probe_nothing")).toBeNull();
  });
});
