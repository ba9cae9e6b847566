import { describe, expect, test } from "vitest";
import { listApiTokens } from "#db/repositories/api-tokens.ts";
import { apiTokens, auditLog } from "#db/schema.ts";
import { authenticateApiToken } from "#lib/operations/authenticate-api-token.ts";
import { CreateApiTokenInput, createApiToken } from "#lib/operations/create-api-token.ts";
import { removeGateway } from "#lib/operations/remove-gateway.ts";
import { revokeApiToken } from "#lib/operations/revoke-api-token.ts";
import { actorOf, TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPerson } from "#lib/testing/people.ts";
import { giveProof, signedIn } from "#lib/testing/proof.ts";
import { newApiToken, newResolverToken } from "#lib/vault/token.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const INPUT = { name: "prometheus", scopes: ["metrics:read"], expiresIn: "90d" };

/** A token works while whoever made it has an account that could make it. */
function withOwner(): TestContext {
  const ctx = testContext();
  addPerson(ctx, "owner");
  return ctx;
}

const make = (ctx: TestContext, input: object = INPUT) =>
  createApiToken(ctx.as(TERMINAL), CreateApiTokenInput.parse({ ...INPUT, ...input }));

/** What a route has: nobody is signed in. `laterMs` after the tests' now. */
const machine = (ctx: TestContext, laterMs = 0) =>
  ctx.runtime.operationContext({ kind: "visitor" }, NOW_MS + laterMs);

const events = (ctx: TestContext) =>
  ctx.db.reader
    .select()
    .from(auditLog)
    .all()
    .filter(({ event }) => event.startsWith("api_token."));

const code = (name: string) => expect.objectContaining({ code: name });

describe("an API token", () => {
  test("lets in whoever brings it, for its scope, until it expires", () => {
    const ctx = withOwner();
    const { token, tokenId, expiresAtMs } = make(ctx);
    expect(expiresAtMs).toBe(NOW_MS + 90 * DAY_MS);
    const bearer = token.reveal();
    expect(authenticateApiToken(machine(ctx), bearer, "metrics:read")).toEqual({ tokenId, gatewayId: null });
    const last = machine(ctx, 90 * DAY_MS - 1);
    expect(authenticateApiToken(last, bearer, "metrics:read").tokenId).toBe(tokenId);
    const over = machine(ctx, 90 * DAY_MS);
    expect(() => authenticateApiToken(over, bearer, "metrics:read")).toThrow(code("api_token_unknown"));
  });

  test("is stored as a hash, and neither the database nor the audit log holds it", () => {
    const ctx = withOwner();
    const { token, tokenId } = make(ctx);
    const dump = JSON.stringify([ctx.db.reader.select().from(apiTokens).all(), events(ctx)]);
    expect(dump).not.toContain(token.reveal());
    expect(dump).not.toContain(token.reveal().slice(4, 20));
    expect(events(ctx)).toMatchObject([
      {
        event: "api_token.created",
        subject: tokenId,
        actor: "cli:tester",
        details: { name: "prometheus", scopes: ["metrics:read"], gateway: null },
      },
    ]);
  });

  test("without the scope is refused as such, and its use is not noted", () => {
    const ctx = withOwner();
    const { token } = make(ctx);
    expect(() => authenticateApiToken(machine(ctx), token.reveal(), "check:read")).toThrow(
      code("api_token_scope_missing"),
    );
    expect(listApiTokens(ctx.db.reader)[0]?.lastUsedAtMs).toBeNull();
  });

  test("that was revoked, has expired or was never made is refused with the same words", () => {
    const ctx = withOwner();
    const [revoked, expired] = [make(ctx), make(ctx, { expiresIn: "1h" })];
    revokeApiToken(ctx, revoked.tokenId);
    const never = newApiToken().token;
    const foreign = newResolverToken().token;
    const texts = [revoked.token, expired.token, never, foreign].map((token) => token.reveal());
    for (const text of [...texts, "", "cka_", revoked.token.reveal().slice(0, -1)]) {
      const attempt = () => authenticateApiToken(machine(ctx, DAY_MS), text, "metrics:read");
      expect(attempt).toThrow(expect.objectContaining({ code: "api_token_unknown", params: {} }));
    }
    expect(listApiTokens(ctx.db.reader).map((row) => row.lastUsedAtMs)).toEqual([null, null]);
  });

  test("has its use noted at most once a minute, without a row in the audit log", () => {
    const ctx = withOwner();
    const bearer = make(ctx).token.reveal();
    const usedAt = (laterMs: number) => {
      authenticateApiToken(machine(ctx, laterMs), bearer, "metrics:read");
      return (listApiTokens(ctx.db.reader)[0]?.lastUsedAtMs ?? 0) - NOW_MS;
    };
    expect([0, 1000, 59_999, 60_000, 61_000, 300_000].map(usedAt)).toEqual([
      0, 0, 0, 60_000, 60_000, 300_000,
    ]);
    expect(events(ctx)).toHaveLength(1);
  });

  test("for one gateway says which, and ends with it", () => {
    const ctx = withOwner();
    const { gatewayId } = testGateway(ctx);
    const bearer = make(ctx, { gatewayId }).token.reveal();
    expect(authenticateApiToken(machine(ctx), bearer, "metrics:read").gatewayId).toBe(gatewayId);
    removeGateway(ctx.as(TERMINAL), gatewayId);
    expect(() => authenticateApiToken(machine(ctx), bearer, "metrics:read")).toThrow(
      code("api_token_unknown"),
    );
  });
});

