import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findGateway } from "#db/repositories/gateways.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import { examineGateway } from "#lib/operations/examine-gateway.ts";
import { previewPublish, publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { removeProfile } from "#lib/operations/remove-profile.ts";
import { setOrder } from "#lib/operations/set-order.ts";
import { unpublishGateway } from "#lib/operations/unpublish-gateway.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { type Held, testDatabaseGateway } from "#lib/testing/database-gateway.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { gatewayView } from "#lib/views/gateway-view.ts";

const byHand: Reload = async () => ({ kind: "by_hand", command: "openclaw secrets reload" });

const emptyAgents = (...ids: string[]) =>
  Object.fromEntries(ids.map((id) => [id, { profiles: {}, orders: {} }]));

function withKey(held: Held = {}, agentId = "main") {
  const ctx = testContext();
  const gateway = testDatabaseGateway(ctx, held);
  const add = async () => {
    await askGatewayAgain(ctx, gateway.gatewayId);
    const target = { gatewayId: gateway.gatewayId, agentId, provider: "fake", profileId: "fake:work" };
    return addApiKey(ctx, AddApiKeyInput.parse({ ...target, secret: FAKE.apiKey })).profileRowId;
  };
  return { ctx, ...gateway, add, publish: () => publishGateway(ctx, gateway.gatewayId, byHand) };
}

describe("publishing to a gateway that keeps its credentials in databases", () => {
  test("sets references through its own commands and writes no store file", async () => {
    const { add, publish, held, stateDir, ctx, gatewayId } = withKey();
    await add();
    expect(await publish()).toMatchObject({ verified: true, changes: [{ action: "add" }] });
    expect(held().agents.main?.profiles["fake:work"]?.ref).toEqual({
      source: "exec",
      provider: "clawkeep",
      id: "main/fake:work",
    });
    expect(existsSync(storePathOf(stateDir))).toBe(false);
    expect(previewPublish(ctx, gatewayId)).toMatchObject({ upToDate: true, asked: { release: "2026.9.6" } });
    expect(gatewayView(ctx, gatewayId)).toMatchObject({ obstacle: null, drift: [], unpublished: 0 });
  });

  test("takes the place of a plaintext secret of the same profile", async () => {
    const plain = { type: "api_key", provider: "fake", ref: null } as const;
    const { add, publish, held } = withKey({ shared: { "fake:work": plain } });
    await add();
    expect(await publish()).toMatchObject({ verified: true, changes: [{ action: "take_over" }] });
    expect(held()).toMatchObject({
      shared: {},
      agents: { main: { profiles: { "fake:work": { ref: {} } } } },
    });
  });

  test("that is cut off is done by the next publish", async () => {
    const { add, publish, hold, held } = withKey();
    await add();
    hold({ fails: { "secrets apply": 'Exec provider "clawkeep" failed for id "x".' } });
    await expect(publish()).rejects.toMatchObject({ code: "openclaw_ref_unresolved" });
    hold({ fails: {} });
    expect(await publish()).toMatchObject({ verified: true });
    expect(Object.keys(held().agents.main?.profiles ?? {})).toEqual(["fake:work"]);
  });

  test("brings back what someone took out there, and says that it was gone", async () => {
    const { add, publish, hold, ctx, gatewayId } = withKey();
    await add();
    await publish();
    hold({ agents: emptyAgents("main") });
    await askGatewayAgain(ctx, gatewayId);
    expect(gatewayView(ctx, gatewayId)?.drift).toMatchObject([{ key: "fake:work", what: "removed" }]);
    expect(await publish()).toMatchObject({ verified: true, changes: [{ action: "restore" }] });
  });

  test("sets an order, and clears what was removed here", async () => {
    const { add, publish, held, ctx, gatewayId } = withKey();
    const rowId = await add();
    setOrder(ctx, { gatewayId, agentId: "main", provider: "fake", profileIds: ["fake:work"] });
    await publish();
    expect(held().agents.main?.orders).toEqual({ fake: ["fake:work"] });
    removeProfile(ctx, rowId);
    expect(await publish()).toMatchObject({ verified: true });
    expect(held().agents.main?.profiles).toEqual({});
  });

  test("never logs another agent out of what it only reads through", async () => {
    const agents = emptyAgents("main", "ops");
    const { add, publish, hold, held, ctx } = withKey({ agents }, "ops");
    const rowId = await add();
    await publish();
    const shared = { "fake:work": { type: "api_key", provider: "fake", ref: null } as const };
    hold({ agents, shared });
    removeProfile(ctx, rowId);
    await publish();
    expect(held().shared).toEqual({ "fake:work": { ...shared["fake:work"] } });
  });

  test("is refused before anything was written when the gateway does not answer", async () => {
    const { add, publish, hold, calls, stateDir } = withKey();
    await add();
    hold({ fails: { "models status": "requires legacy credential migration" } });
    calls();
    await expect(publish()).rejects.toMatchObject({ code: "openclaw_migration_required" });
    expect(calls().map(({ command }) => command)).not.toContain("secrets apply");
    expect(existsSync(path.join(stateDir, "clawkeep"))).toBe(false);
  });
});

test("unpublishing logs out what was published and nothing else", async () => {
  const own = {
    type: "api_key",
    provider: "fake",
    ref: { source: "env", provider: "default", id: "FAKE_KEY" },
  };
  const agents = { main: { profiles: { "fake:own": own as never }, orders: {} } };
  const { add, publish, held, ctx, gatewayId } = withKey({ agents });
  await add();
  await publish();
  expect(await unpublishGateway(ctx, gatewayId, byHand)).toMatchObject({ verified: true });
  expect(Object.keys(held().agents.main?.profiles ?? {})).toEqual(["fake:own"]);
});

describe("which kind a gateway is", () => {
  test("is told by its release too, before that has made any database", async () => {
    const ctx = testContext();
    const { target } = testDatabaseGateway(ctx);
    const { gatewayId, stateDir } = testGateway(ctx);
    ctx.db.raw.prepare("UPDATE gateways SET openclaw_path = ? WHERE id = ?").run(target.openclaw, gatewayId);
    await publishGateway(ctx, gatewayId, byHand);
    expect(findGateway(ctx.db.reader, gatewayId)?.observed).toContain("2026.9.6");
    expect(existsSync(storePathOf(stateDir))).toBe(false);
  });

  test("is files when its openclaw cannot be run", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    ctx.db.raw.prepare("UPDATE gateways SET openclaw_path = '/nowhere/openclaw'").run();
    const target = { gatewayId, agentId: "main", provider: "openai", profileId: "openai:work" };
    addApiKey(ctx, AddApiKeyInput.parse({ ...target, secret: FAKE.apiKey }));
    expect(await publishGateway(ctx, gatewayId, byHand)).toMatchObject({ verified: true });
    expect(existsSync(storePathOf(stateDir))).toBe(true);
  });
});

