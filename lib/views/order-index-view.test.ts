import { describe, expect, test } from "vitest";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { clearOrder, setOrder } from "#lib/operations/set-order.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { orderIndexView, orderPublishState } from "#lib/views/order-index-view.ts";

const STORE = {
  version: 1,
  profiles: {
    "openai:a": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    "openai:b": { type: "api_key", provider: "openai", key: FAKE.otherApiKey },
  },
  order: { openai: ["openai:b"] },
};
const CONFIG = '{ agents: { list: [{ id: "main" }, { id: "ops" }] } }\n';

function gateway(stores: Record<string, unknown> = { main: STORE }) {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx, { config: CONFIG, stores });
  const rowOf = (agentId: string) =>
    orderIndexView(ctx, { gatewayId })?.rows.find((row) => row.agentId === agentId);
  return { ctx, gatewayId, rowOf };
}

describe("the list of orders", () => {
  test("tells an override that only the gateway has from one that was imported", () => {
    const { ctx, gatewayId, rowOf } = gateway();
    expect(rowOf("main")).toMatchObject({
      publishState: "on_gateway_only",
      basis: "stored",
      first: "openai:b",
    });
    importGateway(ctx, gatewayId);
    expect(rowOf("main")).toMatchObject({ publishState: "published", profileCount: 2 });
  });

  test("says that an agent without an override goes by main's", () => {
    const { ctx, gatewayId, rowOf } = gateway();
    importGateway(ctx, gatewayId);
    expect(rowOf("ops")).toMatchObject({ publishState: "inherited", first: "openai:b", changedBy: null });
  });

  test("follows an override that is changed, and one that is cleared, until it is published", () => {
    const { ctx, gatewayId, rowOf } = gateway();
    importGateway(ctx, gatewayId);
    const key = { gatewayId, agentId: "main", provider: "openai" };
    setOrder(ctx, { ...key, profileIds: ["openai:a", "openai:b"] });
    expect(rowOf("main")).toMatchObject({ publishState: "changed", first: "openai:a" });
    clearOrder(ctx, key);
    expect(rowOf("main")).toMatchObject({ publishState: "to_remove", basis: "type_order" });
  });

  test("is of the first gateway with profiles unless one is named, and null when there is none", () => {
    const ctx = testContext();
    expect(orderIndexView(ctx)).toBeNull();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    importGateway(ctx, gatewayId);
    expect(orderIndexView(ctx)?.gatewayId).toBe(gatewayId);
    expect(orderIndexView(ctx, { gatewayId: "gw_none" })).toBeNull();
  });
});

test.each([
  { override: null, observed: null, state: "none" },
  { override: { profileIds: null }, observed: null, state: "none" },
  { override: { profileIds: ["a"] }, observed: null, state: "unpublished" },
  { override: { profileIds: ["a"] }, observed: ["a"], state: "published" },
  { override: { profileIds: ["a"] }, observed: ["a", "b"], state: "changed" },
  { override: { profileIds: null }, observed: ["a"], state: "to_remove" },
  { override: null, observed: ["a"], state: "on_gateway_only" },
])("wanting $override over $observed is $state", ({ override, observed, state }) => {
  expect(orderPublishState(override, observed)).toBe(state);
});
