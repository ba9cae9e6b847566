import type { AuditEntry, Tx } from "#db/mutate.ts";
import {
  deleteCredential,
  deleteProfile,
  findSealed,
  type ProfileRow,
  updateProfile,
} from "#db/repositories/profiles.ts";
import { deletePublishedEntry, savePublishedEntry } from "#db/repositories/publications.ts";
import { deleteGrant } from "#db/repositories/resolver.ts";
import type { StoredProfile } from "#lib/domain/auth-store.ts";
import { type Adoption, adoptionOf } from "#lib/domain/drift-adoption.ts";
import { checkProviderId } from "#lib/domain/profile-id.ts";
import { type Ancestor, isOwnRef, type ObservedAgent } from "#lib/domain/publish-plan.ts";
import { asStoreEntry, observeEntry, sameRef } from "#lib/domain/store-entry.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { inlineTemplateRef } from "#lib/openclaw/store-json.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { changed, subjectOf } from "#lib/operations/remove-profile.ts";
import { sealInto } from "#lib/operations/store-credential.ts";

/** What adopting is decided from, read at one moment. */
export type AdoptionGround = {
  gatewayId: string;
  state: GatewayState;
  agents: ObservedAgent[];
  ancestors: Ancestor[];
};

type Published = { row: ProfileRow; ancestor: Extract<Ancestor, { kind: "profile" }> };

/** Takes the gateway's version of a profile that someone changed there. */
export function adoptProfile(
  tx: Tx,
  ctx: OpeningContext,
  ground: AdoptionGround,
  { row, ancestor, found }: Published & { found: StoredProfile },
): AuditEntry {
  const template = inlineTemplateRef(found, ground.state.config.secretDefaults);
  const verdict = adoptionOf({ found, template, published: ancestor.value.ref, isOurs: isOwnRef });
  if (!verdict.ok) throw new OperationError(verdict.code, { ...verdict.params, agentId: row.agentId });
  refuseOddProvider(found.provider, row);
  const { adoption } = verdict;
  if (adoption.took !== "facts") releaseGrant(tx, ground, { row, ancestor }, adoption.took === "secret");
  const next = {
    ...row,
    ...factsOf(found),
    ...sourceOf(adoption, row),
    ...changed(ctx, row),
    removedAtMs: null,
  };
  keepSecret(tx, ctx, row, next, adoption);
  recordPublished(tx, ctx, row, found);
  const details = { ...subjectOf(next), type: next.type, took: adoption.took, ref: next.ref };
  return { event: "profile.adopted", subject: row.id, details };
}

/**
 * Removes here what someone removed there. The row stays as a removed one until the next publish, which takes
 * the profile's metadata out of `openclaw.json`; until then it can be brought back. What belonged to an
 * agent that is gone goes at once, because nothing is published to it any more.
 */
export function adoptRemoval(
  tx: Tx,
  ctx: OpeningContext,
  ground: AdoptionGround,
  { row, ancestor }: Published,
): AuditEntry {
  const { gatewayId, agentId, profileId } = row;
  releaseGrant(tx, ground, { row, ancestor }, false);
  deletePublishedEntry(tx, { gatewayId, agentId, kind: "profile", key: profileId });
  const isAgentThere = ground.state.agents.some((agent) => agent.agentId === agentId && agent.storePath);
  if (isAgentThere) {
    updateProfile(tx, row.id, { removedAtMs: row.removedAtMs ?? ctx.nowMs, ...changed(ctx, row) });
  } else {
    deleteProfile(tx, row.id);
  }
  return { event: "profile.adopted", subject: row.id, details: { ...subjectOf(row), took: "removal" } };
}

/**
 * Takes the grant of a reference that the entry does not hold any more. OpenClaw copies entries between
 * agents (semantics §1.4); a copy keeps the grant when the row still has a secret to answer with, and stands
 * in the way when it has none, because a reference that does not resolve keeps a gateway from starting.
 */
function releaseGrant(
  tx: Tx,
  ground: AdoptionGround,
  { row, ancestor }: Published,
  canAnswer: boolean,
): void {
  const { ref } = ancestor.value;
  if (!isOwnRef(ref)) return;
  const holder = ground.agents.flatMap(({ agentId, store }) =>
    [...store.profiles.values()]
      .filter((profile) => agentId !== row.agentId || profile.profileId !== row.profileId)
      .filter((profile) => sameRef(profile.ref, ref))
      .map((profile) => ({ holder: agentId, holderProfileId: profile.profileId })),
  )[0];
  if (holder === undefined) {
    deleteGrant(tx, row.gatewayId, ref.id);
    return;
  }
  if (canAnswer) return;
  const { agentId, profileId } = row;
  throw new OperationError("adopt_reference_in_use", { profileId, agentId, ...holder });
}

type Facts = Pick<ProfileRow, "provider" | "type" | "email" | "metadata" | "expiresAtMs">;

function factsOf({ provider, type, email, metadata, expires }: StoredProfile): Facts {
  const usable = expires.kind === "at" && type !== "api_key" && isDateMs(expires.atMs);
  return { provider, type, email, metadata, expiresAtMs: usable ? expires.atMs : null };
}

/** Largest timestamp a JavaScript `Date` can hold, in Unix milliseconds. */
const DATE_MAX_MS = 8_640_000_000_000_000;

function isDateMs(atMs: number): boolean {
  return Number.isInteger(atMs) && atMs >= 1 && atMs <= DATE_MAX_MS;
}

function sourceOf(adoption: Adoption, row: ProfileRow): Pick<ProfileRow, "source" | "ref"> {
  switch (adoption.took) {
    case "secret":
      return { source: "vault", ref: null };
    case "reference":
      return { source: "ref", ref: adoption.ref };
    case "login":
      return { source: "gateway", ref: null };
    default:
      return { source: row.source, ref: row.ref };
  }
}

/** The secret that goes with the row as it will be: a new one, the old one sealed beside its new facts, or none. */
function keepSecret(
  tx: Tx,
  ctx: OpeningContext,
  row: ProfileRow,
  next: ProfileRow,
  adoption: Adoption,
): void {
  const held = findSealed(tx, row.id);
  const { fingerprint: _f, tail: _t, secretChangedAtMs: _s, id, ...columns } = next;
  updateProfile(tx, id, columns);
  if (adoption.took === "secret") {
    sealInto(tx, ctx, next, adoption.secret);
  } else if (adoption.took !== "facts") {
    deleteCredential(tx, id);
  } else if (held) {
    sealInto(tx, ctx, next, ctx.opener.open(held.sealed, credentialPlace(held.id, row)));
  }
}

/** A provider id that nobody could type here either. One that was imported may stay as odd as it is. */
function refuseOddProvider(provider: string, row: ProfileRow): void {
  const checked = provider === row.provider ? { ok: true as const } : checkProviderId(provider);
  if (!checked.ok) throw new OperationError(checked.code, { ...checked.params });
}

/**
 * Notes what the gateway has as published, when publishing could have written it. What it could not, such as
 * an inline secret, counts as the gateway's own until the next publish takes it over.
 */
function recordPublished(tx: Tx, ctx: OpeningContext, row: ProfileRow, found: StoredProfile): void {
  const { gatewayId, agentId, profileId } = row;
  const key = { gatewayId, agentId, kind: "profile" as const, key: profileId };
  const value = asStoreEntry(observeEntry(found));
  if (value) savePublishedEntry(tx, { ...key, value, publishedAtMs: ctx.nowMs });
  else deletePublishedEntry(tx, key);
}
