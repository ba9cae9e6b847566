import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findSweep, updateRunningSweep } from "#db/repositories/probe-sweeps.ts";
import { listProbes } from "#db/repositories/probes.ts";
import { auditLog } from "#db/schema.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { cancelProbes } from "#lib/operations/cancel-probes.ts";
import { mutate } from "#lib/operations/context.ts";
import { allowForProbes } from "#lib/operations/probe-allowance.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { setProbePolicy } from "#lib/operations/set-probe-policy.ts";
import { interruptLapsed, startProbes } from "#lib/operations/start-probes.ts";
import type { ProbeResult, probeCredential } from "#lib/providers/probe-credential.ts";
import { actorOf, TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { probeResult } from "#lib/testing/probe-result.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const STORE = {
  version: 1,
  profiles: {
    "openai:inline": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    "openai:excluded": { type: "api_key", provider: "openai", key: FAKE.otherApiKey },
    "anthropic:old": { type: "token", provider: "anthropic", token: FAKE.setupToken, expires: 1000 },
    "openai-codex:me": { type: "oauth", provider: "openai-codex", access: "a", refresh: "r", expires: 1 },
    "groq:env": {
      type: "api_key",
      provider: "groq",
      keyRef: { source: "env", provider: "default", id: "MISSING_HERE" },
    },
  },
  order: { openai: ["openai:inline"] },
};

type Ask = typeof probeCredential;

/** A provider that notes what it was asked, and answers what it is told to. */
function provider(answer: (secret: string) => Partial<ProbeResult> = () => ({})) {
  const asked: { provider: string; secret: string; mayPay: boolean }[] = [];
  const ask: Ask = async (facts, given) => {
    const secret = given?.reveal() ?? "";
    asked.push({
      provider: facts.provider,
      secret,
      mayPay: facts.paid.requestsLeft > 0 && facts.paid.centsLeft >= 1,
    });
    return probeResult(answer(secret));
  };
  return { ask, asked };
}

const clock = () => NOW_MS;
const code = (name: string) => expect.objectContaining({ code: name });
const results = (ctx: TestContext, sweepId: string) =>
  Object.fromEntries(
    listProbes(ctx.db.reader, sweepId).map((row) => [row.profileId ?? row.source, row.reason ?? row.status]),
  );
const events = (ctx: TestContext) =>
  ctx.db.reader
    .select()
    .from(auditLog)
    .all()
    .filter(({ event }) => event.startsWith("probe."));

describe("a sweep", () => {
  test("asks only for what is eligible, and says why not for the rest", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    const { ask, asked } = provider();
    const { sweepId, total } = startProbes(ctx, { gatewayId });
    expect(total).toBe(5);
    await runProbes(ctx, sweepId, { clock, ask });
    expect(results(ctx, sweepId)).toEqual({
      "openai:inline": "ok",
      "openai:excluded": "excluded_by_auth_order",
      "anthropic:old": "expired",
      "openai-codex:me": "oauth_held_by_gateway",
      "groq:env": "unresolved_ref",
    });
    expect(asked).toEqual([{ provider: "openai", secret: FAKE.apiKey, mayPay: false }]);
    expect(findSweep(ctx.db.reader, sweepId)).toMatchObject({ state: "finished", finishedAtMs: NOW_MS });
  });

  test("asks with the vault's secret before it is published, and once for what all agents share", async () => {
    const ctx = testContext();
    const config = '{ "agents": { "list": [{ "id": "main", "default": true }, { "id": "work" }] } }';
    const { gatewayId } = testGateway(ctx, { config, stores: { main: { version: 1, profiles: {} } } });
    const input = { gatewayId, agentId: "main", provider: "openai", secret: FAKE.otherApiKey };
    addApiKey(ctx, AddApiKeyInput.parse(input));
    const { ask, asked } = provider();
    const { sweepId, total } = startProbes(ctx, {});
    await runProbes(ctx, sweepId, { clock, ask });
    expect(total).toBe(1);
    expect(asked).toEqual([{ provider: "openai", secret: FAKE.otherApiKey, mayPay: false }]);
    expect(listProbes(ctx.db.reader, sweepId)).toMatchObject([
      { agentId: "main", profileId: "openai:default", status: "ok", httpStatus: 200, latencyMs: 12 },
    ]);
  });

  test("can be about one agent, provider or profile, and is refused when nothing fits", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    expect(startProbes(ctx, { gatewayId, provider: "openai" }).total).toBe(2);
    expect(startProbes(ctx, { gatewayId, profileIds: ["openai:inline"] }).total).toBe(1);
    expect(startProbes(ctx, { gatewayId, agentId: "main" }).total).toBe(5);
    const before = events(ctx).length;
    expect(() => startProbes(ctx, { gatewayId, provider: "mistral" })).toThrow(code("nothing_to_probe"));
    expect(events(ctx)).toHaveLength(before);
  });

  test("leaves the secret out of the database and the audit log, and names who asked for what", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    const { sweepId } = startProbes(ctx, { gatewayId, profileIds: ["openai:inline"] });
    await runProbes(ctx, sweepId, { clock, ask: provider().ask });
    const dump = JSON.stringify([listProbes(ctx.db.reader, sweepId), events(ctx)]);
    expect(dump).not.toContain(FAKE.apiKey);
    expect(events(ctx)).toMatchObject([
      {
        event: "probe.started",
        actor: "owner@example.test",
        details: { credentials: [`${gatewayId} main openai:inline`] },
      },
      { event: "probe.finished", subject: sweepId, details: { state: "finished", ok: 1 } },
    ]);
  });

  test("writes nothing to the gateway", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: STORE } });
    const { readdirSync, readFileSync, statSync } = await import("node:fs");
    const look = () =>
      readdirSync(stateDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => [file, statSync(file, { bigint: true }).mtimeNs, readFileSync(file, "utf8")]);
    const before = look();
    const { sweepId } = startProbes(ctx, { gatewayId });
    await runProbes(ctx, sweepId, { clock, ask: provider(() => ({ status: "auth" })).ask });
    expect(look()).toEqual(before);
  });

  test("is started by an operator and not by a viewer, who changes nothing", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    const viewer = ctx.as(actorOf("viewer"));
    expect(() => startProbes(viewer, { gatewayId })).toThrow(code("forbidden"));
    expect(events(ctx)).toEqual([]);
    const { sweepId } = startProbes(ctx.as(actorOf("operator")), { gatewayId });
    expect(() => cancelProbes(viewer, sweepId)).toThrow(code("forbidden"));
    expect(findSweep(ctx.db.reader, sweepId)?.cancelAskedAtMs).toBeNull();
  });
});

