import { MAIN_AGENT_ID } from "#lib/domain/agent-id.ts";
import { HELD_BY_GATEWAY, type StoredExpiry } from "#lib/domain/auth-store.ts";
import type {
  AgentObservation,
  GatewayObservation,
  ProfileObservation,
} from "#lib/domain/gateway-observation.ts";
import type { ObservedProfile } from "#lib/domain/observed-store.ts";
import type { Ancestor, ObservedAgent, WantedProfile } from "#lib/domain/publish-plan.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { StoreEntry } from "#lib/domain/store-entry.ts";

/** An expiry can only be told to OpenClaw as a duration from when its command runs. */
const EXPIRY_TOLERANCE_MS = 5 * 60_000;

/** The alias of a reference that is none of ours: OpenClaw does not tell it. */
const UNTOLD_ALIAS = "?";

/** Entries that the console knows, because it wants them there or left them there. */
export type KnownEntries = { profiles: readonly WantedProfile[]; ancestors: readonly Ancestor[] };

/**
 * What each agent of a gateway that was asked has of its own, made comparable with what the console wants.
 *
 * OpenClaw tells neither the alias of a reference nor e-mail and metadata; where type, provider and reference are
 * those of an entry that the console knows, the rest is taken to be that entry's. It does not say either which
 * profiles an agent only reads through from the shared store: those which look as they do at the shared store's
 * agent are taken for that, unless their reference is known to be this agent's.
 *
 * Source: OpenClaw 2026.9.6, openclaw-integration §1 and §2.
 */
export function askedStores(observation: GatewayObservation, known: KnownEntries): ObservedAgent[] {
  const owner = sharedStoreAgent(observation);
  const shared = observation.agents.find(({ agentId }) => agentId === owner);
  return observation.agents.map((agent) => {
    const entries = entriesOf(agent.agentId, known);
    const isOwner = agent.agentId === owner;
    const profiles = agent.profiles
      .filter((profile) => isOwner || isOwn(profile, entries, shared))
      .map((profile) => observed(profile, entries.get(profile.profileId) ?? [], isOwner));
    return {
      agentId: agent.agentId,
      store: {
        profiles: new Map(profiles.map((profile) => [profile.profileId, profile])),
        order: new Map(Object.entries(agent.orders)),
      },
    };
  });
}

/** The agent whose commands write to the store that every agent reads through: the default one, else `main`. */
export function sharedStoreAgent({ agents }: GatewayObservation): string {
  return agents.find(({ isDefault }) => isDefault)?.agentId ?? MAIN_AGENT_ID;
}

function entriesOf(agentId: string, { profiles, ancestors }: KnownEntries): Map<string, StoreEntry[]> {
  const found: [string, StoreEntry | null][] = [
    ...profiles
      .filter((item) => item.agentId === agentId)
      .map((item): [string, StoreEntry | null] => [item.profileId, item.entry]),
    ...ancestors
      .filter((item) => item.agentId === agentId)
      .map((item): [string, StoreEntry | null] => [item.key, item.kind === "profile" ? item.value : null]),
  ];
  const entries = new Map<string, StoreEntry[]>();
  for (const [profileId, entry] of found)
    if (entry) entries.set(profileId, [...(entries.get(profileId) ?? []), entry]);
  return entries;
}

function isOwn(
  profile: ProfileObservation,
  entries: ReadonlyMap<string, StoreEntry[]>,
  shared: AgentObservation | undefined,
): boolean {
  const known = entries.get(profile.profileId) ?? [];
  if (known.some((entry) => sameTold(profile, entry))) return true;
  const theirs = shared?.profiles.find(({ profileId }) => profileId === profile.profileId);
  return theirs === undefined || !looksLike(profile, theirs);
}

function looksLike(left: ProfileObservation, right: ProfileObservation): boolean {
  return (
    left.type === right.type &&
    left.provider === right.provider &&
    left.expiresAtMs === right.expiresAtMs &&
    left.ref?.source === right.ref?.source &&
    left.ref?.id === right.ref?.id
  );
}

function sameTold({ type, provider, ref }: ProfileObservation, entry: StoreEntry): boolean {
  return (
    type === entry.type &&
    provider === entry.provider &&
    ref?.source === entry.ref.source &&
    ref.id === entry.ref.id
  );
}

function observed(
  profile: ProfileObservation,
  known: readonly StoreEntry[],
  isOwner: boolean,
): ObservedProfile {
  const { profileId, provider, type } = profile;
  const entry = known.find((candidate) => sameTold(profile, candidate)) ?? null;
  return {
    profileId,
    provider,
    type,
    inline: profile.ref === null && type !== "oauth" ? HELD_BY_GATEWAY : null,
    ref: profile.ref && referenceOf(profile.ref, entry),
    expires: expiryOf(profile.expiresAtMs, entry, isOwner),
    email: entry?.email ?? null,
    metadata: entry?.metadata ?? null,
  };
}

function referenceOf(ref: NonNullable<ProfileObservation["ref"]>, entry: StoreEntry | null): SecretRef {
  return entry ? entry.ref : { ...ref, provider: UNTOLD_ALIAS };
}

/** The shared store's agent cannot be told an expiry beside a reference at all; the console keeps that one alone. */
function expiryOf(atMs: number | null, entry: StoreEntry | null, isOwner: boolean): StoredExpiry {
  const known = entry?.expires ?? null;
  const isKnown = known !== null && (atMs === null ? isOwner : Math.abs(atMs - known) <= EXPIRY_TOLERANCE_MS);
  const shown = isKnown ? known : atMs;
  return shown === null ? { kind: "absent" } : { kind: "at", atMs: shown };
}
