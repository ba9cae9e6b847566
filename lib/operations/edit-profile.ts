import { z } from "zod";
import { findSealed, updateProfile } from "#db/repositories/profiles.ts";
import { authorise, mutate } from "#lib/operations/context.ts";
import { keptOrNewExpiryField, OptionalEmail, OptionalLabel } from "#lib/operations/credential-input.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { changed, requireProfile, subjectOf } from "#lib/operations/remove-profile.ts";
import { sealInto } from "#lib/operations/store-credential.ts";

/** `version` is the one the form showed. An expiry that is over can be kept, though no new one may be in the past. */
export const editProfileInput = (nowMs: number) =>
  z.strictObject({
    version: z.coerce.number().int().positive(),
    label: OptionalLabel,
    email: OptionalEmail,
    expiresAtMs: keptOrNewExpiryField(nowMs),
  });
export type EditProfileInput = z.output<ReturnType<typeof editProfileInput>>;

/**
 * Changes what is noted beside a secret. Label, e-mail and expiry are bound into the envelope, so the
 * secret is opened and sealed again with them; that is why this module may open one.
 */
export function editProfile(
  ctx: OpeningContext,
  profileRowId: string,
  input: EditProfileInput,
): { profileId: string } {
  authorise(ctx.actor, "credential:manage");
  return mutate(ctx, (tx) => {
    const profile = requireProfile(tx, profileRowId);
    const { profileId } = profile;
    if (profile.type === "oauth") throw new OperationError("oauth_stays_on_gateway", { profileId });
    if (profile.type === "api_key" && input.expiresAtMs !== "keep")
      throw new OperationError("api_key_has_no_expiry", { profileId });
    if (profile.version !== input.version)
      throw new OperationError("profile_changed_meanwhile", { profileId });
    const { label, email } = input;
    const expiresAtMs = input.expiresAtMs === "keep" ? profile.expiresAtMs : input.expiresAtMs;
    const next = { ...profile, label, email, expiresAtMs, ...changed(ctx, profile) };
    const held = findSealed(tx, profile.id);
    updateProfile(tx, profile.id, { label, email, expiresAtMs, ...changed(ctx, profile) });
    if (held) {
      const secret = ctx.opener.open(held.sealed, credentialPlace(held.id, profile));
      sealInto(tx, ctx, next, secret);
    }
    const before = { label: profile.label, email: profile.email, expiresAtMs: profile.expiresAtMs };
    const details = { ...subjectOf(profile), before, after: { label, email, expiresAtMs } };
    return { result: { profileId }, audit: { event: "profile.edited", subject: profile.id, details } };
  });
}
