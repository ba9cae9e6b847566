import { expect, test, vi } from "vitest";
import { startAskSchedule } from "#cli/server/ask-schedule.ts";
import { findGateway } from "#db/repositories/gateways.ts";
import { ASK_AGAIN_AFTER_MS } from "#lib/operations/ask-due-gateways.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import { testContext } from "#lib/testing/context.ts";
import { testDatabaseGateway } from "#lib/testing/database-gateway.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

test("a gateway whose last answer is old is asked while the server runs, and not after it stopped", async () => {
  const ctx = testContext();
  const { gatewayId, calls } = testDatabaseGateway(ctx);
  const old = Date.now() - ASK_AGAIN_AFTER_MS - 1;
  await askGatewayAgain({ ...ctx, nowMs: old }, gatewayId);
  const report = vi.fn();
  const schedule = startAskSchedule(ctx.runtime, report, { lookEveryMs: 5 });
  afterThisTest(() => schedule.stop());
  const atMs = () => JSON.parse(findGateway(ctx.db.reader, gatewayId)?.observed ?? "{}").atMs;
  await vi.waitFor(() => expect(atMs()).toBeGreaterThan(old), { timeout: 10_000 });
  schedule.stop();
  calls();
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(calls()).toEqual([]);
  expect(report).not.toHaveBeenCalled();
});
