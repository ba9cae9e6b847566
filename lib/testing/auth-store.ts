import type {
  AuthConfig,
  AuthStore,
  CredentialType,
  StoredProfile,
  UsageStats,
} from "#lib/domain/auth-store.ts";
import type { ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

/** A usable api_key profile whose provider is what its id says before the colon. */
export function testProfile(profileId: string, over: Partial<StoredProfile> = {}): StoredProfile {
  return {
    profileId,
    provider: profileId.split(":")[0] ?? "",
    type: "api_key",
    inline: new SecretText("sk-FAKE-0123456789"),
    ref: null,
    expires: { kind: "absent" },
    email: null,
    metadata: null,
    oauth: null,
    ...over,
  };
}

export function testStore(
  profiles: StoredProfile[],
  over: { order?: Record<string, string[]>; usageStats?: Record<string, UsageStats> } = {},
): AuthStore {
  return {
    profiles: new Map(profiles.map((profile) => [profile.profileId, profile])),
    order: new Map(Object.entries(over.order ?? {})),
    lastGood: new Map(),
    usageStats: new Map(Object.entries(over.usageStats ?? {})),
    ignored: [],
  };
}

export function testConfig(
  profiles: Record<string, readonly [provider: string, mode: CredentialType]> = {},
  order: Record<string, string[]> = {},
): AuthConfig {
  return {
    profiles: new Map(
      Object.entries(profiles).map(([id, [provider, mode]]) => [id, { provider, mode, email: null }]),
    ),
    order: new Map(Object.entries(order)),
  };
}

/** A row a line: `1 a:x reasons…` for one that is tried, `- a:x excludedBy/eligibility` for one that is not. */
export function shortRows(rows: ProfileOrderRow[]): string[] {
  return rows.map((row) =>
    row.position === null
      ? `- ${row.profileId} ${row.excludedBy}/${row.eligibility}`
      : [row.position, row.profileId, ...row.reasons].join(" "),
  );
}
