import { describe, expect, test } from "vitest";
import { pendingSignIns, recoveryCodes, totpFactors } from "#db/factor-schema.ts";
import { noteTotpStep } from "#db/repositories/second-factors.ts";
import { auditLog } from "#db/schema.ts";
import { checkPassword } from "#lib/operations/check-password.ts";
import { mutate } from "#lib/operations/context.ts";
import { countSignIn, forgiveSignIn } from "#lib/operations/limit-sign-in.ts";
import { resetSecondFactors } from "#lib/operations/manage-second-factors.ts";
import {
  asksSecondStep,
  beginSecondStep,
  PENDING_SIGN_IN_MS,
  passSecondStep,
  pendingPerson,
} from "#lib/operations/second-step.ts";
import type { testContext } from "#lib/testing/context.ts";
import { TERMINAL } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { appCode, PERSON_PASSWORD, personWith, personWithApp } from "#lib/testing/second-factors.ts";

const address = "192.0.2.7";

async function pending() {
  const made = await personWithApp();
  const token = beginSecondStep(made.visitor, made.actor.userId).token.reveal();
  const pass = (code: string, ctx = made.visitor) => passSecondStep(ctx, { token, code, address });
  return { ...made, token, pass };
}

const rows = ({ db }: ReturnType<typeof testContext>) => ({
  pending: db.reader.select().from(pendingSignIns).all(),
  totp: db.reader.select().from(totpFactors).all(),
  codes: db.reader.select().from(recoveryCodes).all(),
});

test("only an account with a factor is asked for a second step", async () => {
  const { ctx, actor } = await personWithApp();
  const other = await personWith(ctx, "viewer", "bob@example.test");
  expect(asksSecondStep(ctx, actor.userId)).toBe(true);
  expect(asksSecondStep(ctx, other.userId)).toBe(false);
});

test("the code of the app passes and says who it is; the pending sign-in is over with it", async () => {
  const { ctx, actor, secret, token, pass } = await pending();
  expect(pass(appCode(secret))).toMatchObject({ id: actor.userId, email: actor.email });
  expect(rows(ctx).pending).toEqual([]);
  expect(pendingPerson(ctx, token)).toBeNull();
  expect(() => pass(appCode(secret, 1))).toThrowError("second_step_over");
});

test("a code is good once, also for a second sign-in that began at the same time", async () => {
  const { ctx, visitor, actor, secret, pass } = await pending();
  const other = beginSecondStep(visitor, actor.userId).token.reveal();
  const code = appCode(secret);
  pass(code);
  // The first success ends every sign-in under way, so a new one begins.
  const later = beginSecondStep(visitor, actor.userId).token.reveal();
  expect(() => passSecondStep(visitor, { token: other, code, address })).toThrowError("second_step_over");
  const before = rows(ctx);
  expect(() => passSecondStep(visitor, { token: later, code, address })).toThrowError("code_used");
  expect(rows(ctx)).toEqual(before);
});

test("without the note of the newest step the same code would pass again", async () => {
  const { ctx, visitor, actor, secret, pass } = await pending();
  const code = appCode(secret);
  pass(code);
  mutate(ctx, (tx) => {
    noteTotpStep(tx, actor.userId, -1);
    return { result: undefined, audit: { event: "test.step_forgotten", subject: actor.userId } };
  });
  const token = beginSecondStep(visitor, actor.userId).token.reveal();
  expect(passSecondStep(visitor, { token, code, address }).id).toBe(actor.userId);
});

test("a code from before an accepted one is used up too", async () => {
  const { visitor, actor, secret, pass } = await pending();
  pass(appCode(secret, 1));
  const token = beginSecondStep(visitor, actor.userId).token.reveal();
  expect(() => passSecondStep(visitor, { token, code: appCode(secret), address })).toThrowError("code_used");
});

test("a wrong code changes nothing and may be followed by the right one", async () => {
  const { ctx, secret, pass } = await pending();
  const before = rows(ctx);
  for (const wrong of ["000000", appCode(secret, 5), "7K3Q-D9XW-2M0R-5TBH", "x"]) {
    expect(() => pass(wrong)).toThrowError("code_wrong");
  }
  expect(rows(ctx)).toEqual(before);
  expect(pass(appCode(secret)).email).toBe("ada@example.test");
});

