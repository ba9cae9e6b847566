import { z } from "zod";
import { findProbePolicy, saveProbePolicy } from "#db/repositories/probe-policies.ts";
import { actorName } from "#lib/domain/actor.ts";
import { checkProviderId } from "#lib/domain/profile-id.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";

const whole = (max: number) =>
  z.coerce.number("number_expected").int("number_expected").min(0, "number_range").max(max, "number_range");

/** How rarely and how often the schedule may ask, in minutes: every quarter of an hour to every 30 days. */
const INTERVAL_MINUTES = { min: 15, max: 43_200 };

export const ProbePolicyInput = z.strictObject({
  provider: z
    .string()
    .trim()
    .transform((text, ctx) => {
      const checked = checkProviderId(text);
      if (checked.ok) return normalizeProvider(text);
      ctx.addIssue({ code: "custom", message: checked.code, params: checked.params });
      return z.NEVER;
    }),
  /** 0 allows none: only requests that cost nothing. */
  paidRequestsPerDay: whole(1000),
  paidCentsPerDay: whole(10_000),
  /** Minutes between scheduled probes of one credential; null is only when a person asks. */
  intervalMinutes: z
    .union([z.literal("").transform(() => null), z.null(), whole(INTERVAL_MINUTES.max)])
    .refine((minutes) => minutes === null || minutes >= INTERVAL_MINUTES.min, "number_range"),
});
export type ProbePolicyInput = z.output<typeof ProbePolicyInput>;

/** Says what probes of a provider may cost and how often they come by themselves. */
export function setProbePolicy(ctx: WriteContext, input: ProbePolicyInput): { provider: string } {
  authorise(ctx.actor, "probe:manage");
  const { provider, ...after } = input;
  return mutate(ctx, (tx) => {
    const before = findProbePolicy(tx, provider);
    saveProbePolicy(tx, { ...input, changedAtMs: ctx.nowMs, changedBy: actorName(ctx.actor) });
    const details = { before: before && policyFacts(before), after };
    return { result: { provider }, audit: { event: "probe.policy_set", subject: provider, details } };
  });
}

function policyFacts({
  paidRequestsPerDay,
  paidCentsPerDay,
  intervalMinutes,
}: NonNullable<ReturnType<typeof findProbePolicy>>) {
  return { paidRequestsPerDay, paidCentsPerDay, intervalMinutes };
}
