import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { listGrants } from "#db/repositories/resolver.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { previewPublish, publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { recordConsoleUrl } from "#lib/operations/record-console-url.ts";
import { removeProfile } from "#lib/operations/remove-profile.ts";
import { identifyGateway, ResolveSecretsInput, resolveSecrets } from "#lib/operations/resolve-secrets.ts";
import { setOrder } from "#lib/operations/set-order.ts";
import { unpublishGateway } from "#lib/operations/unpublish-gateway.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";

const byHand: Reload = async () => ({ kind: "by_hand", command: "openclaw secrets reload" });
const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));
const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

function addKey(
  ctx: TestContext,
  gatewayId: string,
  profileId = "openai:work",
  secret = FAKE.apiKey,
  agentId = "main",
) {
  return addApiKey(ctx, AddApiKeyInput.parse({ gatewayId, agentId, provider: "openai", profileId, secret }));
}

function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe("publishing", () => {
  test("puts references on the gateway, which resolve to the secrets, and no secret", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId);
    const receipt = await publishGateway(ctx, gatewayId, byHand);

    expect(receipt).toMatchObject({ verified: true, reload: { kind: "by_hand" } });
    expect(readJson(storePathOf(stateDir))).toEqual({
      version: 1,
      profiles: {
        "openai:work": {
          type: "api_key",
          provider: "openai",
          keyRef: { source: "exec", provider: "clawkeep", id: "main/openai:work" },
        },
      },
    });
    const config = readJson(path.join(stateDir, "openclaw.json"));
    expect(config.auth.profiles).toEqual({ "openai:work": { provider: "openai", mode: "api_key" } });
    expect(config.secrets.providers.clawkeep).toMatchObject({ source: "exec", jsonOnly: true });
    for (const file of everyFile(stateDir)) expect(readFileSync(file, "utf8")).not.toContain(FAKE.apiKey);

    const { token } = readJson(path.join(stateDir, "clawkeep", "resolver.json"));
    const gateway = ctx.as({ kind: "gateway", gatewayId });
    const ask = ResolveSecretsInput.parse({
      protocolVersion: 1,
      provider: "clawkeep",
      ids: ["main/openai:work"],
    });
    expect(resolveSecrets(gateway, identifyGateway(gateway, token), ask).values).toEqual({
      "main/openai:work": FAKE.apiKey,
    });
  });

  test("names the gateway's own Node where the console's is in a container", async () => {
    vi.stubEnv("CLAWKEEP_GATEWAY_NODE", "/opt/node/bin/node");
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId);
    await publishGateway(ctx, gatewayId, byHand);
    vi.unstubAllEnvs();
    const resolver = path.join(stateDir, "clawkeep/clawkeep-resolver.cjs");
    expect(readFileSync(resolver, "utf8").split("\n")[0]).toBe("#!/opt/node/bin/node");
  });

  test("makes everything private", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId);
    await publishGateway(ctx, gatewayId, byHand);
    const config = readJson(path.join(stateDir, "openclaw.json"));
    expect(mode(config.secrets.providers.clawkeep.command)).toBe("500");
    expect(mode(path.join(stateDir, "clawkeep"))).toBe("700");
    expect(mode(path.join(stateDir, "clawkeep", "resolver.json"))).toBe("400");
    expect(mode(storePathOf(stateDir))).toBe("600");
    expect(mode(path.join(stateDir, "openclaw.json"))).toBe("600");
  });

  test("twice writes nothing the second time", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId);
    await publishGateway(ctx, gatewayId, byHand);
    const before = everyFile(stateDir).map((file) => [file, statSync(file).mtimeMs, statSync(file).ino]);
    expect(previewPublish(ctx, gatewayId).upToDate).toBe(true);
    expect((await publishGateway(ctx, gatewayId, byHand)).files).toEqual([]);
    expect(everyFile(stateDir).map((file) => [file, statSync(file).mtimeMs, statSync(file).ino])).toEqual(
      before,
    );
  });

  test("takes plaintext over from the store and leaves usage, OAuth, unknown fields and comments", async () => {
    const ctx = testContext();
    const store = {
      version: 1,
      profiles: {
        "openai:work": { type: "api_key", provider: "openai", key: FAKE.apiKey, note: "mine" },
        "openai-codex:me": {
          type: "oauth",
          provider: "openai-codex",
          access: "at-FAKE",
          refresh: FAKE.oauthRefresh,
          expires: 1,
        },
      },
      usageStats: { "openai:work": { lastUsed: 5, errorCount: 0 } },
      custom: { kept: true },
    };
    const { gatewayId, stateDir } = testGateway(ctx, {
      config: "// my gateway\n{ gateway: { mode: 'local' } }\n",
      stores: { main: store },
    });
    importGateway(ctx, gatewayId);
    expect(previewPublish(ctx, gatewayId).changes).toMatchObject([
      { key: "openai:work", action: "take_over" },
    ]);
    expect((await publishGateway(ctx, gatewayId, byHand)).verified).toBe(true);

    const written = readJson(storePathOf(stateDir));
    expect(written.profiles["openai:work"]).toEqual({
      type: "api_key",
      provider: "openai",
      note: "mine",
      keyRef: { source: "exec", provider: "clawkeep", id: "main/openai:work" },
    });
    expect(written.profiles["openai-codex:me"]).toEqual(store.profiles["openai-codex:me"]);
    expect(written.usageStats).toEqual(store.usageStats);
    expect(written.custom).toEqual(store.custom);
    expect(readFileSync(path.join(stateDir, "openclaw.json"), "utf8")).toContain(
      "// my gateway\n{ gateway: { mode: 'local' }",
    );
    expect(readFileSync(path.join(stateDir, "openclaw.json.bak"), "utf8")).toBe(
      "// my gateway\n{ gateway: { mode: 'local' } }\n",
    );
    for (const file of everyFile(stateDir)) expect(readFileSync(file, "utf8")).not.toContain(FAKE.apiKey);
  });

  test("removes what was removed here, and its grant only then", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    const { profileRowId } = addKey(ctx, gatewayId);
    addKey(ctx, gatewayId, "openai:stays", FAKE.otherApiKey);
    setOrder(ctx, {
      gatewayId,
      agentId: "main",
      provider: "openai",
      profileIds: ["openai:stays", "openai:work"],
    });
    await publishGateway(ctx, gatewayId, byHand);
    expect(readJson(storePathOf(stateDir)).order).toEqual({ openai: ["openai:stays", "openai:work"] });

    removeProfile(ctx, profileRowId);
    expect(listGrants(ctx.db.reader, gatewayId)).toHaveLength(2);
    await publishGateway(ctx, gatewayId, byHand);
    expect(Object.keys(readJson(storePathOf(stateDir)).profiles)).toEqual(["openai:stays"]);
    expect(listGrants(ctx.db.reader, gatewayId).map((grant) => grant.refId)).toEqual(["main/openai:stays"]);
    expect(readJson(path.join(stateDir, "openclaw.json")).auth.profiles).toEqual({
      "openai:stays": { provider: "openai", mode: "api_key" },
    });
  });

  test("shows what someone changed there as drift, and puts it right", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId);
    await publishGateway(ctx, gatewayId, byHand);
    const edited = readJson(storePathOf(stateDir));
    edited.profiles["openai:work"] = {
      type: "api_key",
      provider: "openai",
      key: "sk-FAKE-someone-pasted-this-here",
    };
    writeFileSync(storePathOf(stateDir), JSON.stringify(edited));

    const preview = previewPublish(ctx, gatewayId);
    expect(preview.drift).toEqual([
      { agentId: "main", kind: "profile", key: "openai:work", what: "changed" },
    ]);
    expect(preview.changes).toMatchObject([{ action: "overwrite" }]);
    expect(JSON.stringify(preview)).not.toContain("someone-pasted");
    expect((await publishGateway(ctx, gatewayId, byHand)).verified).toBe(true);
    expect(readFileSync(storePathOf(stateDir), "utf8")).not.toContain("someone-pasted");
  });

  test("of a profile id that OpenClaw's grammar does not take as a reference uses an alias", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId, "openai:工作 me@example.test");
    await publishGateway(ctx, gatewayId, byHand);
    const { keyRef } = readJson(storePathOf(stateDir)).profiles["openai:工作 me@example.test"];
    expect(keyRef.id).toMatch(/^alias:prof_[0-9a-f]{32}$/);
  });
});

