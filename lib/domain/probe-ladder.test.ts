import { describe, expect, test } from "vitest";
import type { StoredExpiry } from "#lib/domain/auth-store.ts";
import { probeEndpoint } from "#lib/domain/probe-endpoint.ts";
import { nextProbeStep, PAID_PROBE_CENTS_MAX, type ProbeFacts } from "#lib/domain/probe-ladder.ts";
import type { ProbeReason, ProbeStatus } from "#lib/domain/probe-verdict.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const ABSENT: StoredExpiry = { kind: "absent" };
const profile = {
  provider: "anthropic",
  type: "api_key" as const,
  inline: new SecretText("sk-ant-api03-fake"),
  ref: null,
  expires: ABSENT,
  oauth: null,
};
const OAUTH = { hasAccess: true, hasRefresh: true, accountId: null };
const token = { ...profile, type: "token" as const };
const PAID = { isAllowed: true, requestsLeft: 5, centsLeft: 10 };

function facts(more: Partial<ProbeFacts> = {}): ProbeFacts {
  return {
    provider: "anthropic",
    profile,
    configEntry: null,
    isExcluded: false,
    isUnresolved: false,
    endpoint: probeEndpoint("anthropic", null),
    model: "claude-test",
    paid: { isAllowed: false, requestsLeft: 0, centsLeft: 0 },
    ...more,
  };
}

const verdict = (status: ProbeStatus, reasonCode: ProbeReason | null = null) => ({ status, reasonCode });
const FREE = { kind: "request", request: "free" };
const COMPLETION = { kind: "request", request: "paid" };

describe("before any request", () => {
  test.each<[string, Partial<ProbeFacts>, ProbeReason]>([
    ["left out of the order", { isExcluded: true }, "excluded_by_auth_order"],
    [
      "left out of the order before it is anything else",
      { isExcluded: true, profile: null },
      "excluded_by_auth_order",
    ],
    ["without material", { profile: { ...profile, inline: null } }, "missing_credential"],
    ["expired", { profile: { ...token, expires: { kind: "at", atMs: NOW_MS } } }, "expired"],
    ["with a bad expiry", { profile: { ...token, expires: { kind: "invalid" } } }, "invalid_expires"],
    ["of another provider", { profile: { ...profile, provider: "openai" } }, "ineligible_profile"],
    ["of another mode", { configEntry: { provider: "anthropic", mode: "token" } }, "ineligible_profile"],
    ["with a reference to nothing", { isUnresolved: true }, "unresolved_ref"],
    ["of OAuth", { profile: { ...profile, type: "oauth", oauth: OAUTH } }, "oauth_held_by_gateway"],
    ["of OAuth without material", { profile: { ...profile, type: "oauth" } }, "missing_credential"],
    [
      "of a provider that cannot be probed",
      { endpoint: probeEndpoint("github-copilot", null) },
      "token_exchange",
    ],
    ["of a provider without address", { endpoint: probeEndpoint("my-proxy", null) }, "needs_base_url"],
  ])("a credential %s is not worth one", (_what, more, reasonCode) => {
    expect(nextProbeStep(facts({ paid: PAID, ...more }), null, NOW_MS)).toEqual({
      kind: "done",
      verdict: verdict("unknown", reasonCode),
      advice: null,
    });
  });

  test("a token one millisecond before its end is worth one", () => {
    const expires: StoredExpiry = { kind: "at", atMs: NOW_MS + 1 };
    expect(nextProbeStep(facts({ profile: { ...token, expires } }), null, NOW_MS)).toEqual(FREE);
  });

  test("a key of the environment is worth one, and the free one comes first whatever is allowed", () => {
    expect(nextProbeStep(facts({ profile: null, paid: PAID }), null, NOW_MS)).toEqual(FREE);
  });
});

describe("after the free request", () => {
  const stepAfter = (free: ReturnType<typeof verdict>, more: Partial<ProbeFacts> = {}) =>
    nextProbeStep(facts(more), free, NOW_MS);

  test("a success is the end where no completion is allowed", () => {
    expect(stepAfter(verdict("ok"))).toEqual({ kind: "done", verdict: verdict("ok"), advice: null });
  });

  test("a success leads to the completion where it is allowed", () => {
    expect(stepAfter(verdict("ok"), { paid: PAID })).toEqual(COMPLETION);
  });

  test.each<[ProbeStatus, ProbeReason | null]>([
    ["auth", null],
    ["auth", "claude_code_only"],
    ["rate_limit", null],
    ["billing", null],
    ["timeout", null],
    ["format", null],
    ["unknown", "tls_untrusted"],
  ])("%s %j is the end, and nothing is spent on it", (status, reasonCode) => {
    const step = stepAfter(verdict(status, reasonCode), { paid: PAID });
    expect(step).toMatchObject({ kind: "done", verdict: verdict(status, reasonCode) });
  });

  test.each<ProbeReason>(["check_not_offered", "check_not_permitted", "key_not_checked", "not_a_provider"])(
    "%s leads to the completion, or says that it would help",
    (reasonCode) => {
      const open = verdict("unknown", reasonCode);
      expect(stepAfter(open, { paid: PAID })).toEqual(COMPLETION);
      expect(stepAfter(open)).toEqual({ kind: "done", verdict: open, advice: "allow_paid_probe" });
    },
  );

  test.each([[{ ...PAID, requestsLeft: 0 }], [{ ...PAID, centsLeft: PAID_PROBE_CENTS_MAX - 0.01 }]])(
    "the budget %j is over",
    (paid) => {
      const open = verdict("unknown", "key_not_checked");
      expect(stepAfter(open, { paid })).toEqual({ kind: "done", verdict: open, advice: "raise_budget" });
      expect(stepAfter(verdict("ok"), { paid })).toEqual({
        kind: "done",
        verdict: verdict("ok"),
        advice: null,
      });
    },
  );

  test("the last of the budget is spent", () => {
    const paid = { isAllowed: true, requestsLeft: 1, centsLeft: PAID_PROBE_CENTS_MAX };
    expect(stepAfter(verdict("ok"), { paid })).toEqual(COMPLETION);
  });

  test("without a model there is no completion", () => {
    expect(stepAfter(verdict("ok"), { paid: PAID, model: null })).toMatchObject({ verdict: verdict("ok") });
    const open = verdict("unknown", "check_not_offered");
    expect(stepAfter(open, { paid: PAID, model: null })).toMatchObject({
      verdict: verdict("no_model", "no_model"),
    });
  });

  test("a provider that answers other clients alone gets no completion", () => {
    const endpoint = probeEndpoint("kimi-coding", null);
    expect(stepAfter(verdict("ok"), { endpoint, paid: PAID })).toMatchObject({ verdict: verdict("ok") });
  });
});
