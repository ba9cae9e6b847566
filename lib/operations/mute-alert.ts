import { z } from "zod";
import { findAlertState, saveAlertState } from "#db/repositories/alert-states.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

const HOUR_MS = 60 * 60 * 1000;

/** At most 90 days: what is muted for ever is forgotten. */
const HOURS_MAX = 90 * 24;

export const MuteAlertInput = z.strictObject({
  key: z.string().min(1, "required").max(4096, "too_long"),
  /** From now; 0 ends it. */
  hours: z.coerce
    .number("number_expected")
    .int("number_expected")
    .min(0, "number_range")
    .max(HOURS_MAX, "number_range"),
});
export type MuteAlertInput = z.output<typeof MuteAlertInput>;

/** Lets a trouble be without reminders and next steps for a while. Its end is told all the same. */
export function muteAlert(
  ctx: WriteContext,
  { key, hours }: MuteAlertInput,
): { mutedUntilMs: number | null } {
  authorise(ctx.actor, "alert:handle");
  return mutate(ctx, (tx) => {
    const state = findAlertState(tx, key);
    if (!state) throw new OperationError("alert_not_found");
    const mutedUntilMs = hours === 0 ? null : ctx.nowMs + hours * HOUR_MS;
    saveAlertState(tx, { ...state, mutedUntilMs });
    const { kind, gatewayId, agentId, provider, profileId } = state.condition;
    const details = { hours, kind, gatewayId, agentId, provider, profileId };
    const event = mutedUntilMs === null ? "alert.unmuted" : "alert.muted";
    return { result: { mutedUntilMs }, audit: { event, subject: key, details } };
  });
}
