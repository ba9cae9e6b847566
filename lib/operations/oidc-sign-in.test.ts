import { describe, expect, test } from "vitest";
import { oidcIdentities, oidcProvider, oidcSignIns } from "#db/oidc-schema.ts";
import { auditLog, session, user } from "#db/schema.ts";
import { allowPasswords, requireOtherWays, SaveOidcInput, saveOidc } from "#lib/operations/manage-oidc.ts";
import { beginOidcSignIn, finishOidcSignIn, OIDC_SIGN_IN_MS, tryOidc } from "#lib/operations/oidc-sign-in.ts";
import { allowForProbes } from "#lib/operations/probe-allowance.ts";
import { isSessionOver, VISIT_MS } from "#lib/operations/session-age.ts";
import { createSessions } from "#lib/sessions.ts";
import { actorOf, TERMINAL, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { OIDC_CLIENT, oidcServer, visitProvider } from "#lib/testing/oidc-server.ts";
import { personWith } from "#lib/testing/second-factors.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

const BACK = "http://localhost:3210/sign-in/oidc/callback";
const address = "192.0.2.7";

const SETTINGS = {
  label: "Example",
  clientId: OIDC_CLIENT.id,
  clientSecret: OIDC_CLIENT.secret,
  isPublic: false,
  scopes: "openid email profile",
  roleClaim: "groups",
  owner: "keep-owners",
  admin: "",
  operator: "ops\nops-night",
  viewer: "",
  defaultRole: "refuse",
  linksByEmail: false,
  isEnabled: true,
  isOnlyWay: false,
};

async function provider() {
  const server = await oidcServer([BACK]);
  afterThisTest(() => void server.stop());
  return server;
}

async function connected(more: Partial<typeof SETTINGS> = {}) {
  const ctx = testContext();
  const server = await provider();
  allowForProbes(ctx.as(TERMINAL), { kind: "server", value: `127.0.0.1:${server.port}` });
  const save = (change: Partial<typeof SETTINGS> = {}) =>
    saveOidc(
      ctx.as(TERMINAL),
      SaveOidcInput.parse({ ...SETTINGS, ...more, issuer: server.issuer, ...change }),
    );
  save();
  const visitor = ctx.as({ kind: "visitor" });
  const begin = () => beginOidcSignIn(visitor, { redirectUri: BACK, address });
  const finish = (token: string, back: URL) => finishOidcSignIn(visitor, { token, query: back.searchParams });
  const signIn = async () => {
    const { url, token } = await begin();
    return finish(token.reveal(), await visitProvider(url, BACK));
  };
  return { ctx, visitor, server, save, begin, finish, signIn };
}

const rows = ({ db }: ReturnType<typeof testContext>) => ({
  people: db.reader.select().from(user).all(),
  identities: db.reader.select().from(oidcIdentities).all(),
  begun: db.reader.select().from(oidcSignIns).all(),
});

describe("a first visit", () => {
  test("makes an account with the role of the claims, known by its subject", async () => {
    const { ctx, server, signIn } = await connected();
    const person = await signIn();
    expect(person).toMatchObject({ email: "ada@example.test", role: "operator" });
    expect(rows(ctx)).toMatchObject({
      identities: [{ issuer: server.issuer, subject: "subject-1", userId: person.id }],
      begun: [],
    });
    expect(await signIn()).toMatchObject({ id: person.id });
    expect(rows(ctx).people).toHaveLength(1);
  });

  test("leaves no token, code, verifier or secret in any row", async () => {
    const { ctx, begin, finish } = await connected();
    const { url, token } = await begin();
    const back = await visitProvider(url, BACK);
    const stored = () =>
      JSON.stringify([
        rows(ctx),
        ctx.db.reader.select().from(auditLog).all(),
        ctx.db.reader.select().from(oidcProvider).all(),
      ]);
    const during = stored();
    await finish(token.reveal(), back);
    const secrets = [
      token.reveal(),
      OIDC_CLIENT.secret,
      ...["state", "nonce"].map((name) => url.searchParams.get(name)),
    ];
    for (const text of [...secrets, back.searchParams.get("code")]) {
      expect(text).toBeTruthy();
      expect(during + stored()).not.toContain(text);
    }
  });

  test.each([
    { claims: { email_verified: false }, code: "oidc_email_unverified" },
    { claims: { email_verified: "true" }, code: "oidc_email_unverified" },
    { claims: { email: undefined }, code: "oidc_no_email" },
    { claims: { groups: ["sales"] }, code: "oidc_no_role" },
    { claims: { groups: undefined }, code: "oidc_no_role" },
  ])("with $claims is refused and makes no account", async ({ claims, code }) => {
    const { ctx, server, signIn } = await connected();
    Object.assign(server.account, claims);
    await expect(signIn()).rejects.toThrowError(code);
    expect(rows(ctx)).toEqual({ people: [], identities: [], begun: [] });
  });
});

describe("an e-mail", () => {
  test("that an account has links only where an owner said so, and only while it is nobody else’s there", async () => {
    const { ctx, server, save, signIn } = await connected();
    const ada = await personWith(ctx, "viewer", "ada@example.test");
    await expect(signIn()).rejects.toThrowError("oidc_email_taken");
    expect(rows(ctx).identities).toEqual([]);
    save({ linksByEmail: true });
    expect(await signIn()).toMatchObject({ id: ada.userId, role: "operator" });
    server.account = { ...server.account, sub: "subject-2" };
    await expect(signIn()).rejects.toThrowError("oidc_email_taken");
    expect(rows(ctx).identities).toMatchObject([{ subject: "subject-1", userId: ada.userId }]);
  });

  test("that is not verified links nothing", async () => {
    const { ctx, server, signIn } = await connected({ linksByEmail: true });
    await personWith(ctx, "owner", "ada@example.test");
    server.account.email_verified = false;
    await expect(signIn()).rejects.toThrowError("oidc_email_unverified");
    expect(rows(ctx).identities).toEqual([]);
  });

  test("that changes to someone else’s does not take over their account", async () => {
    const { ctx, server, signIn } = await connected({ linksByEmail: true });
    const mine = await signIn();
    const boss = await personWith(ctx, "owner", "boss@example.test");
    server.account.email = "boss@example.test";
    expect(await signIn()).toMatchObject({ id: mine.id, email: "ada@example.test", role: "operator" });
    expect(rows(ctx).people.find(({ id }) => id === boss.userId)).toMatchObject({ role: "owner" });
  });
});

describe("the role", () => {
  test("is what the claims give at each visit", async () => {
    const { server, signIn } = await connected();
    expect((await signIn()).role).toBe("operator");
    server.account.groups = ["keep-owners", "ops"];
    expect((await signIn()).role).toBe("owner");
  });

  test("that is gone ends access: no visit, and no session that was open", async () => {
    const { ctx, server, signIn } = await connected();
    const { id: userId } = await signIn();
    const { api } = createSessions(ctx.runtime, []);
    await api.startSession({ body: { userId }, headers: new Headers() });
    server.account.groups = [];
    await expect(signIn()).rejects.toThrowError("oidc_no_role");
    expect(ctx.db.reader.select().from(session).all()).toEqual([]);
  });

  test("of the last owner stays, and of another owner does not", async () => {
    const { ctx, server, signIn } = await connected();
    server.account.groups = ["keep-owners"];
    const { id } = await signIn();
    server.account.groups = ["ops"];
    expect((await signIn()).role).toBe("owner");
    await personWith(ctx, "owner", "bob@example.test");
    expect(await signIn()).toMatchObject({ id, role: "operator" });
  });
});

test("a session of someone who came through the provider lasts a day; one of anyone else is not looked at", async () => {
  const { ctx, save, signIn } = await connected();
  const { id } = await signIn();
  const other = await personWith(ctx, "viewer", "bob@example.test");
  const over = (userId: string, ms: number) => isSessionOver(ctx, { userId, startedAtMs: NOW_MS - ms });
  expect(over(id, VISIT_MS - 1)).toBe(false);
  expect(over(id, VISIT_MS)).toBe(true);
  expect(over(other.userId, VISIT_MS)).toBe(false);
  save({ isEnabled: false });
  expect(over(id, VISIT_MS)).toBe(false);
});

describe("the way there and back", () => {
  test("is a code with PKCE, a state and a nonce", async () => {
    const { begin } = await connected();
    const { searchParams } = (await begin()).url;
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: BACK,
    });
    for (const name of ["state", "nonce", "code_challenge"])
      expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/);
  });

  test("is gone once: the same answer again is refused, and so is another browser’s", async () => {
    const { ctx, begin, finish } = await connected();
    const mine = await begin();
    const other = await begin();
    const back = await visitProvider(mine.url, BACK);
    await expect(finish(other.token.reveal(), back)).rejects.toThrowError("oidc_refused");
    await expect(finish("", back)).rejects.toThrowError("oidc_over");
    expect(rows(ctx).people).toEqual([]);
    await finish(mine.token.reveal(), back);
    await expect(finish(mine.token.reveal(), back)).rejects.toThrowError("oidc_over");
  });

  test("a code that was redeemed already opens nothing, even with a state of its own", async () => {
    const { begin, finish } = await connected();
    const first = await begin();
    const back = await visitProvider(first.url, BACK);
    await finish(first.token.reveal(), back);
    const second = await begin();
    back.searchParams.set("state", second.url.searchParams.get("state") ?? "");
    await expect(finish(second.token.reveal(), back)).rejects.toThrowError("oidc_refused");
  });

  test.each([
    { what: "another state", change: (query: URLSearchParams) => query.set("state", "A".repeat(43)) },
    { what: "no state", change: (query: URLSearchParams) => query.delete("state") },
    { what: "a made-up code", change: (query: URLSearchParams) => query.set("code", "A".repeat(43)) },
    { what: "another issuer", change: (query: URLSearchParams) => query.set("iss", "https://evil.example") },
  ])("an answer with $what is refused and makes nobody", async ({ change }) => {
    const { ctx, begin, finish } = await connected();
    const { url, token } = await begin();
    const back = await visitProvider(url, BACK);
    change(back.searchParams);
    await expect(finish(token.reveal(), back)).rejects.toThrowError("oidc_refused");
    expect(rows(ctx)).toEqual({ people: [], identities: [], begun: [] });
  });

  test("an ID token of another visit, whose nonce is another, is refused", async () => {
    const { server, begin, finish } = await connected();
    const { url, token } = await begin();
    const elsewhere = new URL(url);
    elsewhere.searchParams.set("nonce", "B".repeat(43));
    await expect(finish(token.reveal(), await visitProvider(elsewhere, BACK))).rejects.toThrowError(
      "oidc_refused",
    );
    expect(server.asked).toContain("/token");
  });

  test("an ID token that was changed is refused for its signature", async () => {
    const { ctx, server, signIn } = await connected();
    const better = { email: "ada@example.test", email_verified: true, groups: ["keep-owners"] };
    server.alter = (path, body) => (path === "/token" ? withClaims(body, better) : body);
    await expect(signIn()).rejects.toThrowError("oidc_refused");
    expect(rows(ctx).people).toEqual([]);
  });

  test("takes ten minutes at the most", async () => {
    const { visitor, begin } = await connected();
    const { url, token } = await begin();
    const query = (await visitProvider(url, BACK)).searchParams;
    const late = { ...visitor, nowMs: NOW_MS + OIDC_SIGN_IN_MS };
    await expect(finishOidcSignIn(late, { token: token.reveal(), query })).rejects.toThrowError("oidc_over");
  });

  test("a no from the provider is told by its code", async () => {
    const { begin, finish } = await connected();
    const { url, token } = await begin();
    const back = new URL(`${BACK}?error=access_denied&iss=${encodeURIComponent(url.origin)}`);
    back.searchParams.set("state", url.searchParams.get("state") ?? "");
    await expect(finish(token.reveal(), back)).rejects.toMatchObject({
      code: "oidc_refused_there",
      params: { said: "access_denied" },
    });
  });
});

