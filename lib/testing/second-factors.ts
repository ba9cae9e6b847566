import { Secret, TOTP } from "otpauth";
import type { Actor } from "#lib/domain/actor.ts";
import type { Role } from "#lib/domain/role.ts";
import { CreateUserInput, createUser } from "#lib/operations/create-user.ts";
import { confirmTotp, startTotp } from "#lib/operations/own-second-factors.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";

export const PERSON_PASSWORD = "FAKE correct horse battery";

/** What a phone shows `steps` half minutes from the tests' now. */
export function appCode(secret: string, steps = 0): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: NOW_MS + steps * 30_000 });
}

type Person = Extract<Actor, { kind: "user" }>;

/** An account with a password, and the actor that its person is. */
export async function personWith(
  ctx: TestContext,
  role: Role = "admin",
  email = "ada@example.test",
): Promise<Person> {
  const input = CreateUserInput.parse({ email, role, password: PERSON_PASSWORD });
  const { userId } = await createUser(ctx, input);
  return { kind: "user", userId, email, role };
}

/** A person with an authenticator app, whose first code was of the step before now. */
export async function personWithApp(ctx: TestContext = testContext()) {
  const actor = await personWith(ctx);
  const own = ctx.as(actor);
  const secret = startTotp(own).secret.reveal();
  const { recoveryCodes } = confirmTotp(own, { code: appCode(secret, -1) });
  const visitor = ctx.as({ kind: "visitor" });
  return { ctx, own, visitor, actor, secret, codes: recoveryCodes.map((code) => code.reveal()) };
}
