import { rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { copyDatabase } from "#db/repositories/database-copy.ts";
import { findSessionSecret } from "#db/repositories/session-secret.ts";
import { CreateUserInput, createUser } from "#lib/operations/create-user.ts";
import { sessionSecret } from "#lib/operations/session-secret.ts";
import { createSessions } from "#lib/sessions.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

const made = ({ db }: TestContext) =>
  db.raw.prepare("SELECT count(*) FROM audit_log WHERE event = 'session_secret.made'").pluck().get();

test("the secret is 256 bits, made once and audited", { tags: ["W05"] }, () => {
  const [ctx, other] = [testContext(), testContext()];
  const secret = sessionSecret(ctx);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(sessionSecret(ctx)).toBe(secret);
  expect(sessionSecret(other)).not.toBe(secret);
  expect(made(ctx)).toBe(1);
});

test("nobody below an owner makes it", () => {
  const ctx = testContext();
  expect(() => sessionSecret(ctx.as(actorOf("admin")))).toThrow("forbidden");
  expect(findSessionSecret(ctx.db.reader)).toBeNull();
});

test("a copy of the database goes without it", { tags: ["W05"] }, () => {
  const ctx = testContext();
  sessionSecret(ctx);
  const file = path.join(ctx.folder, "copy.sqlite");
  copyDatabase(ctx.db, file);
  const copy = openDatabase(file);
  afterThisTest(() => copy.close());
  expect(findSessionSecret(copy.reader)).toBeNull();
});

test("people sign in without a keyring", { tags: ["F10"] }, async () => {
  const ctx = testContext();
  const person = { email: "ada@example.test", password: "FAKE correct horse battery" };
  await createUser(ctx, CreateUserInput.parse({ ...person, role: "owner" }));
  rmSync(ctx.runtime.config.keyringFile);
  const { api } = createSessions(ctx.runtime, []);
  expect(await api.signInEmail({ body: person })).toMatchObject({ user: { email: person.email } });
});