describe("a provider that", () => {
  test("is down is told with its host, and nothing is begun", async () => {
    const { ctx, server, begin } = await connected();
    await server.stop();
    await expect(begin()).rejects.toMatchObject({
      code: "oidc_unreachable",
      params: { host: `127.0.0.1:${server.port}`, why: "connect" },
    });
    expect(rows(ctx).begun).toEqual([]);
  });

  test("has a private address is asked only where an admin allowed it", async () => {
    const ctx = testContext();
    const { issuer } = await provider();
    saveOidc(ctx.as(TERMINAL), SaveOidcInput.parse({ ...SETTINGS, issuer }));
    await expect(tryOidc(ctx)).rejects.toMatchObject({
      code: "oidc_unreachable",
      params: { why: "url_plain_http" },
    });
  });

  test("says it is another is refused", async () => {
    const { ctx, server } = await connected();
    server.alter = (path, body) =>
      path.endsWith("openid-configuration")
        ? body.replace(`"issuer":"${server.issuer}"`, '"issuer":"https://evil.example"')
        : body;
    await expect(tryOidc(ctx)).rejects.toThrowError("oidc_issuer_differs");
  });

  test("answers something else is told so", async () => {
    const { ctx, server } = await connected();
    server.alter = () => "<html>";
    await expect(tryOidc(ctx)).rejects.toThrowError("oidc_answer_unusable");
  });

  test("answers well passes the test of the settings page", async () => {
    const { ctx, server } = await connected();
    expect(await tryOidc(ctx)).toEqual({ issuer: server.issuer, takesPkce: true });
  });
});

