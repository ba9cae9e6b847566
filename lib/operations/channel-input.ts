import { z } from "zod";
import { ALERT_KINDS, ALERT_SEVERITIES } from "#lib/domain/alert-condition.ts";
import { CHANNEL_FIELDS, CHANNEL_KINDS, CHANNEL_SECRET_FIELDS } from "#lib/domain/channel.ts";
import { isTimeZone } from "#lib/domain/local-time.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

/** What we are willing to hold before a rule has looked at it, in characters. */
const FIELD_LENGTH_MAX = 4096;

/** `HH:MM` of a day, as a form has it, in minutes since midnight; empty is none. */
export const TimeOfDay = z
  .string()
  .nullable()
  .transform((text, ctx) => {
    if (text === null || text === "") return null;
    if (/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text))
      return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    ctx.addIssue({ code: "custom", message: "time_of_day" });
    return z.NEVER;
  });

/**
 * A channel as a form or a command gives it. The fields of its kind, `shown` and `secret`, are checked by
 * `channelProblems`, because what is missing depends on what is stored.
 */
export const ChannelInput = z
  .strictObject({
    kind: z.enum(CHANNEL_KINDS),
    name: z.string().trim().min(1, "required").max(64, "too_long"),
    shown: z.partialRecord(z.enum(CHANNEL_FIELDS), z.string().max(FIELD_LENGTH_MAX, "too_long")),
    /** Empty ones keep what is stored. */
    secret: z.partialRecord(
      z.enum(CHANNEL_SECRET_FIELDS),
      z
        .string()
        .max(FIELD_LENGTH_MAX, "too_long")
        .transform((text) => new SecretText(text)),
    ),
    locale: z.enum(["en", "zh-CN"]),
    isEnabled: z.boolean(),
    kinds: z.array(z.enum(ALERT_KINDS)).min(1, "required").max(ALERT_KINDS.length, "too_long"),
    minimumSeverity: z.enum(ALERT_SEVERITIES),
    zone: z.string().trim().max(64, "too_long").refine(isTimeZone, "time_zone"),
    quietFrom: TimeOfDay,
    quietTo: TimeOfDay,
    criticalPasses: z.boolean(),
    digestAt: TimeOfDay,
  })
  .refine(({ quietFrom, quietTo }) => (quietFrom === null) === (quietTo === null), {
    path: ["quietTo"],
    message: "quiet_time_half",
  });
export type ChannelInput = z.output<typeof ChannelInput>;
