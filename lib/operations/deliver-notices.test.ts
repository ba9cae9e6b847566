import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { type DeliveryRow, listDeliveries } from "#db/repositories/alert-deliveries.ts";
import { failedDelivery } from "#lib/domain/delivery-result.ts";
import { DELIVERY_LEASE_MS, deliverNotices } from "#lib/operations/deliver-notices.ts";
import { allowForProbes } from "#lib/operations/probe-allowance.ts";
import { watchAlerts } from "#lib/operations/watch-alerts.ts";
import { CHANNEL_SECRET, SIGNING_SECRET, testChannelOf } from "#lib/testing/alerts.ts";
import { TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { hang } from "#lib/testing/fake-provider-faults.ts";
import { type FakeProvider, type Rule, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { startMailServer } from "#lib/testing/mail-server.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { buildProgram, runTogether, startProgram } from "#lib/testing/processes.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const OK: Rule = () => ({ status: 200, body: "ok" });

/** A console with one expired token, and a webhook to a receiver of this machine. */
async function testConsole(rule: Rule = OK) {
  const ctx = testContext({ kind: "system" });
  const token = { type: "token", provider: "anthropic", token: FAKE.setupToken, expires: NOW_MS - DAY };
  testGateway(ctx, { stores: { main: { version: 1, profiles: { "anthropic:work": token } } } });
  const receiver = await startFakeProvider(rule);
  afterThisTest(() => receiver.stop());
  webhookTo(ctx, receiver);
  return { ctx, receiver };
}

function webhookTo(ctx: TestContext, { origin }: FakeProvider, name = "on call"): string {
  allowForProbes(ctx.as(TERMINAL), { kind: "server", value: new URL(origin).host });
  const secret = { url: `${origin}/${CHANNEL_SECRET}`, signingSecret: SIGNING_SECRET };
  return testChannelOf(ctx, { name, secret });
}

const deliver = (ctx: TestContext, atMs = NOW_MS, send?: Parameters<typeof deliverNotices>[1]["send"]) =>
  deliverNotices({ ...ctx, nowMs: atMs }, { clock: () => atMs, chance: () => 0, ...(send && { send }) });

function log(ctx: TestContext): DeliveryRow[] {
  const rows = listDeliveries(ctx.db.reader, { limit: 100, offset: 0 });
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

const namesOf = ({ requests }: FakeProvider) => requests.map(({ headers }) => headers["webhook-id"]);

test("a change reaches a receiver once, signed and under the message's name, and the log says so", async () => {
  const { ctx, receiver } = await testConsole();
  watchAlerts(ctx, "here");
  expect(await deliver(ctx)).toEqual({ sent: 1, failed: 0 });
  expect(await deliver(ctx)).toEqual({ sent: 0, failed: 0 });
  const [row] = log(ctx);
  expect(row).toMatchObject({
    state: "sent",
    tries: 1,
    problem: null,
    finishedAtMs: NOW_MS,
    nextTryMs: null,
  });
  expect(namesOf(receiver)).toEqual([row?.dedupeKey]);
  expect(receiver.requests[0]?.headers["webhook-signature"]).toMatch(/^v1,/);
  expect(receiver.requests[0]?.body).toContain("anthropic:work");
});

test("a mail server gets the change once", async () => {
  const { ctx } = await testConsole();
  const server = await startMailServer({ disabledCommands: ["AUTH", "STARTTLS"] });
  afterThisTest(() => server.stop());
  allowForProbes(ctx.as(TERMINAL), { kind: "server", value: `127.0.0.1:${server.port}` });
  const shown = {
    host: "127.0.0.1",
    port: String(server.port),
    security: "none",
    from: "clawkeep@example.test",
    to: "ada@example.test",
  };
  testChannelOf(ctx, { kind: "email", name: "mail", shown, secret: {} });
  watchAlerts(ctx, "here");
  expect(await deliver(ctx)).toEqual({ sent: 2, failed: 0 });
  await deliver(ctx);
  expect(server.mails.map(({ to }) => to)).toEqual([["ada@example.test"]]);
  expect(server.mails[0]?.raw).toMatch(/^Subject: .*anthropic:work has expired\r$/m);
});

test("a receiver that is down is tried again later, under the same name", async () => {
  let isDown = true;
  const { ctx, receiver } = await testConsole(() => ({ status: isDown ? 503 : 200, body: "" }));
  watchAlerts(ctx, "here");
  expect(await deliver(ctx)).toEqual({ sent: 0, failed: 1 });
  expect(log(ctx)).toMatchObject([
    { state: "pending", tries: 1, problem: "server_error", httpStatus: 503, nextTryMs: NOW_MS + MINUTE / 2 },
  ]);
  isDown = false;
  expect(await deliver(ctx, NOW_MS + MINUTE / 2 - 1)).toEqual({ sent: 0, failed: 0 });
  expect(await deliver(ctx, NOW_MS + MINUTE / 2)).toEqual({ sent: 1, failed: 0 });
  const [first, second, ...more] = namesOf(receiver);
  expect([second, ...more]).toEqual([first]);
});

test("a receiver that never comes back is given up after eight tries, within about a day", async () => {
  const { ctx, receiver } = await testConsole(() => ({ status: 500, body: "" }));
  watchAlerts(ctx, "here");
  let atMs = NOW_MS;
  for (;;) {
    await deliver(ctx, atMs);
    const nextMs = log(ctx)[0]?.nextTryMs ?? null;
    if (nextMs === null) break;
    expect(nextMs).toBeGreaterThan(atMs);
    atMs = nextMs;
  }
  expect(log(ctx)).toMatchObject([{ state: "abandoned", tries: 8, problem: "server_error" }]);
  expect(receiver.requests).toHaveLength(8);
  expect(atMs - NOW_MS).toBeLessThan(1.2 * DAY);
});

test("what trying again does not mend is given up at once", async () => {
  const { ctx, receiver } = await testConsole(() => ({ status: 404, body: "" }));
  watchAlerts(ctx, "here");
  await deliver(ctx);
  await deliver(ctx, NOW_MS + DAY);
  expect(log(ctx)).toMatchObject([{ state: "failed", tries: 1, problem: "not_found", httpStatus: 404 }]);
  expect(receiver.requests).toHaveLength(1);
});

test("an envelope that was moved to another channel opens for nobody", { tags: ["C03"] }, async () => {
  const { ctx, receiver } = await testConsole();
  const other = await startFakeProvider(OK);
  afterThisTest(() => other.stop());
  webhookTo(ctx, other, "other");
  ctx.db.raw
    .prepare(
      "UPDATE alert_channels SET sealed = (SELECT sealed FROM alert_channels WHERE name = 'other') WHERE name = 'on call'",
    )
    .run();
  watchAlerts(ctx, "here");
  expect(await deliver(ctx)).toEqual({ sent: 1, failed: 1 });
  expect(receiver.requests).toEqual([]);
  expect(
    log(ctx)
      .map(({ problem }) => problem)
      .sort(),
  ).toEqual([null, "secret_unusable"].sort());
});

test("one hanging receiver does not keep another from its message", async () => {
  const { ctx } = await testConsole(() => hang);
  const other = await startFakeProvider(OK);
  afterThisTest(() => other.stop());
  webhookTo(ctx, other, "other");
  watchAlerts(ctx, "here");
  const stop = new AbortController();
  const running = deliverNotices(ctx, { clock: () => NOW_MS, signal: stop.signal });
  await vi.waitFor(() =>
    expect(
      log(ctx)
        .map(({ state }) => state)
        .sort(),
    ).toEqual(["pending", "sent"]),
  );
  stop.abort();
  await running;
  // We ended it ourselves, which is no try of it.
  expect(log(ctx).find(({ state }) => state === "pending")).toMatchObject({ tries: 0, leaseUntilMs: null });
});

test("a clock that was set back delays nothing: neither a planned try nor a lease of the time ahead", {
  tags: ["F11"],
}, async () => {
  const { ctx } = await testConsole();
  watchAlerts(ctx, "here");
  ctx.db.raw
    .prepare("UPDATE alert_deliveries SET next_try_ms = ?, lease_until_ms = ?")
    .run(NOW_MS + 365 * DAY, NOW_MS + 365 * DAY + DELIVERY_LEASE_MS);
  expect(await deliver(ctx)).toEqual({ sent: 1, failed: 0 });
});

test("while a message is leased nobody else sends it, and a lease that ran out is taken over", async () => {
  const { ctx, receiver } = await testConsole();
  watchAlerts(ctx, "here");
  ctx.db.raw.prepare("UPDATE alert_deliveries SET lease_until_ms = ?").run(NOW_MS + 1_000);
  expect(await deliver(ctx, NOW_MS + 999)).toEqual({ sent: 0, failed: 0 });
  expect(await deliver(ctx, NOW_MS + 1_000)).toEqual({ sent: 1, failed: 0 });
  expect(receiver.requests).toHaveLength(1);
});

test("the failure of a process that was too slow does not undo what another one did", async () => {
  const { ctx } = await testConsole();
  watchAlerts(ctx, "here");
  const tries: number[] = [];
  await deliver(ctx, NOW_MS, async () => {
    tries.push(NOW_MS);
    ctx.db.raw.prepare("UPDATE alert_deliveries SET lease_until_ms = lease_until_ms + 1, tries = 3").run();
    return failedDelivery("timeout");
  });
  expect(log(ctx)).toMatchObject([{ state: "pending", tries: 3, problem: null }]);
  // A lease that is none does not have it tried over and over in one turn.
  expect(tries).toHaveLength(1);
});

test("killed between the commit and the sending, a message is delivered after the restart, once", {
  tags: ["F01"],
}, async () => {
  const { ctx, receiver } = await testConsole();
  const program = await buildProgram("deliver-notices.ts");
  const killed = startProgram(program, [ctx.folder]);
  killed.answer.catch(() => undefined);
  await killed.ready;
  killed.child.kill("SIGKILL");
  await expect(killed.answer).rejects.toThrow();
  expect(log(ctx)).toMatchObject([{ state: "pending", tries: 0 }]);
  expect(receiver.requests).toEqual([]);
  expect(await runTogether(program, [[ctx.folder, "60000"]])).toEqual([{ sent: 1, failed: 0 }]);
  expect(namesOf(receiver)).toEqual([log(ctx)[0]?.dedupeKey]);
});

test("killed while it sends, a message is sent again under the same name when its lease is over", async () => {
  let isFirst = true;
  const { ctx, receiver } = await testConsole(() => {
    const answer = isFirst ? hang : { status: 200, body: "" };
    isFirst = false;
    return answer;
  });
  const program = await buildProgram("deliver-notices.ts");
  const killed = startProgram(program, [ctx.folder]);
  killed.answer.catch(() => undefined);
  await killed.ready;
  killed.child.stdin.end();
  await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), { timeout: 10_000 });
  killed.child.kill("SIGKILL");
  await expect(killed.answer).rejects.toThrow();
  expect(await deliver(ctx, NOW_MS + DELIVERY_LEASE_MS - 1)).toEqual({ sent: 0, failed: 0 });
  expect(await runTogether(program, [[ctx.folder, String(DELIVERY_LEASE_MS)]])).toEqual([
    { sent: 1, failed: 0 },
  ]);
  const [name, again, ...more] = namesOf(receiver);
  expect([again, ...more]).toEqual([name]);
});

test("two processes at once look once and deliver once", { tags: ["F14"] }, async () => {
  const { ctx, receiver } = await testConsole((_) => ({ status: 200, body: "", delayMs: 300 }));
  const program = await buildProgram("deliver-notices.ts");
  const answers = await runTogether(program, [[ctx.folder], [ctx.folder]]);
  expect(answers).toContainEqual({ sent: 1, failed: 0 });
  expect(answers).toContainEqual({ sent: 0, failed: 0 });
  expect(receiver.requests).toHaveLength(1);
  expect(log(ctx)).toHaveLength(1);
});

test("a channel's secrets are in no file of the console, and neither is what the receiver answered", async () => {
  const echo = "FAKE-answer-that-echoes";
  const { ctx } = await testConsole(({ path: asked }) => ({
    status: 500,
    body: `${echo} ${asked} ${SIGNING_SECRET}`,
  }));
  watchAlerts(ctx, "here");
  await deliver(ctx);
  ctx.db.raw.pragma("wal_checkpoint(PASSIVE)");
  const signing = SIGNING_SECRET.slice("whsec_".length);
  const needles = [CHANNEL_SECRET, signing, Buffer.from(CHANNEL_SECRET).toString("base64"), echo];
  const folder = path.dirname(ctx.runtime.config.databaseFile);
  const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
  expect(files.length).toBeGreaterThan(0);
  expect(needles.filter((needle) => files.some((bytes) => bytes.includes(needle)))).toEqual([]);
  // The search finds what is there.
  expect(files.some((bytes) => bytes.includes("anthropic:work"))).toBe(true);
});

test("an error of our own in one message does not leave another one half done", async () => {
  const { ctx } = await testConsole();
  const other = await startFakeProvider(OK);
  afterThisTest(() => other.stop());
  webhookTo(ctx, other, "other");
  watchAlerts(ctx, "here");
  let calls = 0;
  const sending = deliver(ctx, NOW_MS, async () => {
    calls += 1;
    if (calls === 1) throw new Error("a bug");
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { outcome: "delivered" };
  });
  await expect(sending).rejects.toThrow("a bug");
  expect(
    log(ctx)
      .map(({ state }) => state)
      .sort(),
  ).toEqual(["pending", "sent"]);
});