describe("asking a gateway", () => {
  test("is refused to who only looks", async () => {
    const ctx = testContext();
    const { gatewayId } = testDatabaseGateway(ctx);
    const asked = askGatewayAgain(ctx.as(actorOf("viewer")), gatewayId);
    await expect(asked).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is refused for one whose files tell, and without the path of its openclaw", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    await expect(askGatewayAgain(ctx, gatewayId)).rejects.toMatchObject({ code: "gateway_needs_no_asking" });
    const other = testDatabaseGateway(ctx);
    ctx.db.raw.prepare("UPDATE gateways SET openclaw_path = NULL").run();
    await expect(askGatewayAgain(ctx, other.gatewayId)).rejects.toMatchObject({
      code: "gateway_openclaw_missing",
    });
  });

  test("that never happened stands in the way of a preview", () => {
    const ctx = testContext();
    const { gatewayId } = testDatabaseGateway(ctx);
    expect(() => previewPublish(ctx, gatewayId)).toThrow(
      expect.objectContaining({ code: "gateway_not_asked" }),
    );
  });
});

describe("the doctor of a gateway that was asked", () => {
  test("names the plaintext it said it has, and how to have a reference take its place", async () => {
    const ctx = testContext();
    const plain = { type: "api_key", provider: "fake", ref: null } as const;
    const { gatewayId } = testDatabaseGateway(ctx, {
      agents: { main: { profiles: { "fake:a": plain }, orders: {} } },
    });
    const before = await examineGateway(ctx, gatewayId);
    expect(before.notChecked).toContain("newer_stores");
    expect(before.findings.map(({ code }) => code)).toContain("newer_release");

    await askGatewayAgain(ctx, gatewayId);
    const report = await examineGateway(ctx, gatewayId);
    expect(report.notChecked).not.toContain("newer_stores");
    expect(report.findings.map(({ code }) => code)).not.toContain("newer_release");
    expect(report.findings.find(({ code }) => code === "plaintext_store")).toMatchObject({
      evidence: { agentId: "main", profileId: "fake:a" },
      fix: {
        command: expect.stringContaining("paste-api-key --provider fake --agent main --profile-id fake:a"),
      },
    });
  });
});
