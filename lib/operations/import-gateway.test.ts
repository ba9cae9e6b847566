import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { listProfiles } from "#db/repositories/profiles.ts";
import { auditLog, credentials, orderOverrides, profiles } from "#db/schema.ts";
import { importGateway, previewImport } from "#lib/operations/import-gateway.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";

const STORE = {
  version: 1,
  profiles: {
    "z:last": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    "anthropic:ops": {
      type: "token",
      provider: "anthropic",
      token: FAKE.setupToken,
      expires: 1_900_000_000_000,
    },
    "openai:ref": {
      type: "api_key",
      provider: "openai",
      keyRef: { source: "env", provider: "default", id: "K" },
    },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: OpenClaw reads this text as a reference.
    "openai:template": { type: "api_key", provider: "openai", key: "${OPENAI_API_KEY}" },
    "openai-codex:me": {
      type: "oauth",
      provider: "openai-codex",
      access: "at-FAKE",
      refresh: FAKE.oauthRefresh,
      expires: 5,
    },
    "openai:none": { type: "api_key", provider: "openai" },
  },
  order: { OpenAI: ["z:last", "openai:ref"] },
};

describe("importing a gateway", () => {
  test("seals static secrets, keeps references and OAuth facts, and takes order overrides over", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    const report = importGateway(ctx, gatewayId);
    expect(Object.fromEntries(report.profiles.map((item) => [item.profileId, item.action]))).toEqual({
      "z:last": "seal",
      "anthropic:ops": "seal",
      "openai:ref": "keep_reference",
      "openai:template": "keep_reference",
      "openai-codex:me": "record_oauth",
      "openai:none": "nothing_to_import",
    });
    expect(ctx.db.reader.select().from(credentials).all()).toHaveLength(2);
    expect(ctx.db.reader.select().from(orderOverrides).all()).toMatchObject([
      { provider: "openai", profileIds: ["z:last", "openai:ref"] },
    ]);
  });

  test("keeps the order of the file", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    importGateway(ctx, gatewayId);
    expect(listProfiles(ctx.db.reader, gatewayId).map((row) => row.profileId)).toEqual(
      Object.keys(STORE.profiles).filter((id) => id !== "openai:none"),
    );
  });

  test("twice changes nothing and says so", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    importGateway(ctx, gatewayId);
    const before = [ctx.db.reader.select().from(profiles).all(), ctx.db.reader.select().from(auditLog).all()];
    const again = importGateway(ctx, gatewayId);
    expect(again.changes).toBe(0);
    expect([
      ctx.db.reader.select().from(profiles).all(),
      ctx.db.reader.select().from(auditLog).all(),
    ]).toEqual(before);
  });

  test("never puts a secret in its report, its audit row or the database", () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: STORE } });
    const said = JSON.stringify([previewImport(ctx, gatewayId), importGateway(ctx, gatewayId)]);
    const kept = JSON.stringify([
      ctx.db.reader.select().from(auditLog).all(),
      ctx.db.reader.select().from(profiles).all(),
      ctx.db.reader.select().from(credentials).all(),
    ]);
    for (const secret of [FAKE.apiKey, FAKE.setupToken, FAKE.oauthRefresh]) {
      expect(said).not.toContain(secret);
      expect(kept).not.toContain(secret);
      expect(readFileSync(storePathOf(stateDir), "utf8")).toContain(secret);
    }
  });

  test.each([1e20, 1.5e300])("drops an expiry of %d, which no date can hold, with a notice", (expires) => {
    const ctx = testContext();
    const token = { type: "token", provider: "anthropic", token: FAKE.setupToken, expires };
    const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles: { t: token } } } });
    expect(importGateway(ctx, gatewayId).profiles).toMatchObject([
      { expiresAtMs: null, notices: ["invalid_expiry"] },
    ]);
  });

  test("rounds an expiry with a fraction down", () => {
    const ctx = testContext();
    const token = {
      type: "token",
      provider: "anthropic",
      token: FAKE.setupToken,
      expires: 1_900_000_000_000.7,
    };
    const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles: { t: token } } } });
    expect(importGateway(ctx, gatewayId).profiles).toMatchObject([
      { expiresAtMs: 1_900_000_000_000, notices: [] },
    ]);
  });
});

describe("an import that is refused writes nothing", () => {
  const counts = (ctx: ReturnType<typeof testContext>) =>
    [profiles, credentials, orderOverrides, auditLog].map(
      (table) => ctx.db.reader.select().from(table).all().length,
    );

  test.each([
    { why: "a store is cut off", text: JSON.stringify(STORE).slice(0, -40), code: "gateway_file_malformed" },
    { why: "a store is empty", text: "", code: "gateway_file_malformed" },
    {
      why: "a secret is larger than the vault takes",
      text: JSON.stringify({
        profiles: { ...STORE.profiles, big: { type: "api_key", provider: "x", key: "k".repeat(20_000) } },
      }),
      code: "plaintext_too_long",
    },
    {
      why: "a profile id is longer than the console takes",
      text: JSON.stringify({
        profiles: { ...STORE.profiles, ["i".repeat(300)]: { type: "api_key", provider: "x", key: "k" } },
      }),
      code: "profile_id_too_long",
    },
  ])("because $why", ({ text, code }) => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: text } });
    const before = counts(ctx);
    expect(() => importGateway(ctx, gatewayId)).toThrow(expect.objectContaining({ code }));
    expect(counts(ctx)).toEqual(before);
  });

  test("because the role may not", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
    const before = counts(ctx);
    expect(() => importGateway(ctx.as(actorOf("viewer")), gatewayId)).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
    expect(counts(ctx)).toEqual(before);
  });
});