describe("the settings", () => {
  test("keep the secret sealed for this issuer and client, and want it again for another", async () => {
    const { ctx, save } = await connected();
    const stored = () => ctx.db.reader.select().from(oidcProvider).all();
    expect(stored()[0]?.sealed).toMatch(/^v1\./);
    save({ clientSecret: "", label: "Changed" });
    expect(stored()).toMatchObject([{ label: "Changed", sealed: expect.stringMatching(/^v1\./) }]);
    const before = stored();
    expect(() => save({ clientSecret: "", clientId: "other" })).toThrowError("oidc_secret_missing");
    expect(stored()).toEqual(before);
  });

  test("make it the only way in after an owner came that way, and the terminal opens the others again", async () => {
    const { ctx, server, save, signIn } = await connected();
    expect(() => save({ isOnlyWay: true })).toThrowError("oidc_only_way_untried");
    await signIn();
    expect(() => save({ isOnlyWay: true })).toThrowError("oidc_only_way_untried");
    server.account.groups = ["keep-owners"];
    await signIn();
    save({ isOnlyWay: true });
    expect(() => requireOtherWays(ctx)).toThrowError("password_off");
    expect(allowPasswords(ctx.as({ kind: "cli", osUser: "root", role: "owner" }))).toEqual({
      wasOnlyWay: true,
    });
    expect(() => requireOtherWays(ctx)).not.toThrow();
  });

  test.each(["admin", "operator", "viewer"] as const)("are not an %s’s", async (role) => {
    const { ctx, save } = await connected();
    const before = ctx.db.reader.select().from(oidcProvider).all();
    const other = ctx.as(actorOf(role));
    const input = SaveOidcInput.parse({ ...SETTINGS, issuer: "https://id.example.test" });
    expect(() => saveOidc(other, input)).toThrowError("forbidden");
    expect(() => allowPasswords(other)).toThrowError("forbidden");
    await expect(tryOidc(other)).rejects.toThrowError("forbidden");
    expect(ctx.db.reader.select().from(oidcProvider).all()).toEqual(before);
    expect(save).toBeTypeOf("function");
  });

  test.each([
    { change: { issuer: "id.example.test" }, what: "an issuer that is no address" },
    { change: { issuer: "https://id.example.test/?x" }, what: "an issuer with a query" },
    { change: { issuer: "https://a:b@id.example.test" }, what: "an issuer with a password" },
    { change: { scopes: "email" }, what: "scopes without openid" },
    { change: { defaultRole: "owner" }, what: "owner for everyone" },
  ])("refuse $what", ({ change }) => {
    const input = { ...SETTINGS, issuer: "https://id.example.test", ...change };
    expect(SaveOidcInput.safeParse(input).success).toBe(false);
  });

  test("refuse rules that let nobody in, and values without a claim", () => {
    const ctx = testContext();
    const save = (change: object) =>
      saveOidc(
        ctx.as(TERMINAL),
        SaveOidcInput.parse({ ...SETTINGS, issuer: "https://id.example.test", ...change }),
      );
    expect(() => save({ owner: "", operator: "" })).toThrowError("oidc_nobody");
    expect(() => save({ roleClaim: "" })).toThrowError("oidc_claim_missing");
  });

  test("that are off let nobody begin", async () => {
    const { begin, save } = await connected();
    save({ isEnabled: false });
    await expect(begin()).rejects.toThrowError("oidc_off");
  });
});

/** An ID token with other claims under the signature it had. */
function withClaims(body: string, change: object): string {
  const answer = JSON.parse(body);
  const [header, payload = "", signature] = answer.id_token.split(".");
  const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), ...change };
  answer.id_token = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
  return JSON.stringify(answer);
}
