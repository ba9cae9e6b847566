import { z } from "zod";
import { updateProfile } from "#db/repositories/profiles.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { PastedSecret } from "#lib/operations/credential-input.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { changed, requireProfile, subjectOf } from "#lib/operations/remove-profile.ts";
import { sealInto } from "#lib/operations/store-credential.ts";

export const ReplaceSecretInput = z.strictObject({ secret: PastedSecret });

/**
 * Seals a new secret in the place of a profile's old one. The published reference stays the same, so
 * the gateway gets the new secret at its next reload. A profile that held a reference becomes a sealed one.
 */
export function replaceSecret(
  ctx: OperationContext,
  profileRowId: string,
  input: { secret: SecretText },
): { profileId: string } {
  authorise(ctx.actor, "credential:manage");
  const fingerprint = ctx.sealer.fingerprint(input.secret);
  return mutate(ctx, (tx) => {
    const profile = requireProfile(tx, profileRowId);
    if (profile.type === "oauth")
      throw new OperationError("oauth_stays_on_gateway", { profileId: profile.profileId });
    if (profile.removedAtMs !== null)
      throw new OperationError("profile_already_removed", { profileId: profile.profileId });
    if (profile.fingerprint === fingerprint)
      throw new OperationError("secret_unchanged", { profileId: profile.profileId });
    const next = { ...profile, source: "vault" as const, ref: null, ...changed(ctx, profile) };
    updateProfile(tx, profile.id, { source: "vault", ref: null, ...changed(ctx, profile) });
    sealInto(tx, ctx, next, input.secret, fingerprint);
    return {
      result: { profileId: profile.profileId },
      audit: {
        event: "profile.secret_replaced",
        subject: profile.id,
        details: { ...subjectOf(profile), fingerprint },
      },
    };
  });
}
