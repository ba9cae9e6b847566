import { expect, test } from "vitest";
import { auditLog } from "#db/schema.ts";
import { disablePerson } from "#lib/operations/manage-people.ts";
import { isSomeoneElse, signInByProxy } from "#lib/operations/proxy-sign-in.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { addPerson } from "#lib/testing/people.ts";

const address = "192.0.2.7";
const UNKNOWN = expect.objectContaining({ code: "proxy_user_unknown" });

function people() {
  const ctx = testContext(TERMINAL);
  addPerson(ctx, "owner");
  addPerson(ctx, "viewer");
  return { ctx, visitor: ctx.as({ kind: "visitor" }) };
}

test("whom the proxy names is let in under any spelling of the address, and the log says how", () => {
  const { ctx, visitor } = people();
  expect(signInByProxy(visitor, { user: " Viewer@Example.TEST ", address })).toMatchObject({
    id: "user_viewer",
  });
  expect(ctx.db.reader.select().from(auditLog).all().at(-1)).toMatchObject({
    event: "sign_in.named_by_proxy",
    subject: "user_viewer",
    details: { address },
  });
});

test.each([["nobody@example.test"], ["no address"], [""]])(
  "%j gets in nowhere, and no account is made",
  (user) => {
    const { visitor } = people();
    expect(() => signInByProxy(visitor, { user, address })).toThrow(UNKNOWN);
  },
);

test("a disabled account is refused in the same words", () => {
  const { ctx, visitor } = people();
  disablePerson(ctx, "user_viewer");
  expect(() => signInByProxy(visitor, { user: "viewer@example.test", address })).toThrow(UNKNOWN);
});

test("one address asks forty times in a quarter of an hour", { tags: ["W06"] }, () => {
  const { visitor } = people();
  for (let n = 0; n < 40; n += 1) signInByProxy(visitor, { user: "viewer@example.test", address });
  expect(() => signInByProxy(visitor, { user: "viewer@example.test", address })).toThrow(
    expect.objectContaining({ code: "sign_in_limited" }),
  );
});

test("a session is of no use to whom the proxy names besides its person", { tags: ["W05"] }, () => {
  const ada = { email: "ada@example.test" };
  expect(isSomeoneElse(null, ada)).toBe(false);
  expect(isSomeoneElse("Ada@example.test", ada)).toBe(false);
  expect(isSomeoneElse("bob@example.test", ada)).toBe(true);
  expect(isSomeoneElse("no address", ada)).toBe(true);
});
