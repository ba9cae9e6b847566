import { describe, expect, test } from "vitest";
import { findGateway } from "#db/repositories/gateways.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import { ASK_AGAIN_AFTER_MS, askDueGateways } from "#lib/operations/ask-due-gateways.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { testDatabaseGateway } from "#lib/testing/database-gateway.ts";

const going = () => new AbortController().signal;
const later = (ctx: TestContext, ms = ASK_AGAIN_AFTER_MS) => ({ ...ctx, nowMs: ctx.nowMs + ms });

function observedOf(ctx: TestContext, gatewayId: string): GatewayObservation {
  return JSON.parse(findGateway(ctx.db.reader, gatewayId)?.observed ?? "null");
}

const KEY = { type: "api_key", provider: "fake", ref: null } as const;

describe("a gateway whose last answer is half an hour old", () => {
  test("is asked again, and what it has now is known", async () => {
    const ctx = testContext();
    const { gatewayId, hold } = testDatabaseGateway(ctx);
    await askGatewayAgain(ctx, gatewayId);
    hold({ agents: { main: { profiles: { "fake:a": KEY }, orders: {} } } });
    expect(await askDueGateways(later(ctx, ASK_AGAIN_AFTER_MS - 1), going())).toEqual({
      asked: [],
      silent: [],
    });
    expect(await askDueGateways(later(ctx), going())).toEqual({ asked: ["new"], silent: [] });
    const { agents, atMs } = observedOf(ctx, gatewayId);
    expect(agents[0]?.profiles).toMatchObject([{ profileId: "fake:a" }]);
    expect(atMs).toBe(ctx.nowMs + ASK_AGAIN_AFTER_MS);
  });

  test("keeps its last answer when it does not give another", async () => {
    const ctx = testContext();
    const { gatewayId, hold } = testDatabaseGateway(ctx);
    await askGatewayAgain(ctx, gatewayId);
    hold({ fails: { "models status": "no" } });
    expect(await askDueGateways(later(ctx), going())).toEqual({ asked: [], silent: ["new"] });
    expect(observedOf(ctx, gatewayId).atMs).toBe(ctx.nowMs);
  });
});

test("no program of a gateway that nobody asked is run", async () => {
  const ctx = testContext();
  const { calls } = testDatabaseGateway(ctx);
  expect(await askDueGateways(later(ctx), going())).toEqual({ asked: [], silent: [] });
  expect(calls()).toEqual([]);
});

test("a server that stops asks no more, and who only looks may not", async () => {
  const ctx = testContext();
  const { gatewayId, calls } = testDatabaseGateway(ctx);
  await askGatewayAgain(ctx, gatewayId);
  calls();
  expect(await askDueGateways(later(ctx), AbortSignal.abort())).toEqual({ asked: [], silent: [] });
  expect(calls()).toEqual([]);
  await expect(askDueGateways(ctx.as(actorOf("viewer")), going())).rejects.toMatchObject({
    code: "forbidden",
  });
});
