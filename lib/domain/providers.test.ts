import { describe, expect, test } from "vitest";
import { checkProviderId } from "#lib/domain/profile-id.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { findProvider, KNOWN_PROVIDERS, providerName } from "#lib/domain/providers.ts";

describe("the known providers", () => {
  test("have ids that are unique, normal and allowed", () => {
    const ids = KNOWN_PROVIDERS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(checkProviderId(id)).toEqual({ ok: true, provider: id });
  });

  test("are each found by their aliases", () => {
    for (const { id, aliases } of KNOWN_PROVIDERS) {
      for (const alias of aliases) expect(normalizeProvider(alias)).toBe(id);
    }
    expect(findProvider("Z.AI")?.aliases).toEqual(["z.ai", "z-ai"]);
  });

  test("name environment variables by OpenClaw's pattern", () => {
    for (const { envVars } of KNOWN_PROVIDERS) {
      for (const name of envVars) expect(name).toMatch(/^[A-Z][A-Z0-9_]{0,127}$/);
    }
  });

  test("have a variable for everything that can be pasted, and none for the rest", () => {
    for (const { pasteable, envVars } of KNOWN_PROVIDERS) expect(envVars.length > 0).toBe(pasteable);
  });

  test("offer a setup-token for Anthropic only", () => {
    expect(KNOWN_PROVIDERS.filter(({ setupToken }) => setupToken).map(({ id }) => id)).toEqual(["anthropic"]);
  });

  test("keep the sequence in which variables are tried", () => {
    expect(findProvider("github-copilot")?.envVars).toEqual([
      "COPILOT_GITHUB_TOKEN",
      "GH_TOKEN",
      "GITHUB_TOKEN",
    ]);
    expect(findProvider("google")?.envVars).toEqual(["GEMINI_API_KEY"]);
  });
});

describe("a provider's name", () => {
  test.each([
    ["anthropic", "Anthropic"],
    [" Z-AI", "Z.AI"],
    ["my-proxy", "my-proxy"],
    ["constructor", "constructor"],
  ])("%j is called %j", (provider, name) => {
    expect(providerName(provider)).toBe(name);
  });
});
