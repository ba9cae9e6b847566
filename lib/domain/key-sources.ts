import { environmentKeyUse } from "#lib/domain/environment-key.ts";
import { isRotationName, rotationList } from "#lib/domain/key-rotation.ts";
import { maskSecret } from "#lib/domain/mask.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { findProvider, KNOWN_PROVIDERS } from "#lib/domain/providers.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";

/**
 * Where a variable can be set, strongest first. A value from the config also replaces a blank one.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.3.
 */
export const ENVIRONMENT_SOURCES = [
  "process",
  "cwd_env_file",
  "state_env_file",
  "config_env",
  "config_env_vars",
  "login_shell",
] as const;

export type EnvironmentSource = (typeof ENVIRONMENT_SOURCES)[number];

/** One setting of a variable, as a gateway's environment was read. Of several for one name exactly one wins. */
export type EnvironmentSetting = {
  name: string;
  value: SecretText;
  source: EnvironmentSource;
  file: string | null;
  copiedFrom: string | null;
  wins: boolean;
};

/** A setting as a person may see it. `masked` is null for one that is set to nothing. */
export type ShownSetting = Pick<EnvironmentSetting, "source" | "file" | "copiedFrom"> & {
  masked: string | null;
};

/** A variable that is set: what counts, and what that hides. */
export type VariableSources = {
  name: string;
  setting: ShownSetting;
  hidden: ShownSetting[];
  /** It is set to nothing, and that keeps a value from another place from being used. */
  blankBlocks: boolean;
};

export type RotationEntry = {
  variable: string;
  source: EnvironmentSource;
  masked: string;
  duplicateOf: string | null;
};

export type ProviderKeySources = {
  provider: string;
  /** The variables its one key is taken from that are set, in the order OpenClaw tries them. */
  variables: VariableSources[];
  /** The one that chats and probes use where no profile does; null when all are blank or none is set. */
  used: string | null;
  rotation: { entries: RotationEntry[]; onlyFrom: string | null };
  /** Variables of the rotation list alone that are set. */
  rotationVariables: VariableSources[];
};

/** What writing a variable to `<state>/.env` would come to. */
export type WriteOutlook = {
  /** A stronger place sets it already, even if to nothing, so a value in the file would never be used. */
  blockedBy: ShownSetting | null;
  /** Weaker places that set it, which would be hidden. */
  hides: ShownSetting[];
  /** Variables that OpenClaw tries before this one for a provider, and that have a value. */
  behind: { provider: string; variable: string }[];
};

/** The keys of a provider's rotation list, from the settings that win. */
export function listOfProvider(provider: string, settings: readonly EnvironmentSetting[]) {
  const winners = settings.filter(({ wins }) => wins);
  return rotationList(provider, new Map(winners.map((setting) => [setting.name, setting])));
}

/** Where a provider's keys come from in a gateway's environment, for its single key and for rotation. */
export function providerKeySources(
  provider: string,
  settings: readonly EnvironmentSetting[],
): ProviderKeySources {
  const id = normalizeProvider(provider);
  const winners = settings.filter(({ wins }) => wins);
  const direct = findProvider(id)?.envVars ?? [];
  const set = direct.filter((name) => winners.some((setting) => setting.name === name));
  const filled = set.find((name) =>
    winners.some((setting) => setting.name === name && !isBlank(setting.value)),
  );
  const list = listOfProvider(id, settings);
  const entries = list.flatMap(({ variable, key, duplicateOf }): RotationEntry[] => {
    const source = winners.find(({ name }) => name === variable)?.source;
    return source ? [{ variable, source, masked: maskSecret(key), duplicateOf }] : [];
  });
  const onlyFrom = list[0]?.source === "live" ? list[0].variable : null;
  const alone = winners.filter(({ name }) => isRotationName(name, id) && !direct.includes(name));
  return {
    provider: id,
    variables: set.flatMap((name) => sourcesOf(name, settings)),
    used: filled ?? null,
    rotation: { entries, onlyFrom },
    rotationVariables: alone.flatMap(({ name }) => sourcesOf(name, settings)),
  };
}

/** The known providers for which a variable is set, blank ones included, as forms list them. */
export function providersInEnvironment(settings: readonly EnvironmentSetting[]): string[] {
  const uses = settings.map(({ name }) => environmentKeyUse(name)).filter((use) => use !== null);
  const named = new Set(uses.flatMap((use) => use.providers));
  const rotated = new Set(settings.map(({ name }) => name));
  return KNOWN_PROVIDERS.map(({ id }) => id).filter(
    (id) => named.has(id) || [...rotated].some((name) => isRotationName(name, id)),
  );
}

/** Says before a variable is written to `<state>/.env` whether it would be used, and what it would hide. */
export function writeOutlook(name: string, settings: readonly EnvironmentSetting[]): WriteOutlook {
  const others = settings.filter((setting) => setting.name === name && setting.copiedFrom === null);
  const rank = (setting: EnvironmentSetting) => ENVIRONMENT_SOURCES.indexOf(setting.source);
  const own = ENVIRONMENT_SOURCES.indexOf("state_env_file");
  const stronger = others.filter((setting) => rank(setting) < own).sort((a, b) => rank(a) - rank(b));
  const weaker = others.filter((setting) => rank(setting) > own);
  const use = environmentKeyUse(name);
  const behind = use?.use === "key" ? use.providers.flatMap((id) => earlierVariable(id, name, settings)) : [];
  return { blockedBy: stronger[0] ? shown(stronger[0]) : null, hides: weaker.map(shown), behind };
}

function earlierVariable(provider: string, name: string, settings: readonly EnvironmentSetting[]) {
  const { used } = providerKeySources(provider, settings);
  const order = findProvider(provider)?.envVars ?? [];
  const isEarlier = used !== null && order.indexOf(used) < order.indexOf(name);
  return isEarlier ? [{ provider, variable: used }] : [];
}

function sourcesOf(name: string, settings: readonly EnvironmentSetting[]): VariableSources[] {
  const all = settings.filter((setting) => setting.name === name);
  const winner = all.find(({ wins }) => wins);
  if (!winner) return [];
  const losers = all.filter((setting) => setting !== winner);
  const blankBlocks = isBlank(winner.value) && losers.some(({ value }) => !isBlank(value));
  return [{ name, setting: shown(winner), hidden: losers.map(shown), blankBlocks }];
}

function shown({ source, file, copiedFrom, value }: EnvironmentSetting): ShownSetting {
  return { source, file, copiedFrom, masked: isBlank(value) ? null : maskSecret(value) };
}

/** OpenClaw takes line breaks and characters above U+00FF out of a value before it looks at it (semantics §8.1). */
function isBlank(value: SecretText): boolean {
  return (
    value
      .reveal()
      .replace(/[\r\n]|[^\0-\xff]/g, "")
      .trim() === ""
  );
}
