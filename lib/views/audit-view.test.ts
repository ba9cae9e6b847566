import { expect, test } from "vitest";
import { insertResolverToken } from "#db/repositories/resolver.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { mutate } from "#lib/operations/context.ts";
import { CreateUserInput, createUser } from "#lib/operations/create-user.ts";
import { countSignIn, forgiveSignIn } from "#lib/operations/limit-sign-in.ts";
import { removeGateway } from "#lib/operations/remove-gateway.ts";
import { resolveSecrets } from "#lib/operations/resolve-secrets.ts";
import { clearOrder } from "#lib/operations/set-order.ts";
import { TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { auditView } from "#lib/views/audit-view.ts";

const live = (name: string, id: string) => ({ name, id, isGone: false });
const gone = (name: string, id: string) => ({ name, id, isGone: true });
const plain = (name: string) => ({ name, id: null, isGone: false });

function newest(ctx: TestContext, event: string) {
  const [row] = auditView(ctx, { event }).rows;
  if (!row) throw new Error(`There is no ${event}.`);
  const { who, about, gateway } = row;
  return { who, about, gateway };
}

/** A gateway asks with a token of its own and gets nothing, which leaves an audit row in its name. */
function askAsGateway(ctx: TestContext, gatewayId: string): void {
  const tokenId = "tok_1";
  mutate(ctx, (tx) => {
    insertResolverToken(tx, { id: tokenId, gatewayId, tokenHash: "hash", createdAtMs: NOW_MS });
    return { result: undefined, audit: { event: "resolver_token.issued", subject: gatewayId } };
  });
  const input = { protocolVersion: 1 as const, provider: "clawkeep", ids: ["openai:default"] };
  resolveSecrets(ctx.as({ kind: "gateway", gatewayId }), { gatewayId, tokenId }, input);
}

test("a gateway has its name, as the one that did something and as the one something was done to", () => {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  askAsGateway(ctx, gatewayId);
  const itself = live("local", gatewayId);
  expect(newest(ctx, "gateway.added")).toEqual({
    who: plain("owner@example.test"),
    about: itself,
    gateway: null,
  });
  expect(newest(ctx, "secrets.resolved")).toEqual({ who: itself, about: itself, gateway: null });
});

test("a removed gateway keeps the name it had", () => {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles: {} } } });
  askAsGateway(ctx, gatewayId);
  clearOrder(ctx, { gatewayId, agentId: "main", provider: "openai" });
  removeGateway(ctx.as(TERMINAL), gatewayId);
  const itself = gone("local", gatewayId);
  expect(newest(ctx, "secrets.resolved")).toEqual({ who: itself, about: itself, gateway: null });
  expect(newest(ctx, "gateway.removed")).toMatchObject({ about: itself });
  expect(newest(ctx, "order.cleared")).toMatchObject({ about: plain("main/openai"), gateway: itself });
});

test("a profile has its own name and its gateway's, also after they went", () => {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  const input = { gatewayId, agentId: "main", provider: "openai", secret: FAKE.apiKey };
  const { profileRowId: rowId } = addApiKey(ctx, AddApiKeyInput.parse(input));
  expect(newest(ctx, "profile.api_key_added")).toMatchObject({
    about: live("openai:default", rowId),
    gateway: live("local", gatewayId),
  });
  removeGateway(ctx.as(TERMINAL), gatewayId);
  expect(newest(ctx, "profile.api_key_added")).toMatchObject({
    about: gone("openai:default", rowId),
    gateway: gone("local", gatewayId),
  });
});

test("a sign-in is by the person whose password it was, and an attempt by nobody known", async () => {
  const ctx = testContext();
  const email = "ada@example.test";
  const account = CreateUserInput.parse({ email, role: "viewer", password: "correct horse battery" });
  const { userId } = await createUser(ctx, account);
  const visitor = ctx.as({ kind: "visitor" });
  countSignIn(visitor, { email, address: "192.0.2.1" });
  forgiveSignIn(visitor, { email, address: "192.0.2.1", userId });
  const ada = live(email, userId);
  expect(newest(ctx, "user.created")).toMatchObject({ about: ada });
  expect(newest(ctx, "sign_in.succeeded")).toMatchObject({ who: ada, about: ada });
  expect(newest(ctx, "sign_in.attempted")).toMatchObject({ who: plain("visitor"), about: plain(email) });
});

test("a person whose account went is called as they were when it was made", async () => {
  const ctx = testContext();
  const account = { email: "bob@example.test", role: "viewer", password: "correct horse battery" };
  const { userId } = await createUser(ctx, CreateUserInput.parse(account));
  ctx.db.raw.prepare("DELETE FROM user WHERE id = ?").run(userId);
  expect(newest(ctx, "user.created")).toMatchObject({ about: gone("bob@example.test", userId) });
});

test("a page of rows costs two queries, however many things it names", () => {
  const ctx = testContext();
  const gatewayIds = Array.from({ length: 30 }, (_, at) => `gw_${at}`);
  for (const subject of gatewayIds) {
    mutate(ctx, () => ({
      result: undefined,
      audit: { event: "gateway.added", subject, details: { name: subject.slice(3) } },
    }));
  }
  const prepare = ctx.db.raw.prepare.bind(ctx.db.raw);
  let statements = 0;
  ctx.db.raw.prepare = ((sql: string) => {
    statements += 1;
    return prepare(sql);
  }) as typeof ctx.db.raw.prepare;
  const { rows } = auditView(ctx);
  expect(statements).toBe(2);
  expect(rows[0]?.about).toEqual(gone("29", "gw_29"));
});
