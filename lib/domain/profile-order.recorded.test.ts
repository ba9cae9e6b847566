import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type {
  AuthConfig,
  AuthStore,
  CredentialType,
  StoredExpiry,
  StoredProfile,
  UsageStats,
} from "#lib/domain/auth-store.ts";
import { resolveProfileOrder, storeProfileIds } from "#lib/domain/profile-order.ts";
import { parseStoredRef } from "#lib/domain/secret-ref-grammar.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { testConfig, testProfile, testStore } from "#lib/testing/auth-store.ts";

/**
 * What OpenClaw 2026.3.13's own functions answered for recorded state directories: one case a line, the
 * store and `auth` as found, with every secret replaced by `FAKE`.
 */
type RecordedCase = {
  name: string;
  nowMs: number;
  store: {
    profiles: Record<string, RawProfile>;
    order?: Record<string, unknown>;
    usageStats?: Record<string, UsageStats>;
  };
  auth: {
    profiles?: Record<string, { provider: string; mode: CredentialType }>;
    order?: Record<string, string[]>;
  };
  providers: Record<string, { order: string[]; eligibility: Record<string, string> }>;
};

type RawProfile = {
  type: CredentialType;
  provider: string;
  key?: string;
  keyRef?: unknown;
  token?: string;
  tokenRef?: unknown;
  access?: string;
  refresh?: string;
  expires?: unknown;
};

const cases = readFileSync(new URL("./testdata/openclaw-2026.3.13-orders.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line): RecordedCase => JSON.parse(line));

const rows = cases.flatMap((recorded) =>
  Object.entries(recorded.providers).map(([provider, answer]) => ({ recorded, provider, answer })),
);

describe("what OpenClaw answered", () => {
  test.each(rows)("in $recorded.name for $provider is what we answer", ({ recorded, provider, answer }) => {
    const store = readStore(recorded.store);
    const { nowMs, auth } = recorded;
    const resolved = resolveProfileOrder({ store, config: readConfig(auth), provider, nowMs });
    expect(resolved.order).toEqual(answer.order);
    const members = new Set(storeProfileIds(store, provider));
    const eligibility = resolved.rows.filter(({ profileId }) => members.has(profileId));
    expect(Object.fromEntries(eligibility.map((row) => [row.profileId, row.eligibility]))).toEqual(
      answer.eligibility,
    );
  });
});

function readStore(raw: RecordedCase["store"]): AuthStore {
  const profiles = Object.entries(raw.profiles).map(([profileId, profile]) =>
    readProfile(profileId, profile),
  );
  const order = Object.entries(raw.order ?? {}).map(([provider, ids]) => [provider, readIds(ids)] as const);
  return testStore(profiles, {
    order: Object.fromEntries(order.filter(([, ids]) => ids.length > 0)),
    usageStats: raw.usageStats ?? {},
  });
}

function readIds(raw: unknown): string[] {
  const ids = Array.isArray(raw) ? raw.filter((id) => typeof id === "string") : [];
  return ids.map((id) => id.trim()).filter((id) => id !== "");
}

function readProfile(profileId: string, raw: RawProfile): StoredProfile {
  const inline = raw.type === "api_key" ? raw.key : raw.token;
  const isThere = (text: string | undefined) => text !== undefined && text.trim() !== "";
  return testProfile(profileId, {
    provider: raw.provider,
    type: raw.type,
    inline: inline !== undefined && isThere(inline) ? new SecretText(inline) : null,
    ref: parseStoredRef(raw.type === "api_key" ? raw.keyRef : raw.tokenRef),
    expires: readExpiry(raw.expires),
    oauth:
      raw.type === "oauth"
        ? { hasAccess: isThere(raw.access), hasRefresh: isThere(raw.refresh), accountId: null }
        : null,
  });
}

function readExpiry(raw: unknown): StoredExpiry {
  if (raw === undefined) return { kind: "absent" };
  return typeof raw === "number" && Number.isFinite(raw) && raw > 0
    ? { kind: "at", atMs: raw }
    : { kind: "invalid" };
}

function readConfig({ profiles = {}, order = {} }: RecordedCase["auth"]): AuthConfig {
  const listed = Object.entries(profiles).map(([id, { provider, mode }]) => [id, [provider, mode]] as const);
  return testConfig(Object.fromEntries(listed), order);
}
