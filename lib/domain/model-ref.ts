import { type ModelChoice, type ModelConfig, NO_CHOICE } from "#lib/domain/model-config.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";

/** A model and the provider it is asked from. */
export type ModelRef = { provider: string; model: string };

const DEFAULT_PROVIDER = "anthropic";
const DEFAULT_MODEL = "claude-opus-4-6";

const ANTHROPIC_MODELS: ReadonlyMap<string, string> = new Map([
  ["opus-4.6", "claude-opus-4-6"],
  ["opus-4.5", "claude-opus-4-5"],
  ["sonnet-4.6", "claude-sonnet-4-6"],
  ["sonnet-4.5", "claude-sonnet-4-5"],
]);

const GOOGLE_MODELS: ReadonlyMap<string, string> = new Map([
  ["gemini-3-pro", "gemini-3-pro-preview"],
  ["gemini-3-flash", "gemini-3-flash-preview"],
  ["gemini-3.1-pro", "gemini-3.1-pro-preview"],
  ["gemini-3.1-flash-lite", "gemini-3.1-flash-lite-preview"],
  ["gemini-3.1-flash", "gemini-3-flash-preview"],
  ["gemini-3.1-flash-preview", "gemini-3-flash-preview"],
]);

/**
 * Reads `provider/model`. Without a slash the provider is the one given, else anthropic; null when a part is blank. The provider is
 * normalised and short model names are spelled out.
 *
 * Source: OpenClaw 2026.3.13, `parseModelRef` in its bundle.
 */
export function parseModelRef(text: string, withoutSlash = DEFAULT_PROVIDER): ModelRef | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const slash = trimmed.indexOf("/");
  if (slash === -1) return normalizedRef(withoutSlash, trimmed);
  const provider = trimmed.slice(0, slash).trim();
  const model = trimmed.slice(slash + 1).trim();
  return provider === "" || model === "" ? null : normalizedRef(provider, model);
}

/** How OpenClaw names a model in lists: a model id that begins with its provider stays as it is. */
export function modelKey({ provider, model }: ModelRef): string {
  return model.toLowerCase().startsWith(`${provider.toLowerCase()}/`) ? model : `${provider}/${model}`;
}

/** What `models status` says about the model in use, before any credential is looked at. */
export type ModelsInUse = {
  /** As configured, an alias or a bare id; the resolved model when nothing is configured. */
  defaultModel: string;
  resolved: ModelRef;
  fallbacks: readonly string[];
  imageModel: string | null;
  imageFallbacks: readonly string[];
  /** Alias to model key. */
  aliases: ReadonlyMap<string, string>;
  allowed: readonly string[];
  /** Where the agent's default and fallbacks come from; null without an agent. */
  sources: { model: "agent" | "defaults"; fallbacks: "agent" | "defaults" } | null;
};

/**
 * Works out the models of one agent, or of the defaults when `agentId` is null.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1, and `models status` in its bundle.
 */
export function modelsInUse(config: ModelConfig, agentId: string | null): ModelsInUse {
  const agent = agentId === null ? NO_CHOICE : (config.agents.get(agentId) ?? NO_CHOICE);
  const configured = agent.primary ?? config.model.primary;
  const resolved = resolveModel(config, configured);
  return {
    defaultModel: configured ?? `${resolved.provider}/${resolved.model}`,
    resolved,
    fallbacks: agent.fallbacks ?? config.model.fallbacks ?? [],
    imageModel: config.imageModel.primary,
    imageFallbacks: config.imageModel.fallbacks ?? [],
    aliases: aliasesOf(config),
    allowed: [...config.allowed.keys()],
    sources: agentId === null ? null : sourcesOf(agent),
  };
}

/** Providers of the models that runs may ask, without the allow-list, in the order they are named. */
export function providersInUse(models: ModelsInUse): string[] {
  const { defaultModel, fallbacks, imageModel, imageFallbacks } = models;
  return providersOf([defaultModel, ...fallbacks, imageModel ?? "", ...imageFallbacks]);
}

/** The providers of these models, each once. */
export function providersOf(models: readonly string[]): string[] {
  return [...new Set(models.flatMap((model) => parseModelRef(model)?.provider ?? []))];
}

function sourcesOf(agent: ModelChoice): NonNullable<ModelsInUse["sources"]> {
  return {
    model: agent.primary === null ? "defaults" : "agent",
    fallbacks: agent.fallbacks === null ? "defaults" : "agent",
  };
}

function aliasesOf({ allowed }: ModelConfig): Map<string, string> {
  const entries = [...allowed].flatMap(([key, alias]) => (alias === null ? [] : [[alias, key] as const]));
  return new Map(entries);
}

function resolveModel(config: ModelConfig, configured: string | null): ModelRef {
  return (configured === null ? null : configuredModel(config, configured)) ?? fallbackModel(config);
}

function configuredModel(config: ModelConfig, text: string): ModelRef | null {
  if (text.includes("/")) return parseModelRef(withoutProfile(text));
  const wanted = text.toLowerCase();
  // OpenClaw's index of aliases keeps the last of those that differ in case only.
  const named = [...config.allowed].findLast(([key, alias]) => {
    return alias?.toLowerCase() === wanted && parseModelRef(key) !== null;
  });
  return named ? parseModelRef(named[0]) : { provider: DEFAULT_PROVIDER, model: text };
}

/** `openai/gpt-5@openai:work` pins a profile; the model is what stands before the `@`. */
function withoutProfile(text: string): string {
  const at = text.indexOf("@", text.lastIndexOf("/") + 1);
  if (at <= 0) return text;
  const [model, profile] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  return model === "" || profile === "" ? text : model;
}

/** With providers of its own but none for anthropic, a config's first model is the default. */
function fallbackModel({ providers }: ModelConfig): ModelRef {
  const standard = { provider: DEFAULT_PROVIDER, model: DEFAULT_MODEL };
  if (providers.has(DEFAULT_PROVIDER)) return standard;
  for (const [provider, { firstModelId }] of providers) {
    if (firstModelId !== null) return { provider, model: firstModelId };
  }
  return standard;
}

function normalizedRef(providerText: string, model: string): ModelRef {
  const provider = normalizeProvider(providerText);
  return { provider, model: normalizedModel(provider, model) };
}

function normalizedModel(provider: string, model: string): string {
  if (provider === "anthropic") return anthropicModel(model);
  if (provider === "google" || provider === "google-vertex") return GOOGLE_MODELS.get(model) ?? model;
  if (model.includes("/")) return model;
  if (provider === "openrouter") return `openrouter/${model}`;
  const isClaude = provider === "vercel-ai-gateway" && anthropicModel(model).startsWith("claude-");
  return isClaude ? `anthropic/${anthropicModel(model)}` : model;
}

function anthropicModel(model: string): string {
  return ANTHROPIC_MODELS.get(model.toLowerCase()) ?? model;
}
