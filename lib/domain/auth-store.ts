import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";

export type CredentialType = "api_key" | "token" | "oauth";

/** An inline secret is there, and only the gateway itself can read it. */
export const HELD_BY_GATEWAY = "held_by_gateway";

/** `expires` as found: absent, a usable Unix-millisecond timestamp, or something OpenClaw calls `invalid_expires`. */
export type StoredExpiry = { kind: "absent" } | { kind: "at"; atMs: number } | { kind: "invalid" };

/** One entry of `profiles`, as OpenClaw 2026.3.13 understands it after loading. */
export type StoredProfile = {
  profileId: string;
  /** As typed; compare through `normalizeAuthProvider`. */
  provider: string;
  type: CredentialType;
  /** The inline `key` (api_key) or `token` (token); null when absent or blank. OAuth material is never read into this. */
  inline: SecretText | typeof HELD_BY_GATEWAY | null;
  ref: SecretRef | null;
  expires: StoredExpiry;
  /** OAuth only: what stands in `expires` when that is no usable timestamp, which status repeats; see `shownExpiry`. */
  expiresWritten?: string | number | boolean | null;
  email: string | null;
  /** api_key `metadata`, for instance Cloudflare AI Gateway's `accountId`. */
  metadata: Record<string, string> | null;
  /** OAuth facts only: whether the strings are there, never the strings. */
  oauth: {
    hasAccess: boolean;
    hasRefresh: boolean;
    /** The refresh token is there but consists of blanks: no material, yet status believes in it. */
    refreshIsBlank?: boolean;
    accountId: string | null;
  } | null;
};

export type UsageStats = {
  lastUsed?: number;
  cooldownUntil?: number;
  disabledUntil?: number;
  disabledReason?: string;
  errorCount?: number;
  failureCounts?: Record<string, number>;
  lastFailureAt?: number;
};

/** `auth-profiles.json` after OpenClaw's own leniency was applied. Maps keep file order. */
export type AuthStore = {
  profiles: Map<string, StoredProfile>;
  order: Map<string, string[]>;
  lastGood: Map<string, string>;
  usageStats: Map<string, UsageStats>;
  /** Entries OpenClaw would drop, with its own reason code. */
  ignored: { profileId: string; reason: "non_object" | "invalid_type" | "missing_provider" }[];
};

/** The inline secret of a profile; null when there is none that the console itself could read. */
export function readableInline({ inline }: Pick<StoredProfile, "inline">): SecretText | null {
  return inline === HELD_BY_GATEWAY ? null : inline;
}

/** The parts of `openclaw.json` that decide about credentials. */
export type AuthConfig = {
  profiles: Map<string, { provider: string; mode: CredentialType; email: string | null }>;
  order: Map<string, string[]>;
};
