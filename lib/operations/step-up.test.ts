import { expect, test } from "vitest";
import { identityProofs } from "#db/people-schema.ts";
import { findPerson } from "#db/repositories/people.ts";
import { auditLog } from "#db/schema.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { endSessions } from "#lib/operations/end-sessions.ts";
import { disablePerson, enablePerson, setPersonRole } from "#lib/operations/manage-people.ts";
import { proveIdentity } from "#lib/operations/prove-identity.ts";
import type { StepUpAction } from "#lib/operations/step-up.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPerson, addPersonWithPassword, addSession, PASSWORD } from "#lib/testing/people.ts";

const REQUIRED = expect.objectContaining({ code: "step_up_required" });
const ADDRESS = "192.0.2.7";

async function withOwner() {
  const ctx = testContext({ kind: "system" });
  const person = await addPersonWithPassword(ctx, "owner");
  addPerson(ctx, "viewer");
  addPerson(ctx, "operator");
  return { ctx, person, owner: ctx.as(addSession(ctx, person)) };
}

type Owner = Awaited<ReturnType<typeof withOwner>>["owner"];

const prove = (owner: Owner, password = PASSWORD, target = "user_viewer", action?: StepUpAction) =>
  proveIdentity(
    owner,
    { kind: "password", password },
    { action: action ?? "person.disable", target, address: ADDRESS },
  );

const proofs = (ctx: TestContext) => ctx.db.reader.select().from(identityProofs).all();
const isDisabled = (ctx: TestContext) => findPerson(ctx.db.reader, "user_viewer")?.disabledAtMs !== null;

test("a proof lets its session do the one thing to the one target, once", {
  tags: ["W08-twin"],
}, async () => {
  const { ctx, owner } = await withOwner();
  await prove(owner);
  disablePerson(owner, "user_viewer");
  expect(isDisabled(ctx)).toBe(true);
  expect(proofs(ctx)).toEqual([]);
});

test("a proof that was used is none", { tags: ["W08"] }, async () => {
  const { ctx, owner } = await withOwner();
  await prove(owner);
  disablePerson(owner, "user_viewer");
  enablePerson(ctx, "user_viewer");
  expect(() => disablePerson(owner, "user_viewer")).toThrow(REQUIRED);
  expect(isDisabled(ctx)).toBe(false);
});

test("a proof is none for another target, another action or another session", { tags: ["W08"] }, async () => {
  const { ctx, person, owner } = await withOwner();
  const second = ctx.as(addSession(ctx, person, "session_second"));
  await prove(owner);
  expect(() => disablePerson(owner, "user_operator")).toThrow(REQUIRED);
  expect(() => setPersonRole(owner, "user_viewer", "owner")).toThrow(REQUIRED);
  expect(() => disablePerson(second, "user_viewer")).toThrow(REQUIRED);
  expect(() => disablePerson(ctx.as(person), "user_viewer")).toThrow(REQUIRED);
  expect(isDisabled(ctx)).toBe(false);
  expect(proofs(ctx)).toHaveLength(1);
});

test("a proof dies after five minutes", { tags: ["W08"] }, async () => {
  const { ctx, owner } = await withOwner();
  await prove(owner);
  const late = { ...owner, nowMs: NOW_MS + 5 * 60_000 };
  expect(() => disablePerson(late, "user_viewer")).toThrow(REQUIRED);
  disablePerson({ ...owner, nowMs: NOW_MS + 5 * 60_000 - 1 }, "user_viewer");
  expect(isDisabled(ctx)).toBe(true);
});

test("a proof ends with its session", { tags: ["W08"] }, async () => {
  const { ctx, owner } = await withOwner();
  await prove(owner);
  endSessions(ctx, "user_owner");
  expect(proofs(ctx)).toEqual([]);
  await expect(prove(owner)).rejects.toMatchObject({ code: "signed_out" });
  expect(proofs(ctx)).toEqual([]);
});

test("wrong passwords prove nothing, and after eight the right one is not looked at either", {
  tags: ["W08", "W06"],
}, async () => {
  const { ctx, owner } = await withOwner();
  const wrong = new SecretText("FAKE wrong horse battery");
  for (let guess = 0; guess < 8; guess += 1)
    await expect(prove(owner, wrong)).rejects.toMatchObject({ code: "step_up_failed", params: {} });
  await expect(prove(owner)).rejects.toMatchObject({ code: "sign_in_limited" });
  expect(proofs(ctx)).toEqual([]);
  expect(() => disablePerson(owner, "user_viewer")).toThrow(REQUIRED);
  const audit = JSON.stringify(ctx.db.reader.select().from(auditLog).all());
  expect(audit).not.toContain("FAKE");
  await prove({ ...owner, nowMs: NOW_MS + 15 * 60_000 });
});

test("a deed that is refused for another reason leaves the proof for the next attempt", async () => {
  const { ctx, owner } = await withOwner();
  await prove(owner, PASSWORD, "user_owner", "person.disable");
  expect(() => disablePerson(owner, "user_owner")).toThrow(expect.objectContaining({ code: "last_owner" }));
  expect(proofs(ctx)).toHaveLength(1);
});
