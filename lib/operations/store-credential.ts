import type { AuditEntry, Tx } from "#db/mutate.ts";
import {
  findProfileByKey,
  insertProfile,
  listProfilesByFingerprint,
  type ProfileRow,
  replaceCredential,
  updateProfile,
} from "#db/repositories/profiles.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { mutate, type OperationContext } from "#lib/operations/context.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

export type NewCredential = {
  gatewayId: string;
  agentId: string;
  profileId: string;
  provider: string;
  type: "api_key" | "token";
  secret: SecretText;
  label: string | null;
  email: string | null;
  metadata: Record<string, string> | null;
  expiresAtMs: number | null;
};

/** What an agent's profile id already names: the form refuses, `paste-token` replaces as OpenClaw's does. */
export type OnExisting = "refuse" | "replace";

export type StoredCredential = {
  profileRowId: string;
  profileId: string;
  replaced: boolean;
  /** Other profiles with the very same secret, by keyed fingerprint. */
  sameSecretAs: string[];
};

type StoreOptions = { event: string; onExisting: OnExisting };

/** Seals a secret and stores it with its profile and audit row: the end of every form that takes a secret. */
export function storeCredential(
  ctx: OperationContext,
  credential: NewCredential,
  options: StoreOptions,
): StoredCredential {
  const fingerprint = ctx.sealer.fingerprint(credential.secret);
  return mutate(ctx, (tx) => storeWithin(tx, ctx, { ...credential, fingerprint }, options));
}

/** The same as a part of a larger deed, whose one transaction is `tx`. */
export function storeWithin(
  tx: Tx,
  ctx: OperationContext,
  credential: NewCredential & { fingerprint: string },
  options: StoreOptions,
): { result: StoredCredential; audit: AuditEntry } {
  const { fingerprint } = credential;
  const existing = findProfileByKey(tx, credential);
  const live = existing !== null && existing.removedAtMs === null;
  if (live && options.onExisting === "refuse") {
    const { profileId, agentId } = credential;
    throw new OperationError("profile_exists", { profileId, agentId });
  }
  const profile = saveProfileRow(tx, ctx, credential, existing);
  const sameSecretAs = listProfilesByFingerprint(tx, fingerprint)
    .filter((other) => other.id !== profile.id)
    .map((other) => other.profileId);
  sealInto(tx, ctx, profile, credential.secret, fingerprint);
  const { gatewayId, agentId, profileId, provider, type } = profile;
  return {
    result: { profileRowId: profile.id, profileId, replaced: live, sameSecretAs },
    audit: {
      event: options.event,
      subject: profile.id,
      details: { gatewayId, agentId, profileId, provider, type, fingerprint, replaced: live },
    },
  };
}

/** Seals `secret` for a profile row as it now stands and puts it in the place of the one before. */
export function sealInto(
  tx: Tx,
  ctx: OperationContext,
  profile: Omit<ProfileRow, "fingerprint" | "tail" | "secretChangedAtMs">,
  secret: SecretText,
  fingerprint: string = ctx.sealer.fingerprint(secret),
): void {
  const id = newId("cred");
  replaceCredential(tx, {
    id,
    profileRowId: profile.id,
    sealed: ctx.sealer.seal(secret, credentialPlace(id, profile)),
    fingerprint,
    tail: secret.tail(),
    createdAtMs: ctx.nowMs,
    createdBy: actorName(ctx.actor),
  });
}

function saveProfileRow(
  tx: Tx,
  ctx: OperationContext,
  credential: NewCredential,
  existing: ProfileRow | null,
) {
  const { gatewayId, agentId, profileId, provider, type, label, email, metadata, expiresAtMs } = credential;
  const row = {
    id: existing?.id ?? newId("prof"),
    gatewayId,
    agentId,
    profileId,
    provider,
    type,
    source: "vault" as const,
    label,
    email,
    ref: null,
    metadata,
    expiresAtMs,
    version: (existing?.version ?? 0) + 1,
    removedAtMs: null,
    createdAtMs: existing?.createdAtMs ?? ctx.nowMs,
    changedAtMs: ctx.nowMs,
    changedBy: actorName(ctx.actor),
  };
  if (existing) updateProfile(tx, existing.id, row);
  else insertProfile(tx, row);
  return row;
}
