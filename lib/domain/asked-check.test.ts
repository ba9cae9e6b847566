import { describe, expect, test } from "vitest";
import { askedCheckCode, askedProblems } from "#lib/domain/asked-check.ts";
import type { AgentObservation, ProfileObservation } from "#lib/domain/gateway-observation.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 86_400_000;

const profile = (profileId: string, more: Partial<ProfileObservation> = {}): ProfileObservation => ({
  profileId,
  provider: profileId.split(":")[0] ?? "",
  type: "token",
  ref: null,
  expiresAtMs: null,
  status: "static",
  unusable: null,
  ...more,
});

function check(profiles: ProfileObservation[], more: Partial<AgentObservation> = {}) {
  const effective: Record<string, string[]> = {};
  for (const { provider, profileId } of profiles)
    effective[provider] = [...(effective[provider] ?? []), profileId];
  const problems = askedProblems(
    {
      agentId: "main",
      agentDir: "/s/agents/main/agent",
      isDefault: true,
      model: "anthropic/opus",
      fallbacks: ["openai/gpt-5"],
      profiles,
      orders: {},
      effective,
      missingProviders: [],
      ...more,
    },
    NOW_MS,
  );
  return [askedCheckCode(problems), ...problems.map(({ code }) => code)];
}

const ending = (profileId: string, ms: number) =>
  profile(profileId, { status: "ok", expiresAtMs: NOW_MS + ms });

describe("the check of a gateway that was asked", () => {
  test.each<[string, ProfileObservation[], Partial<AgentObservation>, unknown[]]>([
    ["a token without an end", [profile("anthropic:a")], {}, [0]],
    ["a token that has ended since it was asked", [ending("anthropic:a", 0)], {}, [1, "expired"]],
    ["a token with a day left", [ending("anthropic:a", DAY_MS)], {}, [2, "expiring"]],
    ["a token with more than a day left", [ending("anthropic:a", DAY_MS + 1)], {}, [0]],
    ["an ended one behind a good one", [profile("anthropic:a"), ending("anthropic:b", -1)], {}, [0]],
    ["an ended one of a provider that no model uses", [ending("google:a", -1)], {}, [0]],
    ["an ended one of a fallback’s provider", [ending("openai:a", -1)], {}, [1, "expired"]],
    [
      "a login that the gateway calls expired",
      [profile("openai:a", { type: "oauth", status: "expired" })],
      {},
      [1, "expired"],
    ],
    [
      "a login that it calls expiring",
      [profile("openai:a", { type: "oauth", status: "expiring" })],
      {},
      [2, "expiring"],
    ],
    ["a provider in use without anything", [], { missingProviders: ["anthropic"] }, [1, "provider_missing"]],
  ])("of %s", (_name, profiles, more, expected) => {
    expect(check(profiles, more)).toEqual(expected);
  });
});
