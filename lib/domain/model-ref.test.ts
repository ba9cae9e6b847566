import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ConfiguredProvider, type ModelConfig, NO_CHOICE } from "#lib/domain/model-config.ts";
import { modelsInUse, parseModelRef, providersInUse } from "#lib/domain/model-ref.ts";

const PROVIDER: ConfiguredProvider = {
  baseUrl: "https://llm.example.test",
  api: null,
  auth: null,
  key: null,
  modelCount: 1,
  firstModelId: "m1",
  hasOwnHeaders: false,
};

function config(over: Partial<ModelConfig> = {}): ModelConfig {
  return {
    model: NO_CHOICE,
    imageModel: NO_CHOICE,
    agents: new Map(),
    allowed: new Map(),
    providers: new Map(),
    ...over,
  };
}

describe("a model reference", () => {
  test.each([
    ["anthropic/opus-4.6", "anthropic claude-opus-4-6"],
    ["opus-4.5", "anthropic claude-opus-4-5"],
    [" Z.AI / glm ", "zai glm"],
    ["google/gemini-3-pro", "google gemini-3-pro-preview"],
    ["google-vertex/gemini-3.1-flash", "google-vertex gemini-3-flash-preview"],
    ["openrouter/auto", "openrouter openrouter/auto"],
    ["openrouter/a/b", "openrouter a/b"],
    ["vercel-ai-gateway/sonnet-4.6", "vercel-ai-gateway anthropic/claude-sonnet-4-6"],
    ["vercel-ai-gateway/gpt-5", "vercel-ai-gateway gpt-5"],
    ["qwen/vl", "qwen-portal vl"],
  ])("%s means %s", (text, meant) => {
    const ref = parseModelRef(text);
    expect(`${ref?.provider} ${ref?.model}`).toBe(meant);
  });

  test.each(["", "  ", "/x", "x/", " / "])("%j means none", (text) => {
    expect(parseModelRef(text)).toBeNull();
  });

  test("is read from any text without a throw, and its provider is normalised once", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ref = parseModelRef(text);
        if (ref) expect(parseModelRef(`${ref.provider}/${ref.model}`)?.provider).toBe(ref.provider);
      }),
    );
  });
});

describe("the models in use", () => {
  test("are OpenClaw's own when nothing is configured", () => {
    const models = modelsInUse(config(), null);
    expect(models).toMatchObject({ defaultModel: "anthropic/claude-opus-4-6", sources: null });
    expect(providersInUse(models)).toEqual(["anthropic"]);
  });

  test("begin with the first model of the config's own providers when anthropic is none of them", () => {
    const providers = new Map([
      ["empty", { ...PROVIDER, modelCount: 0, firstModelId: null }],
      ["acme", PROVIDER],
    ]);
    expect(modelsInUse(config({ providers }), null).defaultModel).toBe("acme/m1");
    const withAnthropic = new Map([...providers, ["anthropic", PROVIDER] as const]);
    expect(modelsInUse(config({ providers: withAnthropic }), null).resolved.provider).toBe("anthropic");
  });

  test("may be named by an alias, whatever its capitals, and the last one counts", () => {
    const allowed = new Map([
      ["openai/gpt-5", "Fast"],
      ["zai/glm", "fast"],
    ]);
    const models = modelsInUse(config({ allowed, model: { primary: "FAST", fallbacks: null } }), null);
    expect(models).toMatchObject({ defaultModel: "FAST", resolved: { provider: "zai", model: "glm" } });
    expect([...models.aliases]).toEqual([
      ["Fast", "openai/gpt-5"],
      ["fast", "zai/glm"],
    ]);
  });

  test("may pin a profile, which is no part of the model", () => {
    const model = { primary: "openai/gpt-5@openai:work", fallbacks: null };
    expect(modelsInUse(config({ model }), null).resolved.model).toBe("gpt-5");
    const cloudflare = { primary: "cf/@cf/meta/llama", fallbacks: null };
    expect(modelsInUse(config({ model: cloudflare }), null).resolved.model).toBe("@cf/meta/llama");
  });

  test("of an agent are its own where it has some, an empty list of fallbacks included", () => {
    const agents = new Map([["work", { primary: "openai/gpt-5", fallbacks: [] }]]);
    const model = { primary: "anthropic/x", fallbacks: ["zai/glm"] };
    const own = modelsInUse(config({ agents, model }), "work");
    expect(own).toMatchObject({ fallbacks: [], sources: { model: "agent", fallbacks: "agent" } });
    const inherited = modelsInUse(config({ agents, model }), "main");
    expect(inherited).toMatchObject({
      fallbacks: ["zai/glm"],
      sources: { model: "defaults", fallbacks: "defaults" },
    });
  });
});
