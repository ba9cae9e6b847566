import { describe, expect, test } from "vitest";
import type { StoredExpiry } from "#lib/domain/auth-store.ts";
import {
  type CredentialFacts,
  credentialEligibility,
  profileEligibility,
} from "#lib/domain/credential-eligibility.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const REF = { source: "exec", provider: "clawkeep", id: "main/anthropic:ops" } as const;
const FAKE = new SecretText("sk-FAKE-0123456789");

function facts(over: Partial<CredentialFacts>): CredentialFacts {
  return { type: "api_key", inline: null, ref: null, expires: { kind: "absent" }, oauth: null, ...over };
}

describe("an api_key", () => {
  test.each([
    { what: "an inline key", over: { inline: FAKE }, reason: "ok" },
    { what: "a keyRef", over: { ref: REF }, reason: "ok" },
    { what: "a blank key and a keyRef", over: { inline: new SecretText(" "), ref: REF }, reason: "ok" },
    { what: "a blank key", over: { inline: new SecretText(" \n") }, reason: "missing_credential" },
    { what: "nothing", over: {}, reason: "missing_credential" },
    { what: "a past expiry", over: { inline: FAKE, expires: { kind: "at", atMs: 1 } }, reason: "ok" },
    { what: "an invalid expiry", over: { inline: FAKE, expires: { kind: "invalid" } }, reason: "ok" },
  ] as const)("with $what is $reason", ({ over, reason }) => {
    expect(credentialEligibility(facts(over), NOW_MS)).toBe(reason);
  });
});

describe("a token", () => {
  const at = (atMs: number): StoredExpiry => ({ kind: "at", atMs });
  test.each([
    { expires: { kind: "absent" } as const, reason: "ok" },
    { expires: at(NOW_MS + 1), reason: "ok" },
    { expires: at(NOW_MS), reason: "expired" },
    { expires: at(NOW_MS - 1), reason: "expired" },
    { expires: at(1), reason: "expired" },
    { expires: at(0.5), reason: "expired" },
    { expires: at(Number.MAX_VALUE), reason: "ok" },
    { expires: { kind: "invalid" } as const, reason: "invalid_expires" },
    { expires: at(0), reason: "invalid_expires" },
    { expires: at(-1), reason: "invalid_expires" },
    { expires: at(Number.NaN), reason: "invalid_expires" },
    { expires: at(Number.POSITIVE_INFINITY), reason: "invalid_expires" },
  ])("expiring $expires is $reason", ({ expires, reason }) => {
    expect(credentialEligibility(facts({ type: "token", inline: FAKE, expires }), NOW_MS)).toBe(reason);
  });

  test("held only by a tokenRef still has to be unexpired", () => {
    expect(credentialEligibility(facts({ type: "token", ref: REF, expires: at(NOW_MS) }), NOW_MS)).toBe(
      "expired",
    );
  });

  test("without material is missing before its expiry is looked at", () => {
    expect(credentialEligibility(facts({ type: "token", expires: { kind: "invalid" } }), NOW_MS)).toBe(
      "missing_credential",
    );
  });
});

describe("OAuth material", () => {
  test.each([
    { hasAccess: true, hasRefresh: false, reason: "ok" },
    { hasAccess: false, hasRefresh: true, reason: "ok" },
    { hasAccess: false, hasRefresh: false, reason: "missing_credential" },
  ])("with access $hasAccess and refresh $hasRefresh is $reason, whatever its expiry", (row) => {
    const oauth = { hasAccess: row.hasAccess, hasRefresh: row.hasRefresh, accountId: null };
    for (const expires of [{ kind: "absent" }, { kind: "invalid" }, { kind: "at", atMs: 1 }] as const) {
      expect(credentialEligibility(facts({ type: "oauth", oauth, expires }), NOW_MS)).toBe(row.reason);
    }
  });

  test("is not replaced by an inline value or a reference", () => {
    expect(credentialEligibility(facts({ type: "oauth", inline: FAKE, ref: REF }), NOW_MS)).toBe(
      "missing_credential",
    );
  });
});

describe("a profile for a provider", () => {
  const profile = { ...facts({ type: "token", inline: FAKE }), provider: "anthropic" };
  const check = (over: Partial<Parameters<typeof profileEligibility>[0]>) =>
    profileEligibility({ profile, provider: "anthropic", configEntry: null, nowMs: NOW_MS, ...over });

  test("of that provider is ok, in any spelling", () => {
    expect(check({ provider: " Anthropic " })).toBe("ok");
    expect(check({ profile: { ...profile, provider: "Z.AI" }, provider: "zai" })).toBe("ok");
    expect(check({ profile: { ...profile, provider: "volcengine" }, provider: "volcengine-plan" })).toBe(
      "ok",
    );
  });

  test("that is not in the store is missing, whatever the config says", () => {
    expect(check({ profile: null, configEntry: { provider: "openai", mode: "api_key" } })).toBe(
      "profile_missing",
    );
  });

  test.each([
    { mode: "token", reason: "ok" },
    { mode: "oauth", reason: "ok" },
    { mode: "api_key", reason: "mode_mismatch" },
  ] as const)("stored as a token and configured as $mode is $reason", ({ mode, reason }) => {
    expect(check({ configEntry: { provider: "anthropic", mode } })).toBe(reason);
  });

  test("stored as OAuth does not pass for a token", () => {
    const oauth = { hasAccess: true, hasRefresh: true, accountId: null };
    const stored = { ...facts({ type: "oauth", oauth }), provider: "anthropic" };
    expect(check({ profile: stored, configEntry: { provider: "anthropic", mode: "token" } })).toBe(
      "mode_mismatch",
    );
  });

  test("gives the first reason in OpenClaw's order", () => {
    const broken = { ...facts({ type: "token", expires: { kind: "invalid" } }), provider: "openai" };
    const other = { provider: "openai", mode: "api_key" } as const;
    const same = { provider: "anthropic", mode: "api_key" } as const;
    expect(check({ profile: broken, configEntry: same })).toBe("provider_mismatch");
    expect(check({ profile: { ...broken, provider: "anthropic" }, configEntry: other })).toBe(
      "provider_mismatch",
    );
    expect(check({ profile: { ...broken, provider: "anthropic" }, configEntry: same })).toBe("mode_mismatch");
    expect(check({ profile: { ...broken, provider: "anthropic" } })).toBe("missing_credential");
  });
});
