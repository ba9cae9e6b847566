import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { type Refused, refused } from "#lib/domain/verdict.ts";

/** Longest profile id an operator may create, in UTF-16 units; OpenClaw itself sets none. */
export const PROFILE_ID_LENGTH_MAX = 200;

/** Names a JavaScript object has from birth: OpenClaw keeps profiles and orders in plain objects. */
const RESERVED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const CONTROL_CHARACTER = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** Bidirectional controls, zero-width and other invisible characters; the emoji selector is let through. */
const HIDDEN_CHARACTER = /(?!\uFE0F)[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;
const PINNABLE = /^[A-Za-z0-9_.:@-]+$/;
const PROVIDER_ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export type ProfileIdWarning = "cannot_pin";

export type CheckedProfileId =
  | { ok: true; profileId: string; warnings: ProfileIdWarning[] }
  | Refused<
      | "profile_id_blank"
      | "profile_id_too_long"
      | "profile_id_control_character"
      | "profile_id_hidden_character"
      | "profile_id_reserved"
    >;

/**
 * Checks a profile id an operator wants to create, and returns it trimmed and in Unicode NFC.
 *
 * Blanks, Unicode, `/` and `@` are fine because OpenClaw takes any non-empty string; what it takes and
 * nobody can see or type twice is refused. Ids that exist already are not held to this.
 *
 * Source: OpenClaw 2026.3.13, semantics §2.1.
 */
export function checkProfileId(typed: string): CheckedProfileId {
  const profileId = typed.trim().normalize("NFC");
  if (profileId === "") return refused("profile_id_blank");
  if (profileId.length > PROFILE_ID_LENGTH_MAX) {
    return refused("profile_id_too_long", { max: PROFILE_ID_LENGTH_MAX });
  }
  if (CONTROL_CHARACTER.test(profileId)) return refused("profile_id_control_character");
  if (HIDDEN_CHARACTER.test(profileId)) return refused("profile_id_hidden_character");
  if (RESERVED.has(profileId)) return refused("profile_id_reserved", { profileId });
  return { ok: true, profileId, warnings: canPin(profileId) ? [] : ["cannot_pin"] };
}

/**
 * Says whether a chat can pin the profile with `/model …@id`: the directive ends at the first character
 * outside `A-Z a-z 0-9 _ . : @ -`, and a `/` ends the part it looks for the profile in.
 *
 * Source: OpenClaw 2026.3.13, semantics §10.
 */
export function canPin(profileId: string): boolean {
  return PINNABLE.test(profileId);
}

/**
 * The id a profile gets when none is named: `<provider>:default` for an API key as in onboarding,
 * `<provider>:manual` for a token as in `paste-token` and `setup-token`.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.4 and §6.6.
 */
export function defaultProfileId(provider: string, type: "api_key" | "token"): string {
  return `${normalizeProvider(provider)}:${type === "api_key" ? "default" : "manual"}`;
}

export type CheckedProviderId =
  | { ok: true; provider: string }
  | Refused<"provider_blank" | "provider_invalid" | "provider_reserved">;

/** Checks the provider of a profile an operator wants to create, and returns it normalised. */
export function checkProviderId(typed: string): CheckedProviderId {
  const provider = normalizeProvider(typed);
  if (provider === "") return refused("provider_blank");
  if (RESERVED.has(provider)) return refused("provider_reserved", { provider });
  return PROVIDER_ID.test(provider) ? { ok: true, provider } : refused("provider_invalid");
}
