import type { ModelChoices } from "#lib/domain/model-match.ts";
import { modelKey, modelsInUse, parseModelRef } from "#lib/domain/model-ref.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { modelConfigOf } from "#lib/openclaw/model-settings.ts";
import { isJsonObject, ownMember, textMember } from "#lib/openclaw/own-member.ts";
import { environmentOf } from "#lib/openclaw/status-facts.ts";

/** `hasAllowList`: the config has `agents.defaults.models`; without it only models that the config names are known here. */
export type SessionChoices = ModelChoices & { hasAllowList: boolean };

/**
 * What `/model` may choose from in an agent's sessions: the allow-list, the fallbacks and the default model. Without an
 * allow-list OpenClaw takes what its own catalog has, which no file says: then the default model and those that
 * `models.providers` lists.
 *
 * Source: OpenClaw 2026.3.13, `buildAllowedModelSet` in its bundle.
 */
export function sessionChoices(state: GatewayState, agentId: string): SessionChoices {
  const { variables } = environmentOf(state);
  const config = modelConfigOf(state.config, (name) => variables.get(name)?.value.reveal());
  const { resolved, fallbacks } = modelsInUse(config, agentId);
  const hasAllowList = config.allowed.size > 0;
  const named = hasAllowList ? [...config.allowed.keys(), ...fallbacks] : configuredModels(state);
  const refs = named.flatMap((text) => parseModelRef(text, resolved.provider) ?? []);
  const aliases = [...config.allowed].flatMap(([key, alias]) => {
    const ref = alias === null ? null : parseModelRef(key, resolved.provider);
    return ref === null || alias === null ? [] : [{ alias, ref }];
  });
  return { standard: resolved, allowed: new Set([...refs, resolved].map(modelKey)), aliases, hasAllowList };
}

/** The provider of each profile that an agent can use, as it is written, which is how `/model` compares it. */
export function profileProviders({ effective }: AgentState): Map<string, string> {
  return new Map([...effective.profiles].map(([id, { provider }]) => [id, provider]));
}

function configuredModels({ config }: GatewayState): string[] {
  const providers = config.document.get(["models", "providers"]);
  if (!isJsonObject(providers)) return [];
  return Object.keys(providers).flatMap((provider) => {
    const entry = ownMember(providers, provider);
    const models = isJsonObject(entry) ? ownMember(entry, "models") : null;
    const ids = Array.isArray(models)
      ? models.filter(isJsonObject).map((model) => textMember(model, "id"))
      : [];
    return ids.flatMap((id) => (id === null ? [] : [`${provider}/${id}`]));
  });
}
