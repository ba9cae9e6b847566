import { describe, expect, test } from "vitest";
import type { StoredProfile } from "#lib/domain/auth-store.ts";
import { credentialHealth } from "#lib/domain/credential-health.ts";
import { testConfig, testProfile, testStore } from "#lib/testing/auth-store.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 86_400_000;

function healthOf(...profiles: StoredProfile[]) {
  const providers = [...new Set(profiles.map(({ provider }) => provider))];
  return credentialHealth({ store: testStore(profiles), config: testConfig(), providers, nowMs: NOW_MS });
}

function one(over: Partial<StoredProfile>) {
  const [profile] = healthOf(testProfile("a:1", over)).profiles;
  return profile;
}

const oauth = (over: Partial<StoredProfile> = {}, hasRefresh = true): Partial<StoredProfile> => ({
  type: "oauth",
  inline: null,
  oauth: { hasAccess: true, hasRefresh, accountId: null },
  ...over,
});

describe("a token", () => {
  test.each([
    [DAY_MS + 1, "ok"],
    [DAY_MS, "expiring"],
    [1, "expiring"],
  ])("with %i ms left is %s", (leftMs, status) => {
    const found = one({ type: "token", expires: { kind: "at", atMs: NOW_MS + leftMs } });
    expect(found).toMatchObject({ status, remainingMs: leftMs, expiresAt: NOW_MS + leftMs });
    expect(found).not.toHaveProperty("reasonCode");
  });

  test("that is over has a reason and no expiry", () => {
    const found = one({ type: "token", expires: { kind: "at", atMs: NOW_MS } });
    expect(found).toMatchObject({ status: "expired", reasonCode: "expired" });
    expect(found).not.toHaveProperty("expiresAt");
  });

  test("without an expiry is static, with one that is none it is missing", () => {
    expect(one({ type: "token" })).toMatchObject({ status: "static" });
    expect(one({ type: "token", expires: { kind: "invalid" } })).toMatchObject({
      status: "missing",
      reasonCode: "invalid_expires",
    });
  });
});

describe("an OAuth credential", () => {
  test("that is over counts as ok while it can be refreshed, even with blanks", () => {
    const expires = { kind: "at", atMs: NOW_MS - 5 } as const;
    expect(one(oauth({ expires }))).toMatchObject({ status: "ok", remainingMs: -5 });
    expect(one(oauth({ expires }, false))).toMatchObject({ status: "expired" });
    const blank = { hasAccess: true, hasRefresh: false, refreshIsBlank: true, accountId: null };
    expect(one(oauth({ expires, oauth: blank }))).toMatchObject({ status: "ok" });
  });

  test.each([["soon"], [null], [0], [-3], [true]])(
    "with the expiry %j is missing and repeats it",
    (written) => {
      const found = one(oauth({ expires: { kind: "invalid" }, expiresWritten: written }));
      expect(found).toMatchObject({ status: "missing", expiresAt: written });
      expect(found).not.toHaveProperty("reasonCode");
    },
  );

  test("without an expiry is missing and has none", () => {
    expect(one(oauth())).not.toHaveProperty("expiresAt");
  });
});

describe("a provider", () => {
  test("has no expiry where the only one is infinite", () => {
    const endless = oauth({ expires: { kind: "invalid" }, expiresWritten: Number.POSITIVE_INFINITY });
    const [provider] = healthOf(testProfile("a:1", endless)).providers;
    expect(provider).toMatchObject({ status: "expired" });
    expect(provider).not.toHaveProperty("expiresAt");
    expect(provider).not.toHaveProperty("remainingMs");
  });

  test("takes the earliest expiry, and is as bad as its worst profile", () => {
    const { providers } = healthOf(
      testProfile("a:ok", { type: "token", expires: { kind: "at", atMs: NOW_MS + 9 * DAY_MS } }),
      testProfile("a:soon", { type: "token", expires: { kind: "at", atMs: NOW_MS + 10 } }),
      testProfile("a:key"),
    );
    expect(providers).toMatchObject([{ status: "expiring", expiresAt: NOW_MS + 10, remainingMs: 10 }]);
    const { providers: broken } = healthOf(testProfile("a:1", oauth()), testProfile("a:2", oauth()));
    expect(broken).toMatchObject([{ status: "expired" }]);
  });

  test("with only keys is static, with nothing it is missing", () => {
    expect(healthOf(testProfile("a:1")).providers).toMatchObject([{ status: "static" }]);
    const none = credentialHealth({
      store: testStore([]),
      config: testConfig(),
      providers: ["zai"],
      nowMs: NOW_MS,
    });
    expect(none.providers).toEqual([{ provider: "zai", status: "missing", profiles: [] }]);
  });

  test("is looked up as the store spells it", () => {
    const padded = testProfile("a:1", { provider: " a " });
    const found = credentialHealth({
      store: testStore([padded]),
      config: testConfig(),
      providers: ["a"],
      nowMs: NOW_MS,
    });
    expect(found.profiles).toEqual([]);
  });
});
