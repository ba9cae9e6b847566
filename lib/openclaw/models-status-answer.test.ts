import { expect, test } from "vitest";
import { readModelsStatus } from "#lib/openclaw/models-status-answer.ts";

const health = (profileId: string, type: string, more = {}) => ({
  profileId,
  provider: profileId.split(":")[0],
  type,
  status: type === "api_key" ? "static" : "ok",
  source: "store",
  label: profileId,
  ...more,
});

function answer(labels: string[], profiles: object[], unusableProfiles: object[] = []) {
  return {
    agentDir: "/home/a/.openclaw/agents/main/agent",
    resolvedDefault: "openai/gpt-5",
    fallbacks: ["anthropic/claude-opus-4-6"],
    auth: {
      missingProvidersInUse: ["anthropic"],
      providers: [{ provider: "openai", effective: { kind: "profiles" }, profiles: { count: 1, labels } }],
      unusableProfiles,
      oauth: { profiles, providers: [{ provider: "openai", effectiveProfiles: profiles.slice(0, 1) }] },
    },
  };
}

const profilesOf = (labels: string[], profiles: object[], unusable?: object[]) =>
  readModelsStatus(answer(labels, profiles, unusable))?.profiles;

test("a label with a reference gives its source and id, of keys and of tokens", () => {
  expect(
    profilesOf(
      ["openai:work=ref(exec:main/openai:work)", "openai:t=token:ref(env:OPENAI_TOKEN)"],
      [health("openai:work", "api_key"), health("openai:t", "token", { expiresAt: 1_800_000_000_000 })],
    ),
  ).toMatchObject([
    { profileId: "openai:work", ref: { source: "exec", id: "main/openai:work" }, expiresAtMs: null },
    { profileId: "openai:t", ref: { source: "env", id: "OPENAI_TOKEN" }, expiresAtMs: 1_800_000_000_000 },
  ]);
});

test("a masked secret is known to be there and its mask is not kept", () => {
  const profiles = profilesOf(["openai:work=sk-FAKE-...89abcdef"], [health("openai:work", "api_key")]);
  expect(profiles).toMatchObject([{ profileId: "openai:work", ref: null }]);
  expect(JSON.stringify(profiles)).not.toContain("89abcdef");
});

test("a window in brackets behind a label does not hide the reference, and is kept as what it is", () => {
  const label = "openai:work=ref(file:/openai/work) [disabled:billing 4h]";
  const unusable = {
    profileId: "openai:work",
    kind: "disabled",
    reason: "billing",
    until: 5,
    remainingMs: 4,
  };
  expect(profilesOf([label], [health("openai:work", "api_key")], [unusable])).toMatchObject([
    {
      ref: { source: "file", id: "/openai/work" },
      unusable: { kind: "disabled", reason: "billing", untilMs: 5 },
    },
  ]);
});

test("a profile whose id begins like another's is not taken for it", () => {
  const labels = ["openai:a=b=ref(exec:one)", "openai:a=ref(exec:two)"];
  expect(profilesOf(labels, [health("openai:a", "api_key"), health("openai:a=b", "api_key")])).toMatchObject([
    { profileId: "openai:a", ref: { id: "two" } },
    { profileId: "openai:a=b", ref: { id: "one" } },
  ]);
});

test("an OAuth login has no reference, whatever its label says", () => {
  expect(profilesOf(["openai:me=OAuth (ref(exec:x))"], [health("openai:me", "oauth")])).toMatchObject([
    { type: "oauth", ref: null },
  ]);
});

test("the models, what is missing for them and the profiles that an order lets through are kept", () => {
  expect(readModelsStatus(answer([], [health("openai:work", "api_key")]))).toMatchObject({
    model: "openai/gpt-5",
    fallbacks: ["anthropic/claude-opus-4-6"],
    missingProviders: ["anthropic"],
    effective: { openai: ["openai:work"] },
  });
});

test.for([undefined, null, [], "text", {}, { auth: {} }, { ...answer([], []), agentDir: 1 }])(
  "anything else is not such an answer: %j",
  (document) => {
    expect(readModelsStatus(document)).toBeNull();
  },
);
