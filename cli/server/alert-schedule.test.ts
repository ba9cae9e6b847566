import { writeFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { startAlertSchedule } from "#cli/server/alert-schedule.ts";
import { listDeliveries } from "#db/repositories/alert-deliveries.ts";
import { findAlertLook } from "#db/repositories/alert-states.ts";
import { allowForProbes } from "#lib/operations/probe-allowance.ts";
import { CHANNEL_SECRET, SIGNING_SECRET, testChannelOf } from "#lib/testing/alerts.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { hang } from "#lib/testing/fake-provider-faults.ts";
import { type Rule, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { sealVault } from "#lib/testing/sealed-vault.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

const OFTEN = { lookEveryMs: 20, deliverEveryMs: 20, firstLookMs: 0 };

const store = (expires: number) => ({
  version: 1,
  profiles: { "anthropic:work": { type: "token", provider: "anthropic", token: FAKE.setupToken, expires } },
});

async function started(rule: Rule, times: Partial<typeof OFTEN> & { askEveryMs?: number } = {}) {
  const ctx = testContext();
  const { stateDir } = testGateway(ctx, { stores: { main: store(Date.now() + 365 * 24 * 60 * 60 * 1000) } });
  const receiver = await startFakeProvider(rule);
  afterThisTest(() => receiver.stop());
  const secret = { url: `${receiver.origin}/${CHANNEL_SECRET}`, signingSecret: SIGNING_SECRET };
  allowForProbes(ctx.as(TERMINAL), { kind: "server", value: new URL(receiver.origin).host });
  testChannelOf(ctx, { secret });
  const failures: unknown[] = [];
  const schedule = startAlertSchedule(ctx.runtime, (error) => failures.push(error), { ...OFTEN, ...times });
  afterThisTest(() => schedule.stop());
  const expire = () => writeFileSync(storePathOf(stateDir), JSON.stringify(store(Date.now() - 1)));
  return { ctx, receiver, schedule, failures, expire };
}

test("a credential that ends while the console runs is told once, without anybody's doing", async () => {
  const { ctx, receiver, schedule, failures, expire } = await started(() => ({ status: 200, body: "" }));
  await vi.waitFor(() => expect(findAlertLook(ctx.db.reader)?.lookedAtMs).toBeGreaterThan(0));
  expect(receiver.requests).toEqual([]);
  expire();
  await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), { timeout: 10_000 });
  // Many more looks, and not one more message.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await schedule.stop();
  expect(receiver.requests).toHaveLength(1);
  expect(failures).toEqual([]);
});

test("stopping waits for nothing that hangs, and after it nothing happens any more", async () => {
  const { ctx, receiver, schedule, expire } = await started(() => hang);
  expire();
  await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), { timeout: 10_000 });
  const startedMs = Date.now();
  await schedule.stop();
  expect(Date.now() - startedMs).toBeLessThan(2_000);
  const lookedAtMs = findAlertLook(ctx.db.reader)?.lookedAtMs;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(findAlertLook(ctx.db.reader)?.lookedAtMs).toBe(lookedAtMs);
  expect(listDeliveries(ctx.db.reader, { limit: 1, offset: 0 })).toMatchObject([
    { state: "pending", tries: 0 },
  ]);
});

test("what goes wrong is reported, and tried again at the next turn", async () => {
  const { ctx, receiver, failures, expire } = await started(() => ({ status: 200, body: "" }));
  await vi.waitFor(() => expect(findAlertLook(ctx.db.reader)?.lookedAtMs).toBeGreaterThan(0));
  ctx.db.raw.exec("ALTER TABLE alert_states RENAME TO alert_states_away");
  await vi.waitFor(() => expect(failures.length).toBeGreaterThan(0));
  expire();
  ctx.db.raw.exec("ALTER TABLE alert_states_away RENAME TO alert_states");
  await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), { timeout: 10_000 });
});

test("a change is looked at soon after it was made, long before the next look is due", async () => {
  const times = { lookEveryMs: 3_600_000, askEveryMs: 20 };
  const { ctx, receiver, expire } = await started(() => ({ status: 200, body: "" }), times);
  await vi.waitFor(() => expect(findAlertLook(ctx.db.reader)?.lookedAtMs).toBeGreaterThan(0));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expire();
  await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), { timeout: 10_000 });
});

test("while the vault is sealed messages wait, and none is given up", async () => {
  const { ctx, receiver, failures, expire } = await started(() => ({ status: 200, body: "" }));
  const { open } = await sealVault(ctx);
  await vi.waitFor(() => expect(findAlertLook(ctx.db.reader)?.lookedAtMs).toBeGreaterThan(0));
  expire();
  const first = () => listDeliveries(ctx.db.reader, { limit: 1, offset: 0 })[0];
  await vi.waitFor(() => expect(first()).toBeDefined(), { timeout: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(first()).toMatchObject({ state: "pending", tries: 0 });
  await open();
  await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), { timeout: 10_000 });
  expect(failures).toEqual([]);
});
