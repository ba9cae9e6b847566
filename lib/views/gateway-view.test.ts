import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { EditGatewayInput, editGateway } from "#lib/operations/edit-gateway.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { revokeGatewayTokens } from "#lib/operations/revoke-resolver-tokens.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { gatewayView } from "#lib/views/gateway-view.ts";
import { gatewaysView } from "#lib/views/gateways-view.ts";
import { publicationView } from "#lib/views/publications-view.ts";

const byHand: Reload = async () => ({ kind: "by_hand", command: "openclaw secrets reload" });
const cutOff: Reload = async () => {
  throw new Error("the console stops here");
};

function addKey(ctx: TestContext, gatewayId: string) {
  const target = { gatewayId, agentId: "main", provider: "openai", profileId: "openai:work" };
  addApiKey(ctx, AddApiKeyInput.parse({ ...target, secret: FAKE.apiKey }));
}

function viewOf(ctx: TestContext, gatewayId: string) {
  const view = gatewayView(ctx, gatewayId);
  if (!view) throw new Error("there is no such gateway");
  return view;
}

describe("a gateway's page", () => {
  test("knows what waits to be published, and that nothing does afterwards", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    addKey(ctx, gatewayId);
    expect(viewOf(ctx, gatewayId)).toMatchObject({
      unpublished: 1,
      publishedCount: 0,
      drift: [],
      obstacle: null,
    });
    await publishGateway(ctx, gatewayId, byHand);
    expect(viewOf(ctx, gatewayId)).toMatchObject({
      unpublished: 0,
      publishedCount: 1,
      resolver: { status: "installed" },
      publications: [{ kind: "publish", state: "finished", verified: true, reload: "by_hand" }],
    });
  });

  test("shows both sides of what someone changed there, and no secret", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId);
    await publishGateway(ctx, gatewayId, byHand);
    const store = JSON.parse(readFileSync(storePathOf(stateDir), "utf8"));
    store.profiles["openai:work"] = { type: "api_key", provider: "openai", key: "sk-FAKE-pasted-there" };
    writeFileSync(storePathOf(stateDir), JSON.stringify(store));

    const view = viewOf(ctx, gatewayId);
    expect(view.drift).toMatchObject([
      {
        name: "profile/main/openai:work",
        what: "changed",
        published: { ref: { id: "main/openai:work" } },
        observed: { inline: true, ref: null },
      },
    ]);
    expect(JSON.stringify(view)).not.toContain("sk-FAKE");
  });

  test("lists environment keys with what they hide and what comes before them, never their values", () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx, {
      config: '{ env: { vars: { GEMINI_API_KEY: "g-FAKE-config", OPENAI_API_KEY: "sk-FAKE-config" } } }\n',
      stores: {
        main: { version: 1, profiles: { "openai:a": { type: "api_key", provider: "openai", key: "k" } } },
      },
    });
    const env = "GEMINI_API_KEY=\nOPENAI_API_KEY=sk-FAKE-env\nOPENAI_API_KEY_2=sk-FAKE-two\nEDITOR=vi\n";
    writeFileSync(path.join(stateDir, ".env"), env);
    const view = viewOf(ctx, gatewayId);
    expect(view.environment).toMatchObject([
      {
        name: "GEMINI_API_KEY",
        source: "config_env_vars",
        shadows: ["state_env_file"],
        behindProfilesOf: [],
      },
      { name: "OPENAI_API_KEY", source: "state_env_file", behindProfilesOf: ["openai"] },
      { name: "OPENAI_API_KEY_2", use: "rotation", behindProfilesOf: [] },
    ]);
    expect(JSON.stringify(view)).not.toContain("FAKE");
  });

  test("says what stands in the way, and does not guess at drift then", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId);
    await publishGateway(ctx, gatewayId, byHand);
    writeFileSync(storePathOf(stateDir), "{ not json");
    expect(viewOf(ctx, gatewayId)).toMatchObject({ drift: null, obstacle: { kind: "file" } });
    writeFileSync(path.join(path.dirname(storePathOf(stateDir)), "openclaw-agent.sqlite"), "");
    expect(viewOf(ctx, gatewayId)).toMatchObject({ drift: null, obstacle: { kind: "not_asked" } });
    rmSync(stateDir, { recursive: true });
    expect(gatewaysView(ctx).gateways).toMatchObject([
      { obstacle: { kind: "state_dir" }, agentCount: null, driftCount: null, profileCount: 1 },
    ]);
  });

  test("says whether tokens are there and live, and shows none", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    const rpc = { rpcUrl: "ws://127.0.0.1:18789", rpcToken: "FAKE-rpc-token" };
    editGateway(ctx, gatewayId, EditGatewayInput.parse(rpc));
    await publishGateway(ctx, gatewayId, byHand);
    const { token } = JSON.parse(readFileSync(path.join(stateDir, "clawkeep", "resolver.json"), "utf8"));
    revokeGatewayTokens(ctx, gatewayId);
    const view = viewOf(ctx, gatewayId);
    expect(view).toMatchObject({ hasRpcToken: true, resolver: { tokens: [{ revokedAtMs: NOW_MS }] } });
    expect(JSON.stringify(view)).not.toContain(token);
    expect(JSON.stringify(view)).not.toContain("FAKE-rpc-token");
  });
});

describe("a publication that never came to its end", () => {
  async function interrupted() {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    addKey(ctx, gatewayId);
    await expect(publishGateway(ctx, gatewayId, cutOff)).rejects.toThrow();
    const publicationId = viewOf(ctx, gatewayId).publications[0]?.publicationId ?? "";
    return { ctx, gatewayId, publicationId };
  }

  test("is under way at first, and interrupted once it took too long", async () => {
    const { ctx, gatewayId, publicationId } = await interrupted();
    const key = { gatewayId, publicationId };
    expect(publicationView(ctx, key)).toMatchObject({ state: "under_way", receipt: null });
    const later = { ...ctx, nowMs: NOW_MS + 3 * 60_000 };
    expect(publicationView(later, key)).toMatchObject({ state: "interrupted", verified: null });
  });

  test("counts as something published, because its references may be there", async () => {
    const { ctx, gatewayId } = await interrupted();
    expect(viewOf(ctx, gatewayId).publishedCount).toBe(1);
  });

  test("is not found under another gateway", async () => {
    const { ctx, publicationId } = await interrupted();
    expect(publicationView(ctx, { gatewayId: "gw_other", publicationId })).toBeNull();
  });
});
