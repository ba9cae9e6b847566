import { expect, test } from "vitest";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import { addDemo, removeDemo } from "#lib/operations/demo-gateway.ts";
import { findGateways } from "#lib/operations/find-gateways.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { FAKE, stateDir } from "#lib/testing/gateway.ts";
import { MAIN_STORE } from "#lib/testing/registered-gateway.ts";
import { firstRunView, readyView } from "#lib/views/first-run-view.ts";

const BY_HAND = async () => ({ kind: "by_hand", command: "" }) as const;

test("the first run goes from gateway to credential to publish, and is over then", async () => {
  const ctx = testContext();
  expect(firstRunView(ctx)).toEqual({ step: "gateway", gateway: null, hasDemo: false });
  const folder = stateDir({ stores: { main: MAIN_STORE } });
  const { gatewayId, name } = addGateway(ctx, { name: "local", stateDir: folder });
  const gateway = { gatewayId, name };
  expect(firstRunView(ctx)).toEqual({ step: "credential", gateway, hasDemo: false });
  importGateway(ctx, gatewayId);
  expect(firstRunView(ctx)).toEqual({ step: "publish", gateway, hasDemo: false });
  await publishGateway(ctx, gatewayId, BY_HAND);
  expect(firstRunView(ctx)).toBeNull();
});

test("the demo, which is published, does not end it", async () => {
  const ctx = testContext();
  await addDemo(ctx, ctx.runtime.config.dataDir);
  expect(firstRunView(ctx)).toEqual({ step: "gateway", gateway: null, hasDemo: true });
  removeDemo(ctx, ctx.runtime.config.dataDir);
  expect(firstRunView(ctx)).toEqual({ step: "gateway", gateway: null, hasDemo: false });
});

test("what agents use is said once it is published, green only when nothing in use is missing", async () => {
  const ctx = testContext();
  const { gatewayId } = addGateway(ctx, {
    name: "local",
    stateDir: stateDir({ stores: { main: { version: 1, profiles: {} } } }),
  });
  const key = (provider: string) =>
    addApiKey(
      ctx,
      AddApiKeyInput.parse({ gatewayId, agentId: "main", provider, secret: `${FAKE.apiKey}-${provider}` }),
    );
  key("openai");
  await publishGateway(ctx, gatewayId, BY_HAND);
  const before = readyView(ctx, gatewayId);
  expect(before).toMatchObject({ name: "local", isDemo: false, isGreen: false });
  expect(before?.uses).toMatchObject([
    { provider: "anthropic", inUse: true, effective: null },
    { provider: "openai", inUse: false, profileId: "openai:default" },
  ]);
  key("anthropic");
  await publishGateway(ctx, gatewayId, BY_HAND);
  expect(readyView(ctx, gatewayId)).toMatchObject({
    isGreen: true,
    uses: [{ provider: "anthropic", profileId: "anthropic:default" }, { provider: "openai" }],
  });
  expect(readyView(ctx, "gw_none")).toBeNull();
});

test("what is found on the machine says what is in it, leaves out what is registered, and needs who may add it", () => {
  const ctx = testContext();
  const [known, fresh] = [stateDir(), stateDir({ stores: { main: MAIN_STORE } })];
  addGateway(ctx, { name: "local", stateDir: known });
  const found = [known, fresh].map((each) => ({ stateDir: each, foundBy: "home" as const }));
  const find = () => [...found, { stateDir: "/nosuch/clawkeep-demo/.openclaw", foundBy: "home" as const }];
  expect(findGateways(ctx, find)).toEqual([
    {
      ...{ stateDir: fresh, foundBy: "home", storage: "auth-profiles-json" },
      ...{ isReadable: true, agents: 1, profiles: 4 },
    },
  ]);
  expect(() => findGateways(ctx.as(actorOf("operator")), find)).toThrow("forbidden");
});
