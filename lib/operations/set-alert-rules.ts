import { z } from "zod";
import { findAlertRules, saveAlertRules } from "#db/repositories/alert-states.ts";
import { actorName } from "#lib/domain/actor.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";

const STEPS_MAX = 10;

const whole = (min: number, max: number) =>
  z.coerce.number("number_expected").int("number_expected").min(min, "number_range").max(max, "number_range");

/** Days, as numbers or as a text of numbers between commas or blanks; the first notice first. */
const ExpirySteps = z
  .union([
    z.array(z.number()),
    z.string().transform((text) =>
      text
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(Number),
    ),
  ])
  .refine((days) => days.length >= 1 && days.length <= STEPS_MAX, "expiry_steps")
  .refine((days) => days.every((day) => Number.isInteger(day) && day >= 1 && day <= 365), "expiry_steps")
  .transform((days) => [...new Set(days)].sort((a, b) => b - a));

export const AlertRulesInput = z.strictObject({
  expirySteps: ExpirySteps,
  probeFailures: whole(1, 12),
  /** Empty for no reminders. */
  reminderHours: z
    .union([z.string(), z.number(), z.null()])
    .transform((hours) => (hours === "" || hours === null ? null : Number(hours)))
    .refine((hours) => hours === null || Number.isInteger(hours), "number_expected")
    .refine((hours) => hours === null || (hours >= 1 && hours <= 8760), "number_range"),
  retentionDays: whole(1, 3650),
});
export type AlertRulesInput = z.output<typeof AlertRulesInput>;

/** Says what is worth telling, and how long the delivery log is kept. */
export function setAlertRules(ctx: WriteContext, input: AlertRulesInput): AlertRulesInput {
  authorise(ctx.actor, "alert:manage");
  return mutate(ctx, (tx) => {
    const { changedAtMs: _, changedBy: __, ...before } = findAlertRules(tx);
    saveAlertRules(tx, { ...input, changedAtMs: ctx.nowMs, changedBy: actorName(ctx.actor) });
    return {
      result: input,
      audit: { event: "alert.rules_set", subject: "alerts", details: { before, after: input } },
    };
  });
}
