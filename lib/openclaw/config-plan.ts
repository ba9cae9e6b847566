import type { AuthConfig } from "#lib/domain/auth-store.ts";
import type { ObservedStore } from "#lib/domain/observed-store.ts";
import { normalizeAuthProvider } from "#lib/domain/provider-id.ts";
import { CLAWKEEP_PROVIDER, type WantedProfile } from "#lib/domain/publish-plan.ts";
import type { ConfigChange } from "#lib/domain/publish-receipt.ts";
import type { StoreEntry } from "#lib/domain/store-entry.ts";

/** A sentence under `publish_notes`: something a person should know. */
export type ConfigNote = {
  code: "metadata_would_exclude" | "metadata_types_differ";
  params: Record<string, string>;
};

export type ConfigPlanInput = {
  config: AuthConfig;
  /** What `secrets.providers.clawkeep` holds now, undefined when nothing. */
  secretProvider: unknown;
  /** The resolver's absolute path, or null to take the provider out. */
  command: string | null;
  profiles: WantedProfile[];
  stores: ObservedStore[];
};

/**
 * The secret provider as both releases take it. `allowSymlinkCommand`, `allowInsecurePath` and
 * `secrets.resolution` would be valid in 2026.3.13 and make the config invalid for 2026.9.
 */
export function secretProviderBlock(command: string) {
  const folder = command.slice(0, command.lastIndexOf("/"));
  return {
    source: "exec",
    command,
    timeoutMs: 15_000,
    noOutputTimeoutMs: 15_000,
    jsonOnly: true,
    trustedDirs: [folder],
  };
}

/**
 * What publishing changes in `openclaw.json`: its own secret provider, and the metadata that OpenClaw's
 * commands write for each profile they store (semantics §6.4).
 *
 * As soon as `auth.profiles` names one profile of a provider, OpenClaw uses no unnamed one (semantics
 * §5.3). So for a provider that has none named, metadata is left out when the gateway has profiles of it
 * that are not ours: naming ours would put theirs out of use.
 */
export function planConfig(input: ConfigPlanInput): { changes: ConfigChange[]; notes: ConfigNote[] } {
  const provider = providerChange(input);
  const metadata = metadataChanges(input);
  return { changes: [...provider, ...metadata.changes, ...removals(input)], notes: metadata.notes };
}

function providerChange({ command, secretProvider: before }: ConfigPlanInput): ConfigChange[] {
  const path = ["secrets", "providers", CLAWKEEP_PROVIDER];
  const after = command === null ? undefined : secretProviderBlock(command);
  if (same(before, after)) return [];
  return [{ path, action: actionOf(before, after), before: shownProvider(before), after }];
}

/** A plan is shown and kept, and what others wrote into a provider may hold a secret: its `env`, for one. */
function shownProvider(before: unknown): unknown {
  if (typeof before !== "object" || before === null || Array.isArray(before)) return before && NOT_SHOWN;
  const ours = secretProviderBlock("");
  return Object.fromEntries(
    Object.entries(before).map(([key, value]) => [key, Object.hasOwn(ours, key) ? value : NOT_SHOWN]),
  );
}

const NOT_SHOWN = "[…]";

type MetadataPlan = { changes: ConfigChange[]; notes: ConfigNote[] };

function metadataChanges(input: ConfigPlanInput): MetadataPlan {
  const plan: MetadataPlan = { changes: [], notes: [] };
  for (const [provider, members] of liveByProvider(input.profiles)) {
    const excluded = namesProvider(input.config, provider) ? [] : unmanaged(input, provider);
    if (excluded.length > 0) {
      const params = { provider, profiles: excluded.join(", ") };
      plan.notes.push({ code: "metadata_would_exclude", params });
    } else for (const [profileId, entries] of members) addMetadata(plan, input.config, profileId, entries);
  }
  return plan;
}

function addMetadata(plan: MetadataPlan, config: AuthConfig, profileId: string, entries: StoreEntry[]): void {
  const [entry, ...others] = entries;
  if (!entry) return;
  if (others.every((other) => other.type === entry.type)) {
    plan.changes.push(...metadataChange(config, profileId, entry));
  } else plan.notes.push({ code: "metadata_types_differ", params: { profileId } });
}

function namesProvider(config: AuthConfig, provider: string): boolean {
  return [...config.profiles.values()].some((entry) => normalizeAuthProvider(entry.provider) === provider);
}

function metadataChange(config: AuthConfig, profileId: string, entry: StoreEntry): ConfigChange[] {
  const current = config.profiles.get(profileId);
  const email = entry.email ?? current?.email ?? null;
  const before = current && metadataOf(current.provider, current.mode, current.email);
  const after = metadataOf(entry.provider, entry.type, email);
  if (same(before, after)) return [];
  return [{ path: ["auth", "profiles", profileId], action: actionOf(before, after), before, after }];
}

/**
 * Metadata of profiles that were removed everywhere goes too. It stays while an agent has a profile of that
 * id that is not ours: without it that one might be out of use.
 */
function removals({ config, profiles, stores }: ConfigPlanInput): ConfigChange[] {
  const live = new Set(profiles.flatMap((item) => (item.entry ? [item.profileId] : [])));
  const gone = new Set(
    profiles.flatMap((item) => (item.entry || live.has(item.profileId) ? [] : [item.profileId])),
  );
  return [...gone].flatMap((profileId): ConfigChange[] => {
    const current = config.profiles.get(profileId);
    if (!current || current.mode === "oauth" || isHeldByOthers(profileId, profiles, stores)) return [];
    const before = metadataOf(current.provider, current.mode, current.email);
    return [{ path: ["auth", "profiles", profileId], action: "remove", before, after: undefined }];
  });
}

/** Copies that OpenClaw made of ours do not count; they go with their original. */
function isHeldByOthers(profileId: string, profiles: WantedProfile[], stores: ObservedStore[]): boolean {
  const held = stores.filter((store) => {
    const profile = store.profiles.get(profileId);
    return profile && !(profile.ref?.source === "exec" && profile.ref.provider === CLAWKEEP_PROVIDER);
  });
  if (held.length === 0) return false;
  return held.length > profiles.filter((item) => item.profileId === profileId).length;
}

function liveByProvider(profiles: WantedProfile[]): Map<string, Map<string, StoreEntry[]>> {
  const groups = new Map<string, Map<string, StoreEntry[]>>();
  for (const { profileId, entry } of profiles) {
    if (!entry) continue;
    const provider = normalizeAuthProvider(entry.provider);
    const members = groups.get(provider) ?? new Map<string, StoreEntry[]>();
    members.set(profileId, [...(members.get(profileId) ?? []), entry]);
    groups.set(provider, members);
  }
  return groups;
}

function unmanaged({ stores, profiles }: ConfigPlanInput, provider: string): string[] {
  const managed = new Set(profiles.map((item) => item.profileId));
  const ids = stores
    .flatMap((store) => [...store.profiles.values()])
    .filter(
      (profile) => normalizeAuthProvider(profile.provider) === provider && !managed.has(profile.profileId),
    )
    .map((profile) => profile.profileId);
  return [...new Set(ids)];
}

function metadataOf(provider: string, mode: string, email: string | null) {
  return email === null ? { provider, mode } : { provider, mode, email };
}

const actionOf = (before: unknown, after: unknown): ConfigChange["action"] =>
  after === undefined ? "remove" : before === undefined ? "add" : "change";

/** Equal as JSON, whatever the order of keys. */
function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
