import fc from "fast-check";
import { expect, test } from "vitest";
import type { AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { profileUse } from "#lib/domain/profile-use.ts";
import { emptyStore } from "#lib/domain/projected-store.ts";
import { evaluateProvider } from "#lib/domain/provider-evaluation.ts";
import { storeByProvider } from "#lib/domain/provider-stores.ts";
import type { RuntimeFacts } from "#lib/domain/runtime-credential.ts";
import { cellVerdict } from "#lib/domain/status-cell.ts";
import { mayBeClaudeCodeOnly, statusStep } from "#lib/domain/status-step.ts";
import { testProfile } from "#lib/testing/auth-store.ts";

const NOW_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;

const token = (id: string, atMs: number) => testProfile(id, { type: "token", expires: { kind: "at", atMs } });
const oauth = (id: string, atMs: number, hasRefresh: boolean) =>
  testProfile(id, {
    type: "oauth",
    inline: null,
    expires: { kind: "at", atMs },
    oauth: { hasAccess: true, hasRefresh, accountId: null },
  });

function facts(store: Partial<AuthStore>, more: Partial<RuntimeFacts> = {}): RuntimeFacts {
  return {
    store: { ...emptyStore(), ...store },
    auth: { profiles: new Map(), order: new Map() },
    models: {
      model: { primary: null, fallbacks: null },
      imageModel: { primary: null, fallbacks: null },
      agents: new Map(),
      allowed: new Map(),
      providers: new Map(),
    },
    environment: { variables: new Map(), hasGcloudCredentials: false },
    mainStore: null,
    resolves: () => true,
    nowMs: NOW_MS,
    ...more,
  };
}

const profilesOf = (...all: StoredProfile[]) => ({
  profiles: new Map(all.map((each) => [each.profileId, each])),
});

function verdictOf(given: RuntimeFacts, provider = "anthropic") {
  const profileOf = (id: string) => given.store.profiles.get(id) ?? null;
  const evaluation = evaluateProvider(provider, given);
  const lookAtUse = (id: string) => {
    const found = evaluation.order.includes(id) ? profileOf(id) : null;
    return found && profileUse(found, given);
  };
  return cellVerdict(evaluation, profileOf, lookAtUse, given.nowMs);
}

test("a profile that auth.profiles lists for another agent is nothing to look after; one that an order names is", () => {
  const entry = { provider: "anthropic", mode: "api_key" as const, email: null };
  const profiles = new Map(["anthropic:mine", "anthropic:theirs"].map((id) => [id, entry]));
  const store = profilesOf(testProfile("anthropic:mine"));
  const verdictWith = (order: Map<string, string[]>) =>
    verdictOf(facts(store, { auth: { profiles, order } }));
  expect(verdictWith(new Map())).toMatchObject({ state: "healthy", also: [] });
  const named = new Map([["anthropic", ["anthropic:mine", "anthropic:theirs"]]]);
  expect(verdictWith(named)).toMatchObject({ state: "healthy", also: ["missing"] });
});

test("an agent without any credential is told that none was found", () => {
  expect(verdictOf(facts({}))).toMatchObject({ state: "missing", cause: "no_credential", effective: null });
});

test("a token is expiring two weeks before its end, and expired at it", () => {
  const at = (atMs: number) => verdictOf(facts(profilesOf(token("anthropic:a", atMs))));
  expect(at(NOW_MS + 15 * DAY_MS)).toMatchObject({ state: "healthy" });
  expect(at(NOW_MS + 14 * DAY_MS)).toMatchObject({ state: "expiring", cause: "expiring" });
  expect(at(NOW_MS)).toMatchObject({ state: "expired", cause: "expired", effective: null });
});

test("what works decides, and what is expired beside it is said too", () => {
  const store = profilesOf(token("anthropic:old", NOW_MS - 1), testProfile("anthropic:key"));
  expect(verdictOf(facts(store))).toMatchObject({
    state: "healthy",
    effective: { profileId: "anthropic:key" },
    also: ["expired"],
  });
});

test("a window on the only profile holds the agent back, and one on another does not", () => {
  const usageStats = new Map([["anthropic:a", { disabledUntil: NOW_MS + 1, disabledReason: "billing" }]]);
  expect(verdictOf(facts({ ...profilesOf(testProfile("anthropic:a")), usageStats }))).toMatchObject({
    state: "held_back",
    cause: "disabled",
  });
  const two = profilesOf(testProfile("anthropic:a"), testProfile("anthropic:b"));
  expect(verdictOf(facts({ ...two, usageStats }))).toMatchObject({
    state: "healthy",
    effective: { profileId: "anthropic:b" },
    also: ["held_back"],
  });
});

test("an OAuth login whose access token is over is renewed while it can be, and expired when it cannot", () => {
  const at = (hasRefresh: boolean) =>
    verdictOf(facts(profilesOf(oauth("openai-codex:me", NOW_MS - 1, hasRefresh))), "openai-codex");
  expect(at(true)).toMatchObject({
    state: "healthy",
    cause: "renewed",
    effective: { source: "profile:openai-codex:me" },
  });
  expect(at(false)).toMatchObject({ state: "expired", effective: null });
});

test("a reference that does not resolve leaves the agent unresolved unless something else works", () => {
  const ref = { source: "env", provider: "default", id: "GONE" } as const;
  const broken = testProfile("anthropic:a", { inline: null, ref });
  const resolves = () => false;
  expect(verdictOf(facts(profilesOf(broken), { resolves }))).toMatchObject({
    state: "unresolved",
    cause: "unresolved_ref",
  });
  expect(verdictOf(facts(profilesOf(broken, testProfile("anthropic:b")), { resolves }))).toMatchObject({
    state: "healthy",
    also: ["unresolved"],
  });
});

test("an empty order leaves a good profile out, which is no fault of the profile", () => {
  const store = { ...profilesOf(testProfile("anthropic:a")), order: new Map([["anthropic", []]]) };
  const verdict = verdictOf(facts(store));
  expect(verdict).toMatchObject({ state: "missing", cause: "left_out", also: [] });
  expect(verdict.profiles.get("anthropic:a")).toEqual({ state: "healthy", cause: "left_out" });
});

test("each trouble has the one next step that the console or the command line can do", () => {
  const base = { provider: "anthropic", profileId: "anthropic:a", type: "token", rowId: null } as const;
  const more = { ...base, disabledReason: null, isUnimported: false };
  expect(statusStep("no_credential", more)).toEqual({ kind: "add" });
  expect(statusStep("no_credential", { ...more, isUnimported: true })).toEqual({ kind: "import" });
  expect(statusStep("expiring", { ...more, rowId: "prof_1" })).toEqual({ kind: "replace", rowId: "prof_1" });
  expect(statusStep("expired", { ...more, isUnimported: true })).toEqual({ kind: "import" });
  expect(statusStep("expired", { ...more, provider: "openai-codex", type: "oauth" })).toEqual({
    kind: "command",
    command: "openclaw models auth login --provider openai-codex",
  });
  expect(statusStep("disabled", { ...more, disabledReason: "billing" })).toEqual({ kind: "billing" });
});

test("a provider that is no word is never put into a command to copy", () => {
  const hostile = { provider: "x; rm -rf ~", profileId: null, type: "oauth", rowId: null } as const;
  expect(statusStep("expired", { ...hostile, disabledReason: null, isUnimported: false })).toEqual({
    kind: "doctor",
  });
});

test("only a subscription's token that Anthropic refused for good may be for Claude Code alone", () => {
  const refused = { provider: "anthropic", type: "token", disabledReason: "auth_permanent" } as const;
  expect(mayBeClaudeCodeOnly(refused, "disabled")).toBe(true);
  expect(mayBeClaudeCodeOnly({ ...refused, type: "api_key" }, "disabled")).toBe(false);
  expect(mayBeClaudeCodeOnly({ ...refused, disabledReason: "billing" }, "disabled")).toBe(false);
  expect(mayBeClaudeCodeOnly({ ...refused, provider: "openai" }, "disabled")).toBe(false);
});

const PROVIDERS = ["anthropic", "openai", "openai-codex", "volcengine", "volcengine-plan", "Z.AI", "zai"];
const id = fc
  .tuple(fc.constantFrom(...PROVIDERS), fc.constantFrom("a", "b", "default"))
  .map((parts) => parts.join(":"));
const entry = fc.record({
  provider: fc.constantFrom(...PROVIDERS),
  mode: fc.constantFrom("api_key", "token", "oauth"),
  email: fc.constant(null),
} as const);
const orders = fc.dictionary(fc.constantFrom(...PROVIDERS), fc.array(id, { maxLength: 4 }));
const kind = fc.constantFrom("key", "old", "login", "lapsed");

test("a provider's part of a store evaluates like the whole store", () => {
  const make = {
    key: (name: string) => testProfile(name),
    old: (name: string) => token(name, NOW_MS),
    login: null,
    lapsed: null,
  };
  const stored = fc.dictionary(id, fc.tuple(fc.constantFrom(...PROVIDERS), kind)).map((all) =>
    Object.entries(all).map(([name, [provider, what]]) => {
      const made = make[what]?.(name) ?? oauth(name, what === "login" ? NOW_MS + 1 : NOW_MS - 1, true);
      return { ...made, provider };
    }),
  );
  fc.assert(
    fc.property(
      stored,
      orders,
      orders,
      fc.dictionary(id, entry),
      fc.constantFrom(...PROVIDERS),
      (...given) => {
        const [all, order, configOrder, configured, provider] = given;
        const auth = {
          profiles: new Map(Object.entries(configured)),
          order: new Map(Object.entries(configOrder)),
        };
        const whole = facts({ ...profilesOf(...all), order: new Map(Object.entries(order)) }, { auth });
        const part = { ...whole, store: storeByProvider(whole.store, auth)(provider) };
        expect(evaluateProvider(provider, part)).toEqual(evaluateProvider(provider, whole));
      },
    ),
    { numRuns: 1000 },
  );
});