describe("making and revoking", () => {
  test("are for owners and admins", () => {
    const ctx = withOwner();
    const { tokenId } = make(ctx);
    const input = CreateApiTokenInput.parse(INPUT);
    for (const role of ["operator", "viewer"] as const) {
      const other = ctx.as(actorOf(role));
      expect(() => createApiToken(other, input)).toThrow(code("forbidden"));
      expect(() => revokeApiToken(other, tokenId)).toThrow(code("forbidden"));
    }
    expect(() => createApiToken(machine(ctx), input)).toThrow(code("forbidden"));
    expect(listApiTokens(ctx.db.reader)).toMatchObject([{ id: tokenId, revokedAtMs: null }]);
    expect(events(ctx)).toHaveLength(1);

    const admin = signedIn(ctx, "admin");
    giveProof(admin, "api_token.create", input.name);
    createApiToken(admin, input);
    revokeApiToken(admin, tokenId);
    expect(events(ctx).map(({ event }) => event)).toEqual([
      "api_token.created",
      "api_token.created",
      "api_token.revoked",
    ]);
  });

  test("a token twice leaves one trace, and one that never was is refused", () => {
    const ctx = withOwner();
    const { tokenId } = make(ctx);
    revokeApiToken(ctx, tokenId);
    revokeApiToken(ctx.runtime.operationContext(actorOf("admin"), NOW_MS + DAY_MS), tokenId);
    expect(listApiTokens(ctx.db.reader)[0]?.revokedAtMs).toBe(NOW_MS);
    expect(() => revokeApiToken(ctx, "api_none")).toThrow(code("api_token_not_found"));
    expect(events(ctx)).toHaveLength(2);
  });

  test("for a gateway that is not there makes nothing", () => {
    const ctx = withOwner();
    expect(() => make(ctx, { gatewayId: "gw_none" })).toThrow(code("gateway_not_found"));
    expect(listApiTokens(ctx.db.reader)).toEqual([]);
  });

  test("a hundred and first is refused until one is revoked", () => {
    const ctx = withOwner();
    const tokens = Array.from({ length: 100 }, () => make(ctx));
    expect(() => make(ctx)).toThrow(code("token_limit"));
    revokeApiToken(ctx, tokens[0]?.tokenId ?? "");
    expect(make(ctx).tokenId).toMatch(/^api_/);
  });
});

describe("the input of a token", () => {
  test.each([
    [{ name: " " }, "required"],
    [{ name: "a\u202eb" }, "label_characters"],
    [{ name: "n".repeat(81) }, "too_long"],
    [{ scopes: [] }, "token_scope_needed"],
    [{ scopes: ["secrets:read"] }, "token_scope_unknown"],
    [{ expiresIn: "" }, "required"],
    [{ expiresIn: "none" }, "duration_invalid"],
    [{ expiresIn: "0" }, "token_lifetime"],
    [{ expiresIn: "366d" }, "token_lifetime"],
  ])("%j is refused with %s", (change, message) => {
    const { error } = CreateApiTokenInput.safeParse({ ...INPUT, ...change });
    expect(error?.issues.map((issue) => issue.message)).toContain(message);
  });

  test("names a scope twice and gets it once, and may live for a year", () => {
    const parsed = CreateApiTokenInput.parse({
      ...INPUT,
      scopes: ["metrics:read", "check:read", "metrics:read"].slice(1),
      expiresIn: "365d",
    });
    expect(parsed).toMatchObject({ scopes: ["check:read", "metrics:read"], expiresIn: 365 * DAY_MS });
    expect(CreateApiTokenInput.parse({ ...INPUT, scopes: ["check:read", "check:read"] }).scopes).toEqual([
      "check:read",
    ]);
  });
});
