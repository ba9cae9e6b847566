import { describe, expect, test } from "vitest";
import { findSweep } from "#db/repositories/probe-sweeps.ts";
import { listProbes } from "#db/repositories/probes.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { ReplaceSecretInput, replaceSecret } from "#lib/operations/replace-secret.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { scheduleProbes } from "#lib/operations/schedule-probes.ts";
import { setProbePolicy } from "#lib/operations/set-probe-policy.ts";
import type { ProbeResult, probeCredential } from "#lib/providers/probe-credential.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { probeResult } from "#lib/testing/probe-result.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const answering =
  (status: ProbeResult["status"]): typeof probeCredential =>
  async () =>
    probeResult({ status });

function hourly(ctx: TestContext) {
  const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles: {} } } });
  addApiKey(
    ctx,
    AddApiKeyInput.parse({ gatewayId, agentId: "main", provider: "openai", secret: FAKE.apiKey }),
  );
  setProbePolicy(ctx, {
    provider: "openai",
    paidRequestsPerDay: 0,
    paidCentsPerDay: 0,
    intervalMinutes: 60,
  });
  return gatewayId;
}

/** The server process at a moment after the tests' now. */
const at = (ctx: TestContext, ms: number) => ctx.runtime.openingContext({ kind: "system" }, NOW_MS + ms);

async function runAt(ctx: TestContext, ms: number, status: ProbeResult["status"] = "ok") {
  const started = scheduleProbes(at(ctx, ms));
  if (!started) return null;
  await runProbes(at(ctx, ms), started.sweepId, { clock: () => NOW_MS + ms, ask: answering(status) });
  return started.sweepId;
}

describe("scheduled probes", () => {
  test("do not happen until someone sets an interval", () => {
    const ctx = testContext();
    testGateway(ctx, {
      stores: {
        main: {
          version: 1,
          profiles: { "openai:a": { type: "api_key", provider: "openai", key: FAKE.apiKey } },
        },
      },
    });
    expect(scheduleProbes(at(ctx, 10 * DAY_MS))).toBeNull();
  });

  test("come once an interval", async () => {
    const ctx = testContext();
    hourly(ctx);
    expect(await runAt(ctx, HOUR_MS)).not.toBeNull();
    expect(await runAt(ctx, HOUR_MS + 50 * 60_000)).toBeNull();
    const second = await runAt(ctx, 2 * HOUR_MS + 4 * 60_000);
    expect(second).not.toBeNull();
    expect(listProbes(ctx.db.reader, second ?? "")).toMatchObject([
      { profileId: "openai:default", status: "ok" },
    ]);
    expect(findSweep(ctx.db.reader, second ?? "")).toMatchObject({ origin: "schedule", state: "finished" });
  });

  test("pause when the provider refused the credential, until its secret is replaced", async () => {
    const ctx = testContext();
    const gatewayId = hourly(ctx);
    expect(await runAt(ctx, HOUR_MS, "auth")).not.toBeNull();
    expect(await runAt(ctx, 30 * HOUR_MS)).toBeNull();
    const [profile] = listProfiles(ctx.db.reader, gatewayId);
    const input = ReplaceSecretInput.parse({ secret: FAKE.otherApiKey });
    replaceSecret(ctx, profile?.id ?? "", input);
    expect(await runAt(ctx, 30 * HOUR_MS)).not.toBeNull();
  });

  test("are one sweep at a time, and the next takes over when a process died", async () => {
    const ctx = testContext();
    hourly(ctx);
    const first = scheduleProbes(at(ctx, HOUR_MS));
    expect(first).not.toBeNull();
    expect(scheduleProbes(at(ctx, HOUR_MS + 5_000))).toBeNull();
    const next = scheduleProbes(at(ctx, HOUR_MS + 60_000));
    expect(next).not.toBeNull();
    expect(findSweep(ctx.db.reader, first?.sweepId ?? "")?.state).toBe("interrupted");
  });

  test("are forgotten after 90 days", async () => {
    const ctx = testContext();
    hourly(ctx);
    const sweepId = (await runAt(ctx, HOUR_MS)) ?? "";
    scheduleProbes(at(ctx, 90 * DAY_MS));
    expect(findSweep(ctx.db.reader, sweepId)).not.toBeNull();
    scheduleProbes(at(ctx, 91 * DAY_MS));
    expect(findSweep(ctx.db.reader, sweepId)).toBeNull();
    expect(listProbes(ctx.db.reader, sweepId)).toEqual([]);
  });

  test("are planned by the server or an operator, not by a viewer", () => {
    const ctx = testContext();
    hourly(ctx);
    const viewer = ctx.as(actorOf("viewer"));
    expect(() => scheduleProbes(viewer)).toThrow(expect.objectContaining({ code: "forbidden" }));
  });
});
