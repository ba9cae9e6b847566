import { expect, test } from "vitest";
import { recoveryCodes, totpFactors } from "#db/factor-schema.ts";
import { auditLog } from "#db/schema.ts";
import {
  confirmTotp,
  reissueRecoveryCodes,
  removeTotp,
  startTotp,
} from "#lib/operations/own-second-factors.ts";
import { asksSecondStep } from "#lib/operations/second-step.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { appCode, PERSON_PASSWORD, personWith, personWithApp } from "#lib/testing/second-factors.ts";

const HOUR_MS = 60 * 60_000;
const address = "192.0.2.7";
const password = PERSON_PASSWORD;

const rows = ({ db }: ReturnType<typeof testContext>) => ({
  totp: db.reader.select().from(totpFactors).all(),
  codes: db.reader.select().from(recoveryCodes).all(),
});

test("an app counts for nothing until a first code came from it", async () => {
  const ctx = testContext();
  const actor = await personWith(ctx);
  const secret = startTotp(ctx.as(actor)).secret.reveal();
  expect(asksSecondStep(ctx, actor.userId)).toBe(false);
  expect(() => confirmTotp(ctx.as(actor), { code: "000000" })).toThrowError("code_wrong");
  expect(rows(ctx).codes).toEqual([]);
  expect(confirmTotp(ctx.as(actor), { code: appCode(secret) }).recoveryCodes).toHaveLength(10);
  expect(asksSecondStep(ctx, actor.userId)).toBe(true);
});

test("the secret is stored sealed, opens for this person only, and stands in no audit row", async () => {
  const { ctx, secret, codes } = await personWithApp();
  const [row] = rows(ctx).totp;
  expect(row?.sealed).toMatch(/^v1\./);
  const audit = JSON.stringify(ctx.db.reader.select().from(auditLog).all());
  for (const text of [secret, ...codes]) expect(audit + JSON.stringify(row)).not.toContain(text);
  const place = { table: "totp_factors", field: "sealed", facts: {} };
  if (!row) throw new Error("There is no row.");
  expect(ctx.opener.open(row.sealed, { ...place, rowId: row.userId }).reveal()).toBe(secret);
  expect(() => ctx.opener.open(row.sealed, { ...place, rowId: "user_other" })).toThrowError(
    "envelope_refused",
  );
});

test("beginning again replaces the secret, and an app that is on is not replaced", async () => {
  const ctx = testContext();
  const own = ctx.as(await personWith(ctx));
  const first = startTotp(own).secret.reveal();
  const second = startTotp(own).secret.reveal();
  expect(() => confirmTotp(own, { code: appCode(first) })).toThrowError("code_wrong");
  confirmTotp(own, { code: appCode(second) });
  const before = rows(ctx);
  expect(() => startTotp(own)).toThrowError("totp_on");
  expect(() => confirmTotp(own, { code: appCode(second, 1) })).toThrowError("totp_on");
  expect(rows(ctx)).toEqual(before);
});

test("a secret that was shown an hour ago is not confirmed any more", async () => {
  const ctx = testContext();
  const actor = await personWith(ctx);
  const secret = startTotp(ctx.as(actor)).secret.reveal();
  const late = { ...ctx.as(actor), nowMs: NOW_MS + HOUR_MS };
  expect(() => confirmTotp(late, { code: appCode(secret, 120) })).toThrowError("totp_not_begun");
  expect(asksSecondStep(ctx, actor.userId)).toBe(false);
});

test.each([
  { what: "a wrong password", proof: { password: "FAKE wrong horse", code: null }, code: "password_wrong" },
  { what: "no password", proof: { code: null }, code: "password_wrong" },
  { what: "a wrong code", proof: { password, code: "000000" }, code: "code_wrong" },
])("with $what nothing is removed and no codes are made", async ({ proof, code }) => {
  const { ctx, own, secret } = await personWithApp();
  const before = rows(ctx);
  const full = { ...proof, code: proof.code ?? appCode(secret), address };
  await expect(removeTotp(own, full)).rejects.toThrowError(code);
  await expect(reissueRecoveryCodes(own, full)).rejects.toThrowError(code);
  expect(rows(ctx)).toEqual(before);
});

test("password and code remove the app and the recovery codes with it", async () => {
  const { ctx, own, actor, secret } = await personWithApp();
  await removeTotp(own, { password, code: appCode(secret), address });
  expect(rows(ctx)).toEqual({ totp: [], codes: [] });
  expect(asksSecondStep(ctx, actor.userId)).toBe(false);
});

test("new recovery codes end the old ones", async () => {
  const { ctx, own, secret, codes } = await personWithApp();
  const [old = ""] = codes;
  const issued = await reissueRecoveryCodes(own, { password, code: appCode(secret), address });
  expect(issued.recoveryCodes).toHaveLength(10);
  expect(rows(ctx).codes).toHaveLength(10);
  await expect(removeTotp(own, { password, code: old, address })).rejects.toThrowError("code_wrong");
  const [fresh] = issued.recoveryCodes;
  await removeTotp(own, { password, code: fresh?.reveal() ?? "", address });
});

test("guessing at someone’s open browser is counted as signing in is", async () => {
  const { own, secret } = await personWithApp();
  for (let at = 0; at < 8; at += 1) {
    await expect(removeTotp(own, { password, code: "000000", address })).rejects.toThrowError("code_wrong");
  }
  await expect(removeTotp(own, { password, code: appCode(secret), address })).rejects.toThrowError(
    "sign_in_limited",
  );
});

test.each([
  { who: "the terminal", actor: { kind: "cli", osUser: "root", role: "owner" } as const },
  { who: "the system", actor: { kind: "system" } as const },
  { who: "a visitor", actor: { kind: "visitor" } as const },
])("$who sets up no factor for anyone", ({ actor }) => {
  const ctx = testContext();
  expect(() => startTotp(ctx.as(actor))).toThrowError("forbidden");
  expect(rows(ctx).totp).toEqual([]);
});

test("an account that is gone sets up nothing", () => {
  const ctx = testContext();
  expect(() => startTotp(ctx.as(actorOf("viewer")))).toThrow();
  expect(rows(ctx).totp).toEqual([]);
});