test("a console that listens on a socket is asked there", async () => {
  const ctx = testContext();
  const { gatewayId, stateDir } = testGateway(ctx);
  addKey(ctx, gatewayId);
  recordConsoleUrl(ctx.as({ kind: "system" }), "unix:/run/clawkeep/resolver.sock");
  await publishGateway(ctx, gatewayId, byHand);
  const settings = readJson(path.join(stateDir, "clawkeep", "resolver.json"));
  expect(settings).toEqual({
    socketPath: "/run/clawkeep/resolver.sock",
    token: expect.stringMatching(/^ckr_/),
  });
  expect(previewPublish(ctx, gatewayId).upToDate).toBe(true);
});

describe("a gateway that must not be written", () => {
  test("because its store is malformed is refused by line and column, and nothing is written", {
    tags: ["I01"],
  }, async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx);
    addKey(ctx, gatewayId);
    await publishGateway(ctx, gatewayId, byHand);
    const broken = `{"version":1,\n"profiles":{"openai:x":{"key":"${FAKE.otherApiKey}" oops}}}`;
    writeFileSync(storePathOf(stateDir), broken);
    await expect(publishGateway(ctx, gatewayId, byHand)).rejects.toMatchObject({
      code: "gateway_file_malformed",
      params: { line: 2, file: storePathOf(stateDir) },
    });
    expect(readFileSync(storePathOf(stateDir), "utf8")).toBe(broken);
  });

  test("because only its own openclaw may write it, and that is not known, is refused", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: { version: 1, profiles: {} } } });
    addKey(ctx, gatewayId);
    writeFileSync(path.join(path.dirname(storePathOf(stateDir)), "openclaw-agent.sqlite"), "");
    const before = readFileSync(path.join(stateDir, "openclaw.json"), "utf8");
    await expect(publishGateway(ctx, gatewayId, byHand)).rejects.toMatchObject({
      code: "gateway_openclaw_missing",
    });
    expect(readFileSync(path.join(stateDir, "openclaw.json"), "utf8")).toBe(before);
    expect(existsSync(path.join(stateDir, "clawkeep"))).toBe(false);
  });
});

