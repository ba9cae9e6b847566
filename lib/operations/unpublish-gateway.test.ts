import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findGateway } from "#db/repositories/gateways.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addReference, addReferenceInput } from "#lib/operations/add-reference.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { removeGateway } from "#lib/operations/remove-gateway.ts";
import { setOrder } from "#lib/operations/set-order.ts";
import { unpublishGateway } from "#lib/operations/unpublish-gateway.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

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

  const orderOf = (stateDir: string) => JSON.parse(readFileSync(storePathOf(stateDir), "utf8")).order;

  test("unpublishing takes its order override off too", async () => {
    const { ctx, gatewayId, stateDir } = gatewayWithKey();
    setOrder(ctx, { gatewayId, agentId: "main", provider: "openai", profileIds: ["openai:work"] });
    await expect(publishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();
    expect(orderOf(stateDir)).toEqual({ openai: ["openai:work"] });

    const { verified, changes } = await unpublishGateway(ctx, gatewayId, byHand);
    expect(verified).toBe(true);
    expect(changes.map(({ kind, key, action }) => ({ kind, key, action }))).toEqual([
      { kind: "profile", key: "openai:work", action: "remove" },
      { kind: "order", key: "openai", action: "remove" },
    ]);
    expect(orderOf(stateDir) ?? {}).toEqual({});
    // What is wanted here stays wanted here, and the next publish brings it back.
    await publishGateway(ctx, gatewayId, byHand);
    expect(orderOf(stateDir)).toEqual({ openai: ["openai:work"] });
  });

  test("unpublishing leaves those in an order that stay, and orders that name none of ours", async () => {
    const { ctx, gatewayId, stateDir } = gatewayWithKey();
    const target = { gatewayId, agentId: "main", type: "api_key" };
    for (const [provider, profileId] of [
      ["openai", "openai:reference"],
      ["mistral", "mistral:reference"],
    ]) {
      const ref = { source: "env", provider: "default", id: "A_KEY" };
      addReference(ctx, addReferenceInput(NOW_MS).parse({ ...target, provider, profileId, ref }));
    }
    const order = (provider: string, profileIds: string[]) =>
      setOrder(ctx, { gatewayId, agentId: "main", provider, profileIds });
    order("openai", ["openai:work", "openai:reference"]);
    order("mistral", ["mistral:reference"]);
    await expect(publishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();

    expect((await unpublishGateway(ctx, gatewayId, byHand)).verified).toBe(true);
    expect(orderOf(stateDir)).toEqual({ openai: ["openai:reference"], mistral: ["mistral:reference"] });
  });

  test("unpublishing does not touch an order that somebody made otherwise on the gateway since", async () => {
    const { ctx, gatewayId, stateDir } = gatewayWithKey();
    setOrder(ctx, { gatewayId, agentId: "main", provider: "openai", profileIds: ["openai:work"] });
    await expect(publishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();
    const file = storePathOf(stateDir);
    const store = JSON.parse(readFileSync(file, "utf8"));
    const theirs = { openai: ["openai:theirs", "openai:work"] };
    writeFileSync(file, JSON.stringify({ ...store, order: theirs }));

    await unpublishGateway(ctx, gatewayId, byHand);
    expect(orderOf(stateDir)).toEqual(theirs);
  });

  test("unpublishing again goes on from wherever it was cut off", async () => {
    const { ctx, gatewayId, stateDir } = gatewayWithKey();
    setOrder(ctx, { gatewayId, agentId: "main", provider: "openai", profileIds: ["openai:work"] });
    await expect(publishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();
    await expect(unpublishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();
    expect((await unpublishGateway(ctx, gatewayId, byHand)).verified).toBe(true);
    expect(orderOf(stateDir) ?? {}).toEqual({});
    removeGateway(ctx.as(TERMINAL), gatewayId);
  });

  test("the gateway cannot be removed until it was unpublished", async () => {
    const { ctx, gatewayId } = gatewayWithKey();
    await expect(publishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();
    expect(() => removeGateway(ctx.as(TERMINAL), gatewayId)).toThrow(
      expect.objectContaining({ code: "gateway_still_published" }),
    );
    expect(findGateway(ctx.db.reader, gatewayId)).not.toBeNull();

    await unpublishGateway(ctx, gatewayId, byHand);
    removeGateway(ctx.as(TERMINAL), gatewayId);
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
