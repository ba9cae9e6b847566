import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";

/** A `model` or `imageModel` of the config. `fallbacks` is null where the config has none, not even an empty list. */
export type ModelChoice = { primary: string | null; fallbacks: readonly string[] | null };

export const NO_CHOICE: ModelChoice = { primary: null, fallbacks: null };

/** `models.providers.<id>.apiKey`: a text, which may be a marker, or a SecretRef that was not resolved. */
export type ProviderKey = { kind: "text"; value: SecretText } | { kind: "ref"; ref: SecretRef };

/** `models.providers.<id>.auth`. */
export type ProviderAuthMode = "api-key" | "aws-sdk" | "oauth" | "token";

/** What decides about credentials in one entry of `models.providers`. */
export type ConfiguredProvider = {
  baseUrl: string | null;
  api: string | null;
  auth: ProviderAuthMode | null;
  key: ProviderKey | null;
  modelCount: number;
  /** Id of the first model, which becomes the default model when nothing else is configured. */
  firstModelId: string | null;
  /** It, or a model of it, adds headers to each request, or sends its key in another one (`headers`, `authHeader`). */
  hasOwnHeaders: boolean;
};

/** The parts of `openclaw.json` that say which models, and so which providers, are in use. */
export type ModelConfig = {
  /** `agents.defaults.model` and `.imageModel`. */
  model: ModelChoice;
  imageModel: ModelChoice;
  /** `agents.list[].model` by normalised agent id. */
  agents: ReadonlyMap<string, ModelChoice>;
  /** `agents.defaults.models`, the allow-list, with what OpenClaw adds to it: key to alias. */
  allowed: ReadonlyMap<string, string | null>;
  /** `models.providers` in file order. */
  providers: ReadonlyMap<string, ConfiguredProvider>;
};
