import type { Tx } from "#db/mutate.ts";
import {
  deleteProfile,
  findProfile,
  isProfilePublished,
  type ProfileRow,
  updateProfile,
} from "#db/repositories/profiles.ts";
import { actorName } from "#lib/domain/actor.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/**
 * Marks a profile for removal. It keeps working on the gateway, and can be brought back, until the
 * removal is published. OAuth facts are only forgotten here: the login itself stays with the gateway.
 */
export function removeProfile(
  ctx: WriteContext,
  profileRowId: string,
): { profileId: string; undoable: boolean } {
  authorise(ctx.actor, "credential:manage");
  return mutate(ctx, (tx) => {
    const profile = requireProfile(tx, profileRowId);
    if (profile.removedAtMs !== null)
      throw new OperationError("profile_already_removed", { profileId: profile.profileId });
    const undoable = profile.type !== "oauth";
    if (undoable) {
      updateProfile(tx, profile.id, { removedAtMs: ctx.nowMs, ...changed(ctx, profile) });
    } else {
      deleteProfile(tx, profile.id);
    }
    const details = { ...subjectOf(profile), published: isProfilePublished(tx, profile) };
    return {
      result: { profileId: profile.profileId, undoable },
      audit: { event: "profile.removed", subject: profile.id, details },
    };
  });
}

/** Takes a removal back, as long as it was not published. */
export function restoreProfile(ctx: WriteContext, profileRowId: string): { profileId: string } {
  authorise(ctx.actor, "credential:manage");
  return mutate(ctx, (tx) => {
    const profile = requireProfile(tx, profileRowId);
    if (profile.removedAtMs === null)
      throw new OperationError("profile_not_removed", { profileId: profile.profileId });
    updateProfile(tx, profile.id, { removedAtMs: null, ...changed(ctx, profile) });
    return {
      result: { profileId: profile.profileId },
      audit: { event: "profile.restored", subject: profile.id, details: subjectOf(profile) },
    };
  });
}

export function requireProfile(tx: Parameters<typeof findProfile>[0] | Tx, profileRowId: string): ProfileRow {
  const profile = findProfile(tx, profileRowId);
  if (profile === null) throw new OperationError("profile_not_found", { profileId: profileRowId });
  return profile;
}

/** The columns that every change of a profile moves along. */
export function changed(ctx: WriteContext, profile: Pick<ProfileRow, "version">) {
  return { version: profile.version + 1, changedAtMs: ctx.nowMs, changedBy: actorName(ctx.actor) };
}

/** How audit rows name a profile. */
export function subjectOf(profile: Pick<ProfileRow, "gatewayId" | "agentId" | "profileId" | "provider">) {
  const { gatewayId, agentId, profileId, provider } = profile;
  return { gatewayId, agentId, profileId, provider };
}
