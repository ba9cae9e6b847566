import { z } from "zod";
import {
  deleteCredential,
  findProfileByKey,
  insertProfile,
  updateProfile,
} from "#db/repositories/profiles.ts";
import { actorName } from "#lib/domain/actor.ts";
import { CLAWKEEP_PROVIDER } from "#lib/domain/publish-plan.ts";
import { checkRefForNew } from "#lib/domain/secret-ref-grammar.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import {
  expiryField,
  OptionalEmail,
  OptionalLabel,
  ProfileId,
  ProfileTarget,
  ProviderId,
} from "#lib/operations/credential-input.ts";
import { requireAgent, requireUnchangedState } from "#lib/operations/gateway-state.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { subjectOf } from "#lib/operations/remove-profile.ts";

const TypedRef = z
  .strictObject({ source: z.string().max(16), provider: z.string().max(128), id: z.string().max(2048) })
  .transform((typed, ctx) => {
    const checked = checkRefForNew(typed);
    if (checked.ok) return checked.ref;
    for (const { part, code, params } of checked.problems) {
      ctx.addIssue({ code: "custom", message: code, params, path: [part] });
    }
    return z.NEVER;
  });

export const addReferenceInput = (nowMs: number) =>
  z.strictObject({
    ...ProfileTarget,
    provider: ProviderId,
    profileId: ProfileId,
    type: z.enum(["api_key", "token"], "required"),
    label: OptionalLabel,
    email: OptionalEmail,
    expiresAtMs: expiryField(nowMs)
      .optional()
      .transform((value) => value ?? null),
    ref: TypedRef,
  });
export type AddReferenceInput = z.output<ReturnType<typeof addReferenceInput>>;

/** Stores a profile that holds a SecretRef of the operator's own instead of a secret in the vault. */
export function addReference(
  ctx: OperationContext,
  input: AddReferenceInput,
): { profileRowId: string; profileId: string } {
  authorise(ctx.actor, "credential:manage");
  const state = requireUnchangedState(ctx.db.reader, input.gatewayId);
  requireAgent(state, input.agentId);
  if (input.ref.provider === CLAWKEEP_PROVIDER) throw new OperationError("ref_provider_is_ours");
  const { gatewayId, agentId, profileId, provider, type, label, email, ref } = input;
  const expiresAtMs = type === "token" ? input.expiresAtMs : null;
  return mutate(ctx, (tx) => {
    const existing = findProfileByKey(tx, input);
    if (existing && existing.removedAtMs === null)
      throw new OperationError("profile_exists", { profileId, agentId });
    const row = {
      ...{
        id: existing?.id ?? newId("prof"),
        gatewayId,
        agentId,
        profileId,
        provider,
        type,
        label,
        email,
        ref,
      },
      source: "ref" as const,
      metadata: null,
      expiresAtMs,
      version: (existing?.version ?? 0) + 1,
      removedAtMs: null,
      createdAtMs: existing?.createdAtMs ?? ctx.nowMs,
      changedAtMs: ctx.nowMs,
      changedBy: actorName(ctx.actor),
    };
    if (existing) {
      deleteCredential(tx, existing.id);
      updateProfile(tx, existing.id, row);
    } else {
      insertProfile(tx, row);
    }
    const details = { ...subjectOf(row), type, ref };
    return {
      result: { profileRowId: row.id, profileId },
      audit: { event: "profile.reference_added", subject: row.id, details },
    };
  });
}