test("someone else’s code and someone else’s recovery code are wrong", async () => {
  const { ctx, pass } = await pending();
  const bob = ctx.as(await personWith(ctx, "owner", "bob@example.test"));
  const { startTotp, confirmTotp } = await import("#lib/operations/own-second-factors.ts");
  const secret = startTotp(bob).secret.reveal();
  const [code] = confirmTotp(bob, { code: appCode(secret, -1) }).recoveryCodes;
  expect(() => pass(appCode(secret))).toThrowError("code_wrong");
  expect(() => pass(code?.reveal() ?? "")).toThrowError("code_wrong");
});

describe("a recovery code", () => {
  test("signs in once, however it is typed, and the others stay", async () => {
    const { ctx, visitor, actor, codes, pass } = await pending();
    const [code = "", next = ""] = codes;
    pass(code.toLowerCase().replaceAll("-", " "));
    const audit = ctx.db.reader.select().from(auditLog).all().at(-1);
    expect(audit).toMatchObject({
      event: "sign_in.second_step_passed",
      details: { by: "recovery", codesLeft: 9 },
    });
    const again = beginSecondStep(visitor, actor.userId).token.reveal();
    expect(() => passSecondStep(visitor, { token: again, code, address })).toThrowError("code_used");
    expect(passSecondStep(visitor, { token: again, code: next, address }).id).toBe(actor.userId);
  });

  test("is kept as a hash", async () => {
    const { ctx, codes } = await pending();
    const stored = JSON.stringify(rows(ctx).codes);
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(stored).not.toContain(code.replaceAll("-", ""));
    for (const code of codes) expect(stored).not.toContain(code);
  });
});

describe("the pending sign-in", () => {
  test("lasts five minutes and not a moment longer", async () => {
    const { ctx, visitor, token, secret, pass } = await pending();
    const over = { ...visitor, nowMs: NOW_MS + PENDING_SIGN_IN_MS };
    expect(pendingPerson({ ...visitor, nowMs: NOW_MS + PENDING_SIGN_IN_MS - 1 }, token)).not.toBeNull();
    const before = rows(ctx);
    expect(() => pass(appCode(secret, 10), over)).toThrowError("second_step_over");
    expect(rows(ctx)).toEqual(before);
  });

  test("is stored as a hash, and its hash is no token", async () => {
    const { ctx, visitor, token } = await pending();
    const [row] = rows(ctx).pending;
    expect(JSON.stringify(row)).not.toContain(token);
    expect(pendingPerson(visitor, row?.tokenHash ?? "")).toBeNull();
    expect(pendingPerson(visitor, "")).toBeNull();
  });

  test("ends when an owner resets the account", async () => {
    const { ctx, actor, secret, pass } = await pending();
    resetSecondFactors(ctx.as(TERMINAL), { userId: actor.userId });
    expect(() => pass(appCode(secret))).toThrowError("second_step_over");
  });
});

describe("guessing", () => {
  test("codes and passwords count together, and a right password forgives none of them", async () => {
    const { visitor, actor, secret, pass } = await pending();
    for (let at = 0; at < 4; at += 1) countSignIn(visitor, { email: actor.email, address });
    await checkPassword(visitor, { email: actor.email, password: PERSON_PASSWORD });
    for (let at = 0; at < 4; at += 1) expect(() => pass("000000")).toThrowError("code_wrong");
    // The right one comes too late.
    expect(() => pass(appCode(secret))).toThrowError("sign_in_limited");
    forgiveSignIn(visitor, { email: actor.email, address, userId: actor.userId });
    expect(pass(appCode(secret)).id).toBe(actor.userId);
  });

  test("an unknown address, an account without a password and a wrong password are one answer", async () => {
    const { ctx, visitor } = await pending();
    const before = rows(ctx);
    for (const [email, password] of [
      ["nobody@example.test", PERSON_PASSWORD],
      ["ada@example.test", "FAKE wrong horse battery"],
    ] as const) {
      await expect(checkPassword(visitor, { email, password })).rejects.toThrowError("sign_in_failed");
    }
    expect(rows(ctx)).toEqual(before);
  });
});
