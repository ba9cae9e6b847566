import { describe, expect, test } from "vitest";
import { auditLog, credentials, profiles } from "#db/schema.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import { pasteSetupToken, pasteSetupTokenInput } from "#lib/operations/paste-token.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 86_400_000;

function form(gatewayId: string, token = FAKE.setupToken) {
  return pasteSetupTokenInput(NOW_MS).parse({
    gatewayId,
    agentId: "main",
    profileId: "anthropic:ops",
    expiresAtMs: "365d",
    secret: token,
  });
}

describe("a pasted setup-token", () => {
  test("becomes a profile whose sealed credential opens to it, and to nothing else", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    const { profileRowId } = pasteSetupToken(ctx, form(gatewayId));

    const [profile] = ctx.db.reader.select().from(profiles).all();
    const [credential] = ctx.db.reader.select().from(credentials).all();
    if (!profile || !credential) throw new Error("nothing was stored");
    expect(profile).toMatchObject({
      id: profileRowId,
      profileId: "anthropic:ops",
      provider: "anthropic",
      type: "token",
    });
    expect(profile.expiresAtMs).toBe(NOW_MS + 365 * DAY_MS);
    expect(credential.sealed).not.toContain("sk-ant");
    expect(credential.tail).toBe("AAAA");
    const place = credentialPlace(credential.id, profile);
    expect(ctx.opener.open(credential.sealed, place).reveal()).toBe(FAKE.setupToken);
    expect(() =>
      ctx.opener.open(credential.sealed, { ...place, facts: { ...place.facts, label: "edited" } }),
    ).toThrow();
  });

  test("appears in no audit row", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    pasteSetupToken(ctx, form(gatewayId));
    expect(JSON.stringify(ctx.db.reader.select().from(auditLog).all())).not.toContain("sk-ant");
  });

  test.each([
    { token: "sk-ant-api03-FAKE-key", code: "setup_token_api_key" },
    { token: "", code: "setup_token_blank" },
    {
      token: `${FAKE.setupToken.slice(0, 40)}\n${FAKE.setupToken.slice(40)}`,
      code: "setup_token_line_break",
    },
    { token: FAKE.setupToken.slice(0, 60), code: "setup_token_too_short" },
    {
      token: `${FAKE.setupToken.slice(0, 40)} ${FAKE.setupToken.slice(40)}`,
      code: "setup_token_inner_whitespace",
    },
  ])("of a wrong shape is refused as $code and not quoted", ({ token, code }) => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    const parsed = pasteSetupTokenInput(NOW_MS).safeParse({ gatewayId, agentId: "main", secret: token });
    expect(parsed.error?.issues.map((issue) => issue.message)).toEqual([code]);
    if (token) expect(JSON.stringify(parsed.error)).not.toContain(token);
  });

  test("is refused to a viewer, and leaves no trace", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    const rows = ctx.db.reader.select().from(auditLog).all().length;
    expect(() => pasteSetupToken(ctx.as(actorOf("viewer")), form(gatewayId))).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
    expect(ctx.db.reader.select().from(profiles).all()).toEqual([]);
    expect(ctx.db.reader.select().from(auditLog).all()).toHaveLength(rows);
  });

  test("for an agent that the gateway does not have is refused, and leaves no trace", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    expect(() => pasteSetupToken(ctx, { ...form(gatewayId), agentId: "ghost" })).toThrow(
      expect.objectContaining({ code: "agent_not_found" }),
    );
    expect(ctx.db.reader.select().from(profiles).all()).toEqual([]);
  });

  test("with the id of a live profile is refused by the form and replaces it for the command", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    pasteSetupToken(ctx, form(gatewayId));
    const other = FAKE.setupToken.replace(/A/g, "B");
    expect(() => pasteSetupToken(ctx, form(gatewayId, other))).toThrow(
      expect.objectContaining({ code: "profile_exists" }),
    );
    const outcome = pasteSetupToken(ctx, form(gatewayId, other), { onExisting: "replace" });
    expect(outcome.replaced).toBe(true);
    expect(ctx.db.reader.select().from(credentials).all()).toHaveLength(1);
    expect(ctx.db.reader.select().from(credentials).get()?.tail).toBe("BBBB");
  });

  test("that another profile already holds is recognised by its fingerprint", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    pasteSetupToken(ctx, form(gatewayId));
    const twin = pasteSetupToken(ctx, { ...form(gatewayId), profileId: "anthropic:twin" });
    expect(twin.sameSecretAs).toEqual(["anthropic:ops"]);
  });
});
