import { environmentKeyUse } from "#lib/domain/environment-key.ts";
import { maskSecret } from "#lib/domain/mask.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { isNonSecretMarker } from "#lib/domain/provider-key.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { refersToEnv } from "#lib/openclaw/config-substitution.ts";
import { nodeAt, plainValue } from "#lib/openclaw/config-tree.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/**
 * `models.providers.<id>.apiKey` of the config.
 *
 * - `value`: a key, written there or substituted from a variable; `shown` is its mask.
 * - `variable`: the name of a variable whose value is used; `isSet` says whether it has one.
 * - `unresolved`: it refers to a variable that is not set, and OpenClaw takes the text for the key.
 * - `reference`: a SecretRef; `shown` is its source and id.
 * - `marker`: a word that says that no key is needed; never used as one.
 */
export type ConfigKey = {
  provider: string;
  kind: "value" | "variable" | "unresolved" | "reference" | "marker";
  shown: string;
  isSet: boolean;
};

/**
 * The keys in the config by provider; of two spellings of one provider the first.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.2.
 */
export function configKeys(state: GatewayState): ConfigKey[] {
  const providers = state.config.document.node(["models", "providers"]);
  if (providers?.kind !== "object") return [];
  const byProvider = new Map<string, ConfigKey>();
  for (const [name, node] of providers.members) {
    const provider = normalizeProvider(name);
    const apiKey = nodeAt(node, ["apiKey"]);
    const key = apiKey && configKey(provider, plainValue(apiKey), state);
    if (key && !byProvider.has(provider)) byProvider.set(provider, key);
  }
  return [...byProvider.values()];
}

function configKey(provider: string, value: unknown, state: GatewayState): ConfigKey | null {
  if (typeof value === "string") return textKey(provider, value.trim(), state);
  if (typeof value !== "object" || value === null || !("source" in value) || !("id" in value)) return null;
  const shown = printable(`${String(value.source)}:${String(value.id)}`);
  return { provider, kind: "reference", shown, isSet: true };
}

function textKey(provider: string, text: string, state: GatewayState): ConfigKey | null {
  if (text === "") return null;
  if (isNonSecretMarker(text)) return { provider, kind: "marker", shown: text, isSet: false };
  if (refersToEnv(text)) return { provider, kind: "unresolved", shown: "", isSet: false };
  if (environmentKeyUse(text)?.use === "key") {
    const isSet = state.environment.some(
      ({ name, wins, value }) => name === text && wins && !value.isBlank(),
    );
    return { provider, kind: "variable", shown: text, isSet };
  }
  return { provider, kind: "value", shown: maskSecret(new SecretText(text)), isSet: true };
}
