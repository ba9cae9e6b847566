import { describe, expect, test } from "vitest";
import { checkOutboundUrl } from "#lib/domain/outbound-rule.ts";
import { probeEndpoint } from "#lib/domain/probe-endpoint.ts";
import { PROBE_ROWS } from "#lib/domain/probe-rows.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { KNOWN_PROVIDERS } from "#lib/domain/providers.ts";

describe("the table", () => {
  test("has a row for every provider OpenClaw knows, and a source in each", () => {
    expect(KNOWN_PROVIDERS.map(({ id }) => id).filter((id) => !PROBE_ROWS.has(id))).toEqual([]);
    for (const [id, { source }] of PROBE_ROWS) {
      expect(normalizeProvider(id)).toBe(id);
      expect(source).not.toBe("");
    }
  });

  test("leads to HTTPS on the usual port, but for servers on the gateway's own machine", () => {
    const plain = [...PROBE_ROWS].filter(([, row]) => {
      const url = "baseUrl" in row ? row.baseUrl : null;
      return url !== null && !checkOutboundUrl(url, []).ok;
    });
    expect(plain.map(([id]) => id)).toEqual(["ollama", "sglang", "vllm"]);
  });
});

describe("a provider's endpoint", () => {
  test("is the provider's own where the config says nothing", () => {
    expect(probeEndpoint("anthropic", null)).toEqual({
      canProbe: true,
      provider: "anthropic",
      dialect: "anthropic",
      baseUrl: "https://api.anthropic.com",
      keyHeader: "x-api-key",
      freeCheck: { path: "/v1/models?limit=1", proof: "list", isKnownClosed: true },
      hasCompletion: true,
      tokenLimit: "max_tokens",
    });
  });

  test("is found under an alias, and with a slash at the end of its URL", () => {
    expect(probeEndpoint("Z.AI", null)).toMatchObject({ provider: "zai", dialect: "openai" });
    const configured = { baseUrl: "https://api.openai.com/v1//", api: null };
    expect(probeEndpoint("openai", configured)).toEqual(probeEndpoint("openai", null));
  });

  test("elsewhere is not known to be closed, and has the plain list", () => {
    const configured = { baseUrl: "https://proxy.example/v1", api: "openai-completions" };
    expect(probeEndpoint("openrouter", configured)).toMatchObject({
      baseUrl: "https://proxy.example/v1",
      freeCheck: { path: "/models", proof: "list", isKnownClosed: false },
      tokenLimit: "max_tokens",
    });
  });

  test.each([
    ["anthropic-messages", "anthropic", "x-api-key"],
    ["openai-responses", "openai", "bearer"],
    ["google-generative-ai", "google", "x-goog-api-key"],
    [null, "openai", "bearer"],
    ["something-new", "openai", "bearer"],
  ])("that is nobody we know speaks %s as %s", (api, dialect, keyHeader) => {
    const configured = { baseUrl: "https://llm.example", api };
    expect(probeEndpoint("my-proxy", configured)).toMatchObject({ canProbe: true, dialect, keyHeader });
  });

  test("that OpenClaw calls under another client's name has no completion of ours", () => {
    expect(probeEndpoint("kimi-coding", null)).toMatchObject({ canProbe: true, hasCompletion: false });
  });

  test.each(["http://10.0.0.5:11434", "http://10.0.0.5:11434/v1/"])("of Ollama at %s is below /v1", (url) => {
    expect(probeEndpoint("ollama", { baseUrl: url, api: "ollama" })).toMatchObject({
      baseUrl: "http://10.0.0.5:11434/v1",
    });
  });
});

describe("a provider that cannot be probed", () => {
  test.each([
    ["github-copilot", null, "token_exchange"],
    ["bedrock", null, "cloud_signature"],
    ["google-vertex", null, "cloud_signature"],
    ["openai-codex", null, "client_login"],
    ["voyage", null, "no_chat"],
    ["cloudflare-ai-gateway", null, "needs_base_url"],
    ["my-proxy", null, "needs_base_url"],
    ["constructor", null, "needs_base_url"],
    ["my-proxy", { baseUrl: " ", api: null }, "needs_base_url"],
    ["my-proxy", { baseUrl: "https://x.example", api: "bedrock-converse-stream" }, "cloud_signature"],
    ["openai", { baseUrl: null, api: null, hasOwnHeaders: true }, "config_headers"],
  ])("%s says why: %j gives %s", (provider, configured, obstacle) => {
    expect(probeEndpoint(provider, configured)).toEqual({ canProbe: false, obstacle });
  });
});
