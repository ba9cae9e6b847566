import { expect, test } from "vitest";
import { findPasswordHash } from "#db/repositories/people.ts";
import { listLiveSessions } from "#db/repositories/people-sessions.ts";
import { auditLog } from "#db/schema.ts";
import {
  ChangePasswordInput,
  changePassword,
  SetPasswordInput,
  setPassword,
} from "#lib/operations/change-password.ts";
import { checkPassword } from "#lib/operations/check-password.ts";
import { endSessions } from "#lib/operations/end-sessions.ts";
import { countSignIn } from "#lib/operations/limit-sign-in.ts";
import { disablePerson, removePerson } from "#lib/operations/manage-people.ts";
import { TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPerson, addSession } from "#lib/testing/people.ts";
import { PERSON_PASSWORD, personWith } from "#lib/testing/second-factors.ts";

const NEXT = "FAKE another horse battery";
const FROM = { address: "192.0.2.7" };
const input = (current = PERSON_PASSWORD, password = NEXT) =>
  ChangePasswordInput.parse({ current, password });
const code = (name: string) => expect.objectContaining({ code: name });

async function person() {
  const ctx = testContext(TERMINAL);
  const ada = await personWith(ctx);
  const web = ctx.as(addSession(ctx, ada));
  addSession(ctx, ada, "session_elsewhere");
  addSession(ctx, addPerson(ctx, "viewer"));
  const sessions = () =>
    listLiveSessions(ctx.db.reader, NOW_MS)
      .map(({ id }) => id)
      .sort();
  return { ctx, ada, web, sessions };
}

test("another password counts from now on, and ends one's sessions everywhere else", {
  tags: ["W04"],
}, async () => {
  const { ctx, ada, web, sessions } = await person();
  expect(await changePassword(web, input(), FROM)).toEqual({ sessions: 1 });
  expect(sessions()).toEqual(["session_of_user_viewer", `session_of_${ada.userId}`].sort());
  const visitor = ctx.as({ kind: "visitor" });
  await expect(checkPassword(visitor, { email: ada.email, password: PERSON_PASSWORD })).rejects.toEqual(
    code("sign_in_failed"),
  );
  expect(await checkPassword(visitor, { email: ada.email, password: NEXT })).toMatchObject({
    id: ada.userId,
  });
  const log = ctx.db.reader.select().from(auditLog).all();
  expect(log.at(-1)).toMatchObject({
    event: "user.password_changed",
    subject: ada.userId,
    details: { sessions: 1 },
  });
  expect(JSON.stringify(log)).not.toContain("FAKE");
});

test("a wrong old password changes nothing, and the ninth is not looked at", { tags: ["W06"] }, async () => {
  const { ctx, ada, web, sessions } = await person();
  const [hash, before] = [findPasswordHash(ctx.db.reader, ada.userId), sessions()];
  for (let guess = 0; guess < 8; guess += 1)
    await expect(changePassword(web, input("FAKE wrong horse"), FROM)).rejects.toEqual(
      code("password_wrong"),
    );
  await expect(changePassword(web, input(), FROM)).rejects.toEqual(code("sign_in_limited"));
  expect([findPasswordHash(ctx.db.reader, ada.userId), sessions()]).toEqual([hash, before]);
});

test.each([
  ["its session ended", (ctx: TestContext, userId: string) => endSessions(ctx, userId)],
  ["its account was disabled", (ctx: TestContext, userId: string) => disablePerson(ctx, userId)],
  ["its account was removed", (ctx: TestContext, userId: string) => removePerson(ctx, userId)],
])("a change is refused when %s while the password was looked at", { tags: ["W04"] }, async (_what, end) => {
  const { ctx, ada, web } = await person();
  const hash = findPasswordHash(ctx.db.reader, ada.userId);
  const changing = changePassword(web, input(), FROM);
  end(ctx, ada.userId);
  await expect(changing).rejects.toEqual(code("signed_out"));
  expect([hash, null]).toContain(findPasswordHash(ctx.db.reader, ada.userId));
});

test("guesses at the door keep nobody from a change, and changes nobody from the door", async () => {
  const { ctx, ada, web } = await person();
  const visitor = ctx.as({ kind: "visitor" });
  for (let guess = 0; guess < 8; guess += 1)
    countSignIn(visitor, { email: ada.email, address: "203.0.113.4" });
  for (let n = 0; n < 9; n += 1)
    await changePassword(web, input(n === 0 ? PERSON_PASSWORD : `${NEXT} ${n - 1}`, `${NEXT} ${n}`), FROM);
  expect(() => countSignIn(visitor, { email: "bob@example.test", address: FROM.address })).not.toThrow();
});

test("of two changes at once one counts", async () => {
  const { web } = await person();
  const both = await Promise.allSettled([
    changePassword(web, input(), FROM),
    changePassword(web, input(PERSON_PASSWORD, `${NEXT} two`), FROM),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a short password is none", () => {
  expect(ChangePasswordInput.safeParse({ current: "x", password: "short" }).error?.issues).toMatchObject([
    { path: ["password"], message: "password_too_short" },
  ]);
});

test("the terminal gives another to who forgot theirs, and everyone who was signed in is out", async () => {
  const { ctx, ada, sessions } = await person();
  const wish = SetPasswordInput.parse({ email: "ADA@example.test", password: NEXT });
  expect(await setPassword(ctx, wish)).toEqual({ sessions: 2 });
  expect(sessions()).toEqual(["session_of_user_viewer"]);
  expect(await checkPassword(ctx, { email: ada.email, password: NEXT })).toMatchObject({ id: ada.userId });
});

test("nobody of the web gives another person a password, and an account has to be there", async () => {
  const { ctx, ada, web } = await person();
  const hash = findPasswordHash(ctx.db.reader, ada.userId);
  const owner = ctx.as(addSession(ctx, addPerson(ctx, "owner")));
  for (const who of [web, owner, ctx.as({ kind: "visitor" })])
    await expect(
      setPassword(who, SetPasswordInput.parse({ email: ada.email, password: NEXT })),
    ).rejects.toEqual(code("forbidden"));
  const nobody = SetPasswordInput.parse({ email: "nobody@example.test", password: NEXT });
  await expect(setPassword(ctx, nobody)).rejects.toEqual(code("person_not_found"));
  expect(findPasswordHash(ctx.db.reader, ada.userId)).toBe(hash);
});