test("a provider that no agent uses is asked for the first model that the config lists for it", async () => {
  const models = ["first", "second"].map((id) => ({ id, name: id }));
  const config = JSON.stringify({
    agents: { defaults: { model: "groq/chosen" } },
    models: { providers: { openai: { baseUrl: "https://api.openai.com/v1", models } } },
  });
  const profiles = {
    "openai:a": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    "groq:a": { type: "api_key", provider: "groq", key: FAKE.otherApiKey },
    "mistral:a": { type: "api_key", provider: "mistral", key: FAKE.apiKey },
  };
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx, { config, stores: { main: { version: 1, profiles } } });
  const { sweepId } = startProbes(ctx, { gatewayId });
  const asked = listProbes(ctx.db.reader, sweepId).map(({ provider: id, model }) => [id, model] as const);
  expect(Object.fromEntries(asked)).toEqual({ openai: "first", groq: "chosen", mistral: null });
});

describe("a sweep that is stopped", () => {
  test("keeps the results there are, and asks nothing more", async () => {
    const ctx = testContext();
    const profiles = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `openai:${index}`,
        { type: "api_key", provider: "openai", key: `${FAKE.apiKey}-${index}` },
      ]),
    );
    const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles } } });
    const { sweepId } = startProbes(ctx, { gatewayId });
    const controller = new AbortController();
    const { ask, asked } = provider((secret) => {
      if (secret.endsWith("-4")) controller.abort();
      return {};
    });
    await runProbes(ctx, sweepId, { clock, ask, signal: controller.signal });
    const done = listProbes(ctx.db.reader, sweepId).filter(({ status }) => status !== null);
    expect(done.length).toBeGreaterThanOrEqual(5);
    expect(done.length).toBeLessThan(30);
    expect(asked.length).toBe(done.length);
    expect(findSweep(ctx.db.reader, sweepId)?.state).toBe("cancelled");
  });

  test("from another process is noticed within two seconds", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    const { sweepId } = startProbes(ctx, { gatewayId, profileIds: ["openai:inline"] });
    const ask: Ask = (_facts, _secret, { signal }) =>
      new Promise((resolve) => {
        const end = () => resolve(probeResult({ status: "unknown", reasonCode: "cancelled" }));
        signal?.addEventListener("abort", end, { once: true });
      });
    const running = runProbes(ctx, sweepId, { clock, ask });
    cancelProbes(ctx, sweepId);
    await running;
    expect(findSweep(ctx.db.reader, sweepId)?.state).toBe("cancelled");
    expect(listProbes(ctx.db.reader, sweepId)).toMatchObject([{ status: null, finishedAtMs: null }]);
    expect(() => cancelProbes(ctx, sweepId)).toThrow(code("sweep_over"));
  });

  test("by the end of its process counts as interrupted once its lease lapsed, and is not run again", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    const { sweepId } = startProbes(ctx, { gatewayId });
    const later = (ms: number) =>
      mutate(ctx, (tx) => ({
        result: interruptLapsed(tx, NOW_MS + ms),
        audit: { event: "probe.test", subject: sweepId },
      }));
    expect(later(14_000)).toBe(0);
    expect(later(16_000)).toBe(1);
    expect(findSweep(ctx.db.reader, sweepId)?.state).toBe("interrupted");
    await expect(runProbes(ctx, sweepId, { clock })).rejects.toThrow(code("sweep_over"));
  });
});

