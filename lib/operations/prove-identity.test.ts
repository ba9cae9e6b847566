import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { identityProofs } from "#db/people-schema.ts";
import { account, auditLog } from "#db/schema.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { mutate } from "#lib/operations/context.ts";
import {
  type IdentityProof,
  proofOf,
  proveIdentity,
  recentSignInUntilMs,
} from "#lib/operations/prove-identity.ts";
import { TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addSession } from "#lib/testing/people.ts";
import { appCode, personWith, personWithApp } from "#lib/testing/second-factors.ts";

const MINUTE_MS = 60_000;
const ABOUT = { action: "key.rotate", target: "keyring", address: "192.0.2.7" } as const;
const JUST_NOW: IdentityProof = { kind: "recent_sign_in" };
const proofs = ({ db }: TestContext) => db.reader.select().from(identityProofs).all();

/** As an account is that a provider made. */
function takePassword(ctx: TestContext, userId: string): void {
  mutate(ctx.as(TERMINAL), (tx) => {
    tx.update(account).set({ password: null }).where(eq(account.userId, userId)).run();
    return { result: undefined, audit: { event: "test.prepared", subject: userId } };
  });
}

async function withApp() {
  const { ctx, actor, secret, codes } = await personWithApp();
  return { ctx, actor, secret, codes, web: ctx.as(addSession(ctx, actor)) };
}

async function withoutAnything() {
  const ctx = testContext(TERMINAL);
  const actor = await personWith(ctx);
  takePassword(ctx, actor.userId);
  return { ctx, web: ctx.as(addSession(ctx, actor)) };
}

test("a person is asked for the password, without one for a code, and with neither for a recent sign-in", async () => {
  const { ctx, actor } = await withApp();
  expect(proofOf(ctx, actor.userId)).toBe("password");
  takePassword(ctx, actor.userId);
  expect(proofOf(ctx, actor.userId)).toBe("code");
  const { ctx: other, web } = await withoutAnything();
  expect(web.actor.kind === "user" && proofOf(other, web.actor.userId)).toBe("recent_sign_in");
});

test("a code of the app proves once, and the audit log says by what", { tags: ["W08"] }, async () => {
  const { ctx, web, secret, codes } = await withApp();
  const code = appCode(secret);
  await proveIdentity(web, { kind: "code", code }, ABOUT);
  expect(proofs(ctx)).toMatchObject([{ action: "key.rotate", target: "keyring" }]);
  await expect(proveIdentity(web, { kind: "code", code }, ABOUT)).rejects.toMatchObject({
    code: "step_up_failed",
  });
  await proveIdentity(web, { kind: "code", code: codes[0] ?? "" }, { ...ABOUT, target: "other" });
  expect(proofs(ctx)).toHaveLength(2);
  const again = { kind: "code", code: codes[0] ?? "" } as const;
  await expect(proveIdentity(web, again, ABOUT)).rejects.toMatchObject({ code: "step_up_failed" });
  const log = ctx.db.reader.select().from(auditLog).where(eq(auditLog.event, "step_up.proved")).all();
  expect(log.map(({ details }) => JSON.parse(JSON.stringify(details)))).toEqual([
    { action: "key.rotate", by: "code" },
    { action: "key.rotate", by: "code" },
  ]);
});

test("codes are guessed eight times at most", { tags: ["W06", "W08"] }, async () => {
  const { ctx, web, secret } = await withApp();
  for (let guess = 0; guess < 8; guess += 1)
    await expect(proveIdentity(web, { kind: "code", code: "000000" }, ABOUT)).rejects.toMatchObject({
      code: "step_up_failed",
    });
  const right = proveIdentity(web, { kind: "code", code: appCode(secret) }, ABOUT);
  await expect(right).rejects.toMatchObject({ code: "sign_in_limited" });
  expect(proofs(ctx)).toEqual([]);
});

test("a recent sign-in proves for five minutes, and only for who has nothing to type", {
  tags: ["W08"],
}, async () => {
  const { ctx, web } = await withoutAnything();
  await proveIdentity(web, JUST_NOW, ABOUT);
  expect(proofs(ctx)).toHaveLength(1);
  const sessionId = web.actor.kind === "user" ? (web.actor.sessionId ?? "") : "";
  expect(recentSignInUntilMs(web, sessionId)).toBe(NOW_MS + 5 * MINUTE_MS);
  const late = { ...web, nowMs: NOW_MS + 5 * MINUTE_MS };
  expect(recentSignInUntilMs(late, sessionId)).toBeNull();
  await expect(proveIdentity(late, JUST_NOW, ABOUT)).rejects.toMatchObject({ code: "step_up_required" });

  const { ctx: other, web: withBoth } = await withApp();
  await expect(proveIdentity(withBoth, JUST_NOW, ABOUT)).rejects.toMatchObject({ code: "step_up_required" });
  expect(proofs(other)).toEqual([]);
});

test("a password proves nothing for an account that has none", { tags: ["W08"] }, async () => {
  const { ctx, web } = await withoutAnything();
  const proof = { kind: "password", password: new SecretText("") } as const;
  await expect(proveIdentity(web, proof, ABOUT)).rejects.toMatchObject({ code: "step_up_failed" });
  expect(proofs(ctx)).toEqual([]);
});
