import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { session } from "#db/schema.ts";
import { CreateUserInput, createUser } from "#lib/operations/create-user.ts";
import { sessionSecret } from "#lib/operations/session-secret.ts";
import { createSessions } from "#lib/sessions.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";

const EMAIL = "ada@example.test";
const PASSWORD = "FAKE correct horse battery";
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

async function signedIn(ctx = testContext()) {
  await createUser(ctx, CreateUserInput.parse({ email: EMAIL, role: "owner", password: PASSWORD }));
  const { api } = createSessions(ctx.runtime, []);
  const { headers, response } = await api.signInEmail({
    body: { email: EMAIL, password: PASSWORD },
    returnHeaders: true,
  });
  return { ctx, api, ...cookieOf(headers), token: response.token };
}

/** The session cookie that an answer sets, as the next request brings it. */
function cookieOf(headers: Headers) {
  const [cookie = ""] = (headers.getSetCookie().find((line) => /session_token=./.test(line)) ?? "").split(
    ";",
  );
  return { cookie, request: { headers: new Headers({ cookie }) } };
}

const rows = (ctx: TestContext) => ctx.db.reader.select().from(session).all();

test("the database holds a hash of a session's token and nothing that a cookie holds", {
  tags: ["W05"],
}, async () => {
  const { ctx, api, cookie, token, request } = await signedIn();
  const value = decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1));
  expect(value.split(".")[0]).toBe(token);

  expect(rows(ctx)).toMatchObject([{ token: expect.stringMatching(/^[\w-]{43}$/) }]);
  expect(isKept(ctx, value)).toBe(false);
  expect(await api.getSession(request)).toMatchObject({ user: { email: EMAIL }, session: { token } });
});

test("a row that holds the token itself holds what a cookie holds", { tags: ["W05-twin"] }, async () => {
  const { ctx, cookie, token } = await signedIn();
  ctx.db.raw.pragma("ignore_check_constraints = ON");
  ctx.runtime.db.drizzle.update(session).set({ token }).run();
  expect(isKept(ctx, decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1)))).toBe(true);
});

/** Whether anything of a cookie's value is in a row of a session. */
function isKept(ctx: TestContext, value: string): boolean {
  const stored = JSON.stringify(rows(ctx));
  return [value, ...value.split(".")].some((part) => stored.includes(part));
}

test("what the database holds is no token, not even with a signature of the console", {
  tags: ["W05"],
}, async () => {
  const { ctx, api, cookie } = await signedIn();
  const secret = sessionSecret({ ...ctx, actor: { kind: "system" } });
  const name = cookie.slice(0, cookie.indexOf("="));
  const withToken = async (token: string) => {
    const signature = createHmac("sha256", secret).update(token).digest("base64");
    const signed = `${name}=${encodeURIComponent(`${token}.${signature}`)}`;
    return api.getSession({ headers: new Headers({ cookie: signed }) });
  };
  const [stored] = rows(ctx);
  expect(await withToken(stored?.token ?? "")).toBeNull();
  expect(rows(ctx)).toEqual([stored]);
  const token = decodeURIComponent(cookie.slice(name.length + 1)).split(".")[0] ?? "";
  expect(await withToken(token)).toMatchObject({ user: { email: EMAIL } });
});

test("a session that is renewed keeps its token and its row", async () => {
  const { ctx, api, cookie, request } = await signedIn();
  const [before] = rows(ctx);
  const soon = new Date(Date.now() + 5 * DAY_MS);
  ctx.runtime.db.drizzle.update(session).set({ expiresAt: soon }).run();

  const { headers } = await api.getSession({ ...request, returnHeaders: true });
  expect(cookieOf(headers).cookie).toBe(cookie);
  const [after] = rows(ctx);
  expect(after).toMatchObject({ id: before?.id, token: before?.token });
  expect(after?.expiresAt.getTime()).toBeGreaterThan(soon.getTime() + DAY_MS);
});

test("a renewed session is the same one with another token, and the token until then opens nothing", {
  tags: ["W05"],
}, async () => {
  const { ctx, api, token, request } = await signedIn();
  const [before] = rows(ctx);
  const { headers, response } = await api.renewSession({ ...request, returnHeaders: true });
  expect(response.token).toMatch(/^[\w-]{43}$/);
  expect(response.token).not.toBe(token);
  const [after, ...others] = rows(ctx);
  expect(others).toEqual([]);
  expect(after).toMatchObject({ id: before?.id, createdAt: before?.createdAt, expiresAt: before?.expiresAt });
  expect(after?.token).not.toBe(before?.token);

  expect(await api.getSession(request)).toBeNull();
  expect(await api.getSession(cookieOf(headers).request)).toMatchObject({ session: { id: before?.id } });
  await expect(api.renewSession(request)).rejects.toMatchObject({ statusCode: 401 });
});

test("signing out deletes the row of this session and no other", { tags: ["W05"] }, async () => {
  const first = await signedIn();
  const { ctx, api } = first;
  const { headers } = await api.signInEmail({
    body: { email: EMAIL, password: PASSWORD },
    returnHeaders: true,
  });
  const second = cookieOf(headers);
  expect(rows(ctx)).toHaveLength(2);

  await api.signOut(second.request);
  expect(rows(ctx)).toHaveLength(1);
  expect(await api.getSession(second.request)).toBeNull();
  expect(await api.getSession(first.request)).toMatchObject({ user: { email: EMAIL } });
});

test("a session whose time is over is refused and its row deleted", { tags: ["W05"] }, async () => {
  const { ctx, api, request } = await signedIn();
  const [row] = rows(ctx);
  const past = new Date(Date.now() - HOUR_MS);
  ctx.runtime.db.drizzle
    .update(session)
    .set({ expiresAt: past })
    .where(eq(session.id, row?.id ?? ""))
    .run();
  expect(await api.getSession(request)).toBeNull();
  expect(rows(ctx)).toEqual([]);
});

test("a session can be made for a person whom the server knows, by the server alone", async () => {
  const { ctx, api } = await signedIn();
  const [before] = rows(ctx);
  const userId = before?.userId ?? "";
  const { headers, response } = await api.startSession({
    body: { userId },
    headers: new Headers({ "user-agent": "test" }),
    returnHeaders: true,
  });
  const { cookie, request } = cookieOf(headers);
  expect(headers.getSetCookie().join()).toMatch(/HttpOnly; SameSite=Strict/i);
  expect(decodeURIComponent(cookie)).toContain(response.token);
  expect(await api.getSession(request)).toMatchObject({ user: { id: userId } });
  expect(rows(ctx).at(-1)).toMatchObject({ userAgent: "test" });

  const unknown = api.startSession({ body: { userId: "user_nobody" }, headers: new Headers() });
  await expect(unknown).rejects.toThrow();
  expect(rows(ctx)).toHaveLength(2);
});

test("no request reaches the making of a session", async () => {
  const { ctx } = await signedIn();
  const { handler } = createSessions(ctx.runtime, []);
  for (const path of ["start-session", "startSession", "clawkeep-start-session/start-session", ""]) {
    const body = JSON.stringify({ userId: rows(ctx)[0]?.userId });
    const headers = { "content-type": "application/json", origin: "http://127.0.0.1:3210" };
    const request = new Request(`http://127.0.0.1:3210/api/auth/${path}`, { method: "POST", headers, body });
    expect((await handler(request)).status).toBe(404);
  }
  expect(rows(ctx)).toHaveLength(1);
});
