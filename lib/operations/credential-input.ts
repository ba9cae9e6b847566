import { z } from "zod";
import { normalizeAgentId } from "#lib/domain/agent-id.ts";
import { parseExpiry } from "#lib/domain/duration.ts";
import { checkPastedSecret } from "#lib/domain/pasted-secret.ts";
import { checkProfileId, checkProviderId } from "#lib/domain/profile-id.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { recogniseSetupToken } from "#lib/domain/setup-token.ts";
import type { Refused } from "#lib/domain/verdict.ts";

/**
 * The fields that forms, commands and tests parse with. An issue's `message` is a code of the catalogs'
 * `errors`, and its `params` fill that sentence, so every adapter can say it in the reader's language.
 */

/** What we are willing to hold before a rule has looked at it, in characters. */
const PASTE_LENGTH_MAX = 16_384;

type IssueContext = {
  addIssue(issue: { code: "custom"; message: string; params: Refused<string>["params"] }): void;
};

function refuse(ctx: IssueContext, verdict: Refused<string>): typeof z.NEVER {
  ctx.addIssue({ code: "custom", message: verdict.code, params: verdict.params });
  return z.NEVER;
}

export const GatewayId = z.string().min(1, "required").max(64, "too_long");

export const AgentId = z
  .string()
  .min(1, "required")
  .max(128, "too_long")
  .transform((text) => normalizeAgentId(text));

export const ProviderId = z
  .string()
  .max(128, "too_long")
  .transform((text, ctx) => {
    const checked = checkProviderId(text);
    return checked.ok ? checked.provider : refuse(ctx, checked);
  });

export const ProfileId = z
  .string()
  .max(1024, "too_long")
  .transform((text, ctx) => {
    const checked = checkProfileId(text);
    return checked.ok ? checked.profileId : refuse(ctx, checked);
  });

/** A secret becomes a SecretText at the first line that touches it. */
export const PastedSecret = z
  .string()
  .max(PASTE_LENGTH_MAX, "secret_too_large")
  .transform((text, ctx) => {
    const checked = checkPastedSecret(new SecretText(text));
    return checked.ok ? checked.secret : refuse(ctx, checked);
  });

export const SetupToken = z
  .string()
  .max(PASTE_LENGTH_MAX, "secret_too_large")
  .transform((text, ctx) => {
    const recognised = recogniseSetupToken(new SecretText(text));
    return recognised.ok ? recognised.token : refuse(ctx, recognised);
  });

/** `365d`, `12h`, a date, a date and time, or `none`; read against the time of the request. */
export const expiryField = (nowMs: number) =>
  z
    .string()
    .max(128, "too_long")
    .transform((text, ctx) => readExpiry(text, nowMs, ctx));

/** The same, or `keep` for the one there is. It is no union, because a union's refusal does not say what is wrong. */
export const keptOrNewExpiryField = (nowMs: number) =>
  z
    .string()
    .max(128, "too_long")
    .transform((text, ctx) => (text === "keep" ? text : readExpiry(text, nowMs, ctx)));

function readExpiry(text: string, nowMs: number, ctx: IssueContext): number | null {
  const parsed = parseExpiry(text.trim() === "" ? "none" : text, nowMs);
  return parsed.ok ? parsed.expiresAtMs : refuse(ctx, parsed);
}

const emptyAsNull = <T>(value: T | "" | undefined): T | null =>
  value === undefined || value === "" ? null : value;

export const OptionalLabel = z
  .string()
  .trim()
  .max(120, "too_long")
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "label_characters")
  .optional()
  .transform(emptyAsNull);

export const OptionalEmail = z
  .union([z.literal(""), z.email("email_invalid").max(254, "too_long")])
  .optional()
  .transform(emptyAsNull);

/** Where a new profile goes. */
export const ProfileTarget = { gatewayId: GatewayId, agentId: AgentId };
