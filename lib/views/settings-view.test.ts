import { expect, test } from "vitest";
import { insertPerson } from "#db/repositories/people.ts";
import { mutate } from "#lib/operations/context.ts";
import { CreateApiTokenInput, createApiToken } from "#lib/operations/create-api-token.ts";
import { createCalendarLink } from "#lib/operations/create-calendar-link.ts";
import { disablePerson, setPersonRole } from "#lib/operations/manage-people.ts";
import { revokeApiToken } from "#lib/operations/revoke-api-token.ts";
import { revokeCalendarLink } from "#lib/operations/revoke-calendar-link.ts";
import { actorOf, TERMINAL, testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { giveProof, signedIn } from "#lib/testing/proof.ts";
import { apiTokensView, calendarLinksView } from "#lib/views/settings-view.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

test("tokens that work come first by their end, then those that ended, and none shows a hash", () => {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  const make = (name: string, expiresIn: string, more: object = {}) =>
    createApiToken(
      ctx.as(TERMINAL),
      CreateApiTokenInput.parse({ name, scopes: ["check:read"], expiresIn, ...more }),
    ).tokenId;
  make("year", "365d");
  make("fortnight", "19d", { gatewayId });
  make("over", "1d");
  revokeApiToken(ctx, make("revoked", "200d"));
  const { tokens } = apiTokensView({ ...ctx, nowMs: NOW_MS + 5 * DAY_MS });
  expect(tokens.slice(0, 2).map(({ name, state, gatewayName }) => [name, state, gatewayName])).toEqual([
    ["fortnight", "ending", "local"],
    ["year", "live", null],
  ]);
  expect(Object.fromEntries(tokens.slice(2).map(({ name, state }) => [name, state]))).toEqual({
    over: "expired",
    revoked: "revoked",
  });
  expect(JSON.stringify(tokens)).not.toMatch(/hash/i);
});

test("a token of someone who could not make it now says that it is refused, until they can again", () => {
  const ctx = testContext(TERMINAL);
  const admin = signedIn(ctx, "admin");
  const input = CreateApiTokenInput.parse({ name: "monitor", scopes: ["check:read"], expiresIn: "90d" });
  giveProof(admin, "api_token.create", input.name);
  createApiToken(admin, input);
  const state = () => apiTokensView(ctx).tokens[0]?.state;
  expect(state()).toBe("live");
  setPersonRole(ctx, "user_admin", "viewer");
  expect(state()).toBe("refused");
  setPersonRole(ctx, "user_admin", "admin");
  expect(state()).toBe("live");
  disablePerson(ctx, "user_admin");
  expect(state()).toBe("refused");
});

test("a person sees their own calendar links that work, and a terminal none", () => {
  const ctx = testContext();
  mutate(ctx, (tx) => {
    for (const role of ["owner", "viewer"] as const) {
      const person = { id: `user_${role}`, name: role, email: `${role}@example.test`, role };
      insertPerson(tx, { ...person, passwordHash: "$argon2id$fake", atMs: NOW_MS });
    }
    return { result: undefined, audit: { event: "test.people", subject: "people" } };
  });
  const { linkId } = createCalendarLink(ctx, { locale: "en" });
  revokeCalendarLink(ctx, createCalendarLink(ctx, { locale: "en" }).linkId);
  expect(calendarLinksView(ctx).links).toMatchObject([{ id: linkId, gatewayName: null, locale: "en" }]);
  expect(JSON.stringify(calendarLinksView(ctx))).not.toMatch(/hash/i);
  expect(calendarLinksView(ctx.as(actorOf("viewer"))).links).toEqual([]);
  expect(calendarLinksView(ctx.as({ kind: "cli", osUser: "ada", role: "owner" })).links).toEqual([]);
});