test("a sweep whose database is gone ends with that error, and takes nothing else along", async () => {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
  const { sweepId } = startProbes(ctx, { gatewayId, profileIds: ["openai:inline"] });
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on("uncaughtException", note);
  const ask: Ask = (_facts, _secret, { signal }) =>
    new Promise((resolve) => {
      ctx.runtime.close();
      const end = () => resolve(probeResult({ reasonCode: "cancelled", status: "unknown" }));
      signal?.addEventListener("abort", end, { once: true });
    });
  await expect(runProbes(ctx, sweepId, { clock, ask })).rejects.toThrow(/not open/);
  process.off("uncaughtException", note);
  expect(uncaught).toEqual([]);
});

describe("what a probe may cost", () => {
  const policy = { provider: "openai", paidRequestsPerDay: 2, paidCentsPerDay: 100, intervalMinutes: null };
  const paid = (): Partial<ProbeResult> => ({ kind: "paid" });

  async function askAgain(ctx: TestContext, gatewayId: string, answer: () => Partial<ProbeResult> = paid) {
    const { ask, asked } = provider(answer);
    const { sweepId } = startProbes(ctx, { gatewayId, profileIds: ["openai:inline"] });
    await runProbes(ctx, sweepId, { clock, ask });
    return asked[0]?.mayPay;
  }

  test("is nothing until someone allows it, and then ends with the day's requests", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    expect(await askAgain(ctx, gatewayId, () => ({}))).toBe(false);
    setProbePolicy(ctx, policy);
    expect(await askAgain(ctx, gatewayId)).toBe(true);
    expect(await askAgain(ctx, gatewayId)).toBe(true);
    expect(await askAgain(ctx, gatewayId)).toBe(false);
  });

  test("ends with the day's cents too", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    setProbePolicy(ctx, { ...policy, paidRequestsPerDay: 100, paidCentsPerDay: 3 });
    const spent = [];
    for (let index = 0; index < 4; index += 1) spent.push(await askAgain(ctx, gatewayId));
    expect(spent).toEqual([true, true, true, false]);
  });

  test("is never more than the budget when many are asked at once", async () => {
    const ctx = testContext();
    const profiles = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [
        `openai:${index}`,
        { type: "api_key", provider: "openai", key: `${FAKE.apiKey}-${index}` },
      ]),
    );
    const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles } } });
    setProbePolicy(ctx, policy);
    const asked: boolean[] = [];
    const ask: Ask = async ({ paid: left }) => {
      const mayPay = left.requestsLeft > 0 && left.centsLeft >= 1;
      asked.push(mayPay);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return probeResult({ kind: mayPay ? "paid" : "free" });
    };
    const { sweepId } = startProbes(ctx, { gatewayId });
    await runProbes(ctx, sweepId, { clock, ask });
    expect(asked.filter(Boolean)).toHaveLength(2);
  });
});

describe("a reference whose secret a command holds", () => {
  const commandGateway = (ctx: TestContext) => {
    const folder = temporaryFolder();
    const command = path.join(folder, "secret");
    const answer = JSON.stringify({ protocolVersion: 1, values: { key: FAKE.apiKey } });
    writeFileSync(command, `#!/bin/sh\ncat >/dev/null\necho '${answer}'\n`, { mode: 0o700 });
    const config = JSON.stringify({
      secrets: { providers: { vault: { source: "exec", command, trustedDirs: [folder] } } },
    });
    const keyRef = { source: "exec", provider: "vault", id: "key" };
    const profiles = { "openai:ref": { type: "api_key", provider: "openai", keyRef } };
    return { command, ...testGateway(ctx, { config, stores: { main: { version: 1, profiles } } }) };
  };

  test("is resolved only once an admin allowed the command by its path", async () => {
    const ctx = testContext();
    const { command, gatewayId } = commandGateway(ctx);
    const { ask, asked } = provider();
    const first = startProbes(ctx, { gatewayId });
    await runProbes(ctx, first.sweepId, { clock, ask });
    expect(results(ctx, first.sweepId)).toEqual({ "openai:ref": "command_not_allowed" });
    expect(asked).toEqual([]);

    const input = { kind: "command", value: command } as const;
    expect(() => allowForProbes(ctx.as(actorOf("operator")), input)).toThrow(code("forbidden"));
    allowForProbes(ctx.as(TERMINAL), input);
    const second = startProbes(ctx, { gatewayId });
    await runProbes(ctx, second.sweepId, { clock, ask });
    expect(asked).toMatchObject([{ secret: FAKE.apiKey }]);
  });
});

test("a sweep that another process took over is left alone", async () => {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
  const { sweepId } = startProbes(ctx, { gatewayId });
  mutate(ctx, (tx) => ({
    result: updateRunningSweep(tx, sweepId, { state: "interrupted", finishedAtMs: NOW_MS }),
    audit: { event: "probe.test", subject: sweepId },
  }));
  await expect(runProbes(ctx, sweepId, { clock })).rejects.toThrow(code("sweep_over"));
});