test("unpublishing takes everything off again and keeps the secrets here", async () => {
  const ctx = testContext();
  const config = "// mine\n{}\n";
  const { gatewayId, stateDir } = testGateway(ctx, { config });
  addKey(ctx, gatewayId);
  setOrder(ctx, { gatewayId, agentId: "main", provider: "openai", profileIds: ["openai:work"] });
  await publishGateway(ctx, gatewayId, byHand);
  const { token } = readJson(path.join(stateDir, "clawkeep", "resolver.json"));
  const receipt = await unpublishGateway(ctx, gatewayId, byHand);
  expect(receipt.verified).toBe(true);
  expect(readJson(storePathOf(stateDir))).toEqual({ version: 1, profiles: {}, order: {} });
  expect(existsSync(path.join(stateDir, "clawkeep"))).toBe(false);
  expect(readFileSync(path.join(stateDir, "openclaw.json"), "utf8")).not.toContain("clawkeep");
  expect(() => identifyGateway(ctx, token)).toThrow(
    expect.objectContaining({ code: "resolver_token_revoked" }),
  );
  expect(previewPublish(ctx, gatewayId).changes).toMatchObject([
    { action: "add" },
    { kind: "order", action: "add" },
  ]);
});

test("unpublishing leaves a reference that works without the console, and the rest of an order", async () => {
  const ctx = testContext();
  const envRef = { source: "env", provider: "default", id: "OPENAI_API_KEY" };
  const store = {
    version: 1,
    profiles: {
      "openai:env": { type: "api_key", provider: "openai", keyRef: envRef },
      "openai:work": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    },
    order: { openai: ["openai:work", "openai:env"] },
  };
  const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: store } });
  importGateway(ctx, gatewayId);
  await publishGateway(ctx, gatewayId, byHand);
  await unpublishGateway(ctx, gatewayId, byHand);
  expect(readJson(storePathOf(stateDir))).toEqual({
    version: 1,
    profiles: { "openai:env": store.profiles["openai:env"] },
    order: { openai: ["openai:env"] },
  });
});
