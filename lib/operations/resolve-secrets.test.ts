import { describe, expect, test } from "vitest";
import { insertResolverToken, saveGrant } from "#db/repositories/resolver.ts";
import { auditLog } from "#db/schema.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { mutate } from "#lib/operations/context.ts";
import { identifyGateway, ResolveSecretsInput, resolveSecrets } from "#lib/operations/resolve-secrets.ts";
import { revokeGatewayTokens } from "#lib/operations/revoke-resolver-tokens.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { newResolverToken } from "#lib/vault/token.ts";

const REF_ID = "main/openai:work";

function published() {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  const input = {
    gatewayId,
    agentId: "main",
    provider: "openai",
    profileId: "openai:work",
    secret: FAKE.apiKey,
  };
  const { profileRowId } = addApiKey(ctx, AddApiKeyInput.parse(input));
  const { token, id, hash } = newResolverToken();
  mutate(ctx, (tx) => {
    insertResolverToken(tx, { id, gatewayId, tokenHash: hash, createdAtMs: NOW_MS });
    saveGrant(tx, { gatewayId, refId: REF_ID, profileRowId, grantedAtMs: NOW_MS });
    return { result: undefined, audit: { event: "test.granted", subject: gatewayId } };
  });
  const gateway = ctx.as({ kind: "gateway", gatewayId });
  return { ctx, gateway, gatewayId, profileRowId, token: token.reveal() };
}

const ask = (ids: string[]) => ResolveSecretsInput.parse({ protocolVersion: 1, provider: "clawkeep", ids });

describe("a gateway's resolver", () => {
  test("gets what was published to it, and one error for every other id", () => {
    const { gateway, token } = published();
    const caller = identifyGateway(gateway, token);
    const answer = resolveSecrets(gateway, caller, ask([REF_ID, "main/openai:other", "__proto__"]));
    expect(answer.values).toEqual({ [REF_ID]: FAKE.apiKey });
    expect(Object.keys(answer.errors).sort()).toEqual(["__proto__", "main/openai:other"]);
    expect(answer.errors["main/openai:other"]).toMatchObject({ code: "NOT_FOUND" });
  });

  test("leaves an audit row that names the ids and holds no secret", () => {
    const { gateway, gatewayId, token } = published();
    resolveSecrets(gateway, identifyGateway(gateway, token), ask([REF_ID, "nope"]));
    const row = gateway.db.reader.select().from(auditLog).all().at(-1);
    expect(row).toMatchObject({
      event: "secrets.resolved",
      subject: gatewayId,
      details: { resolved: [REF_ID], refused: ["nope"] },
    });
    expect(JSON.stringify(row)).not.toContain(FAKE.apiKey);
  });

  test("gets nothing when the audit row cannot be written", () => {
    const { gateway, token } = published();
    gateway.db.raw.exec(
      "CREATE TRIGGER closed BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'closed'); END;",
    );
    expect(() => resolveSecrets(gateway, identifyGateway(gateway, token), ask([REF_ID]))).toThrow("closed");
  });

  test("is refused after its token was revoked, also when it was identified before", () => {
    const { ctx, gateway, gatewayId, token } = published();
    const caller = identifyGateway(gateway, token);
    revokeGatewayTokens(ctx, gatewayId);
    expect(() => identifyGateway(gateway, token)).toThrow(
      expect.objectContaining({ code: "resolver_token_revoked" }),
    );
    expect(() => resolveSecrets(gateway, caller, ask([REF_ID]))).toThrow(
      expect.objectContaining({ code: "resolver_token_revoked" }),
    );
  });

  test("is refused with a token nobody issued", () => {
    const { gateway } = published();
    for (const token of ["", "ckr_nonsense", newResolverToken().token.reveal()]) {
      expect(() => identifyGateway(gateway, token)).toThrow(
        expect.objectContaining({ code: "resolver_token_unknown" }),
      );
    }
  });

  test("cannot read another gateway's secret by its id", () => {
    const { ctx, gateway, gatewayId, token } = published();
    const caller = identifyGateway(gateway, token);
    const other = ctx.as({ kind: "gateway", gatewayId: "gw_other" });
    expect(() => resolveSecrets(other, caller, ask([REF_ID]))).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
    const impostor = { gatewayId: "gw_other", tokenId: caller.tokenId };
    expect(resolveSecrets(other, impostor, ask([REF_ID])).values).toEqual({});
    expect(gatewayId).not.toBe("gw_other");
  });

  test("gets no secret by the id of another profile, however its grant was changed", {
    tags: ["F08"],
  }, () => {
    const { gateway, token } = published();
    const moved = "main/openai:walk";
    gateway.db.raw.prepare("UPDATE resolver_grants SET ref_id = ?").run(moved);
    const answer = resolveSecrets(gateway, identifyGateway(gateway, token), ask([moved, REF_ID]));
    expect(answer.values).toEqual({});
    expect(answer.errors[moved]).toMatchObject({ code: "UNREADABLE" });
    expect(answer.errors[REF_ID]).toMatchObject({ code: "NOT_FOUND" });
  });

  test("is told when a row was changed by hand, and the other ids still resolve", () => {
    const { gateway, profileRowId, token } = published();
    gateway.db.raw.prepare("UPDATE profiles SET label = 'edited' WHERE id = ?").run(profileRowId);
    const answer = resolveSecrets(gateway, identifyGateway(gateway, token), ask([REF_ID]));
    expect(answer.values).toEqual({});
    expect(answer.errors[REF_ID]).toMatchObject({ code: "UNREADABLE" });
  });
});
