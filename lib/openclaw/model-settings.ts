import { normalizeAgentId } from "#lib/domain/agent-id.ts";
import type { AuthConfig } from "#lib/domain/auth-store.ts";
import {
  type ConfiguredProvider,
  type ModelChoice,
  type ModelConfig,
  NO_CHOICE,
  type ProviderAuthMode,
  type ProviderKey,
} from "#lib/domain/model-config.ts";
import { parseModelRef } from "#lib/domain/model-ref.ts";
import { parseStoredRef } from "#lib/domain/secret-ref-grammar.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { GatewayConfig } from "#lib/openclaw/config-file.ts";
import type { EnvLookup } from "#lib/openclaw/config-substitution.ts";
import { isJsonObject, type JsonObject, ownMember, textMember } from "#lib/openclaw/own-member.ts";

/** Aliases that OpenClaw gives to these models when they are in the allow-list without one. */
const MODEL_ALIASES = {
  opus: "anthropic/claude-opus-4-6",
  sonnet: "anthropic/claude-sonnet-4-6",
  gpt: "openai/gpt-5.4",
  "gpt-mini": "openai/gpt-5-mini",
  gemini: "google/gemini-3.1-pro-preview",
  "gemini-flash": "google/gemini-3-flash-preview",
  "gemini-flash-lite": "google/gemini-3.1-flash-lite-preview",
} as const;

/**
 * The models and model providers of a config, with what OpenClaw adds to them when it loads it.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.1 and §3.2; the additions are in its bundle.
 */
export function modelConfigOf({ document, auth, status }: GatewayConfig, env: EnvLookup): ModelConfig {
  const defaults = objectOf(document.get(["agents", "defaults"]));
  const model = choiceOf(ownMember(defaults, "model"));
  const allowed = allowedModels(objectOf(ownMember(defaults, "models")));
  if (status !== "absent") addCachedModel(allowed, model.primary, auth, env);
  return {
    model,
    imageModel: choiceOf(ownMember(defaults, "imageModel")),
    agents: agentChoices(document.get(["agents", "list"])),
    allowed: withAliases(allowed),
    providers: providersOf(objectOf(document.get(["models", "providers"]))),
  };
}

function choiceOf(value: unknown): ModelChoice {
  if (typeof value === "string") return { primary: value.trim() || null, fallbacks: null };
  if (!isJsonObject(value)) return NO_CHOICE;
  const fallbacks = ownMember(value, "fallbacks");
  return {
    primary: textMember(value, "primary")?.trim() ?? null,
    fallbacks: Array.isArray(fallbacks) ? fallbacks.filter((item) => typeof item === "string") : null,
  };
}

/** Of agents with the same id the first counts. */
function agentChoices(list: unknown): Map<string, ModelChoice> {
  const choices = new Map<string, ModelChoice>();
  for (const entry of Array.isArray(list) ? list : []) {
    if (!isJsonObject(entry)) continue;
    const agentId = normalizeAgentId(textMember(entry, "id") ?? "");
    if (!choices.has(agentId)) choices.set(agentId, choiceOf(ownMember(entry, "model")));
  }
  return choices;
}

/** Alias by model key. An alias of blanks is none, but keeps OpenClaw from giving its own; undefined does not. */
type AllowedModels = Map<string, string | undefined>;

function allowedModels(models: JsonObject): AllowedModels {
  const entries = Object.entries(models).map(([key, entry]) => {
    const alias = isJsonObject(entry) ? ownMember(entry, "alias") : undefined;
    return [key, typeof alias === "string" ? alias.trim() : undefined] as const;
  });
  return new Map(entries);
}

function withAliases(allowed: AllowedModels): Map<string, string | null> {
  for (const [alias, key] of Object.entries(MODEL_ALIASES)) {
    if (allowed.has(key) && allowed.get(key) === undefined) allowed.set(key, alias);
  }
  return new Map([...allowed].map(([key, alias]) => [key, alias || null]));
}

/**
 * With an API key for Anthropic, OpenClaw sets how long the default model's prompts are cached, and so puts that
 * model into the allow-list.
 */
function addCachedModel(
  allowed: AllowedModels,
  primary: string | null,
  auth: AuthConfig,
  env: EnvLookup,
): void {
  if (primary === null || !usesAnthropicApiKey(auth, env)) return;
  const aliases: Readonly<Record<string, string>> = MODEL_ALIASES;
  const named = Object.hasOwn(aliases, primary.toLowerCase()) ? aliases[primary.toLowerCase()] : undefined;
  const ref = parseModelRef(named ?? primary);
  const isBedrock =
    ref?.provider === "amazon-bedrock" && ref.model.toLowerCase().includes("anthropic.claude");
  if (!ref || (ref.provider !== "anthropic" && !isBedrock)) return;
  const key = `${ref.provider}/${ref.model}`;
  if (!allowed.has(key)) allowed.set(key, undefined);
}

function usesAnthropicApiKey({ profiles, order }: AuthConfig, env: EnvLookup): boolean {
  const modeOf = (profileId: string) => {
    const entry = profiles.get(profileId);
    return entry?.provider === "anthropic" ? entry.mode : null;
  };
  const ordered = (order.get("anthropic") ?? []).map(modeOf).find((mode) => mode !== null);
  if (ordered) return ordered === "api_key";
  const modes = [...profiles.keys()].map(modeOf).filter((mode) => mode !== null);
  const apiKeys = modes.filter((mode) => mode === "api_key").length;
  if (apiKeys > 0 && apiKeys === modes.length) return true;
  if (apiKeys === 0 && modes.length > 0) return false;
  return !env("ANTHROPIC_OAUTH_TOKEN")?.trim() && Boolean(env("ANTHROPIC_API_KEY")?.trim());
}

function providersOf(providers: JsonObject): Map<string, ConfiguredProvider> {
  const entries = Object.entries(providers).flatMap(([id, entry]) =>
    isJsonObject(entry) ? [[id, providerOf(id, entry)] as const] : [],
  );
  return new Map(entries);
}

const AUTH_MODES: readonly ProviderAuthMode[] = ["api-key", "aws-sdk", "oauth", "token"];

function providerOf(id: string, entry: JsonObject): ConfiguredProvider {
  const list = ownMember(entry, "models");
  const models: unknown[] = Array.isArray(list) ? list : [];
  const auth = ownMember(entry, "auth");
  const first = objectOf(models[0]);
  const impliedApi =
    id.trim().toLowerCase() === "anthropic" && models.length > 0 ? "anthropic-messages" : null;
  return {
    baseUrl: textMember(entry, "baseUrl"),
    api: textMember(entry, "api") ?? impliedApi,
    auth: AUTH_MODES.find((mode) => mode === auth) ?? null,
    key: keyOf(ownMember(entry, "apiKey")),
    modelCount: models.length,
    firstModelId: textMember(first, "id"),
    hasOwnHeaders:
      ownMember(entry, "authHeader") === true || [entry, ...models.map(objectOf)].some(addsHeaders),
  };
}

function addsHeaders(entry: JsonObject): boolean {
  return Object.keys(objectOf(ownMember(entry, "headers"))).length > 0;
}

function keyOf(value: unknown): ProviderKey | null {
  if (typeof value === "string") return { kind: "text", value: new SecretText(value) };
  const ref = isJsonObject(value) ? parseStoredRef(value) : null;
  return ref === null ? null : { kind: "ref", ref };
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
