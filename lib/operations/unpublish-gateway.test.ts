import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findGateway } from "#db/repositories/gateways.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { removeGateway } from "#lib/operations/remove-gateway.ts";
import { unpublishGateway } from "#lib/operations/unpublish-gateway.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";

const byHand: Reload = async () => ({ kind: "by_hand", command: "openclaw secrets reload" });
const cutOff: Reload = async () => {
  throw new Error("the console stops here");
};

const CONFIG = '{ "agents": { "list": [{ "id": "main" }, { "id": "ops" }] } }\n';

function gatewayWithKey() {
  const ctx = testContext();
  const { gatewayId, stateDir } = testGateway(ctx, {
    config: CONFIG,
    stores: { ops: { version: 1, profiles: {} } },
  });
  const target = { gatewayId, agentId: "main", provider: "openai", profileId: "openai:work" };
  addApiKey(ctx, AddApiKeyInput.parse({ ...target, secret: FAKE.apiKey }));
  return { ctx, gatewayId, stateDir };
}

describe("after a publish that was cut off before it was recorded", () => {
  test("unpublishing takes its references off too", async () => {
    const { ctx, gatewayId, stateDir } = gatewayWithKey();
    await expect(publishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();
    expect(readFileSync(storePathOf(stateDir), "utf8")).toContain("main/openai:work");

    expect((await unpublishGateway(ctx, gatewayId, byHand)).verified).toBe(true);
    expect(readFileSync(storePathOf(stateDir), "utf8")).not.toContain("clawkeep");
    expect(existsSync(path.join(stateDir, "clawkeep"))).toBe(false);
  });

  test("the gateway cannot be removed until it was unpublished", async () => {
    const { ctx, gatewayId } = gatewayWithKey();
    await expect(publishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();
    expect(() => removeGateway(ctx, gatewayId)).toThrow(
      expect.objectContaining({ code: "gateway_still_published" }),
    );
    expect(findGateway(ctx.db.reader, gatewayId)).not.toBeNull();

    await unpublishGateway(ctx, gatewayId, byHand);
    removeGateway(ctx, gatewayId);
    expect(findGateway(ctx.db.reader, gatewayId)).toBeNull();
  });
});

test("unpublishing takes the copies off that OpenClaw made for other agents", async () => {
  const { ctx, gatewayId, stateDir } = gatewayWithKey();
  await publishGateway(ctx, gatewayId, byHand);
  const copy = storePathOf(stateDir, "ops");
  writeFileSync(copy, readFileSync(storePathOf(stateDir), "utf8"));
  await unpublishGateway(ctx, gatewayId, byHand);
  expect(readFileSync(copy, "utf8")).not.toContain("clawkeep");
});
