import { expect, test } from "vitest";
import { recoveryCodes, secondFactorRule, totpFactors } from "#db/factor-schema.ts";
import { session } from "#db/schema.ts";
import {
  resetSecondFactors,
  SecondFactorRuleInput,
  setSecondFactorRule,
} from "#lib/operations/manage-second-factors.ts";
import { asksSecondStep, mustSetUpSecondFactor } from "#lib/operations/second-step.ts";
import { createSessions } from "#lib/sessions.ts";
import { actorOf, TERMINAL, testContext } from "#lib/testing/context.ts";
import { personWith, personWithApp } from "#lib/testing/second-factors.ts";

test("an owner resets someone’s factors, which ends their codes and sessions and nobody else’s", async () => {
  const { ctx, actor } = await personWithApp();
  const other = await personWith(ctx, "viewer", "bob@example.test");
  const { api } = createSessions(ctx.runtime, []);
  for (const userId of [actor.userId, other.userId]) {
    await api.startSession({ body: { userId }, headers: new Headers() });
  }
  expect(resetSecondFactors(ctx.as(TERMINAL), { email: actor.email })).toEqual({
    email: actor.email,
    hadFactor: true,
  });
  expect(asksSecondStep(ctx, actor.userId)).toBe(false);
  expect(ctx.db.reader.select().from(totpFactors).all()).toEqual([]);
  expect(ctx.db.reader.select().from(recoveryCodes).all()).toEqual([]);
  expect(ctx.db.reader.select().from(session).all()).toMatchObject([{ userId: other.userId }]);
});

test.each(["admin", "operator", "viewer"] as const)("an %s resets nobody and sets no rule", async (role) => {
  const { ctx, actor } = await personWithApp();
  const before = ctx.db.reader.select().from(totpFactors).all();
  expect(() => resetSecondFactors(ctx.as(actorOf(role)), { userId: actor.userId })).toThrowError("forbidden");
  expect(() => setSecondFactorRule(ctx.as(actorOf(role)), { roles: [] })).toThrowError("forbidden");
  expect(ctx.db.reader.select().from(totpFactors).all()).toEqual(before);
  expect(ctx.db.reader.select().from(secondFactorRule).all()).toEqual([]);
});

test("an unknown person is refused", () => {
  expect(() => resetSecondFactors(testContext(), { email: "nobody@example.test" })).toThrowError(
    "user_not_found",
  );
});

test("a rule binds the roles it names, until they have a factor", async () => {
  const { ctx, actor } = await personWithApp();
  const viewer = await personWith(ctx, "viewer", "bob@example.test");
  const admin = await personWith(ctx, "admin", "cem@example.test");
  const owing = () => [actor, viewer, admin].filter((who) => mustSetUpSecondFactor(ctx, who));
  expect(owing()).toEqual([]);
  setSecondFactorRule(ctx.as(TERMINAL), SecondFactorRuleInput.parse({ roles: ["admin", "owner"] }));
  expect(owing()).toEqual([admin]);
  resetSecondFactors(ctx.as(TERMINAL), { userId: actor.userId });
  expect(owing()).toEqual([actor, admin]);
  setSecondFactorRule(ctx.as(TERMINAL), SecondFactorRuleInput.parse({ roles: [] }));
  expect(owing()).toEqual([]);
});

test("a rule names roles only, each once and in order", () => {
  const parse = (roles: string[]) => SecondFactorRuleInput.safeParse({ roles });
  expect(parse(["viewer", "owner"]).data).toEqual({ roles: ["owner", "viewer"] });
  expect(parse(["king"]).success).toBe(false);
});
