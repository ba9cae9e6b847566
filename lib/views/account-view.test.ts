import { expect, test } from "vitest";
import { CreateUserInput, createUser } from "#lib/operations/create-user.ts";
import { testContext } from "#lib/testing/context.ts";
import { accountView } from "#lib/views/account-view.ts";

test("an account has the name it was made with, and nobody else has one", async () => {
  const ctx = testContext();
  expect(accountView(ctx)).toBeNull();
  const password = "correct-horse-battery";
  await createUser(
    ctx,
    CreateUserInput.parse({ email: "owner@example.test", name: "Mira", role: "owner", password }),
  );
  expect(accountView(ctx)).toEqual({ name: "Mira", email: "owner@example.test", role: "owner" });
  expect(accountView({ ...ctx, actor: { kind: "system" } })).toBeNull();
});
