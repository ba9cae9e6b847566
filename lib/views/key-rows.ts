import type { EnvironmentSource, ShownSetting, VariableSources } from "#lib/domain/key-sources.ts";
import type { ConfigKey } from "#lib/views/config-keys.ts";
import type { ProviderRow } from "#lib/views/key-sources-view.ts";

/** What a variable does for its provider; the sentence is `key_sources.variables.<code>`. */
export type KeyEffect =
  | { code: "used" | "used_after_profiles" | "blank" | "rotation_only" }
  | { code: "not_used" | "taken_for_key" | "without_value" }
  | { code: "after"; variable: string }
  | { code: "blank_blocks" | "hides"; sources: EnvironmentSource[] }
  | { code: "copied"; name: string };

export type KeyValue =
  | { kind: "masked" | "variable" | "reference" | "marker"; text: string }
  | { kind: "empty" | "unresolved" };

/** One line of the table that says which key counts for a provider. */
export type KeyRow = {
  provider: string;
  variable: string;
  value: KeyValue;
  source: EnvironmentSource | "config";
  file: string | null;
  effects: KeyEffect[];
};

/** Every variable and config key of these providers, in the order OpenClaw tries them, with what each does. */
export function keyRows(providers: readonly ProviderRow[]): KeyRow[] {
  return providers.flatMap((row) => [
    ...row.variables.map((variable) => variableRow(row, variable)),
    ...row.rotationVariables.map((variable) => rotationRow(row, variable)),
    ...(row.config ? [configRow(row, row.config)] : []),
  ]);
}

/** Providers whose rotation list says more than which key is used; the lists of the others are that one key. */
export function rotatingProviders(providers: readonly ProviderRow[]): ProviderRow[] {
  return providers.filter(({ rotation, rotationVariables }) => {
    const { entries, onlyFrom } = rotation;
    return entries.length > 1 || onlyFrom !== null || (entries.length > 0 && rotationVariables.length > 0);
  });
}

function variableRow(row: ProviderRow, variable: VariableSources): KeyRow {
  const { name, setting } = variable;
  const isBlank = setting.masked === null;
  const own = isBlank ? blankEffects(variable) : [filledEffect(row, name), ...hides(variable)];
  return { ...placed(row, name, setting), effects: [...own, ...copied(setting)] };
}

function rotationRow(row: ProviderRow, variable: VariableSources): KeyRow {
  const { name, setting } = variable;
  const own =
    setting.masked === null
      ? blankEffects(variable)
      : [{ code: "rotation_only" } as const, ...hides(variable)];
  return { ...placed(row, name, setting), effects: own };
}

function configRow(row: ProviderRow, config: ConfigKey): KeyRow {
  const { provider } = row;
  const variable = `models.providers.${provider}.apiKey`;
  const base = { provider, variable, source: "config" as const, file: null };
  if (config.kind === "unresolved") {
    const effects: KeyEffect[] = [{ code: "taken_for_key" }];
    return { ...base, value: { kind: "unresolved" }, effects };
  }
  const value: KeyValue =
    config.kind === "value"
      ? { kind: "masked", text: config.shown }
      : { kind: config.kind, text: config.shown };
  return { ...base, value, effects: [configEffect(row, config)] };
}

function configEffect(row: ProviderRow, config: ConfigKey): KeyEffect {
  if (config.kind === "marker") return { code: "not_used" };
  if (!config.isSet) return { code: "without_value" };
  return row.used === null ? used(row) : { code: "after", variable: row.used };
}

function filledEffect(row: ProviderRow, name: string): KeyEffect {
  return row.used === name || row.used === null ? used(row) : { code: "after", variable: row.used };
}

function used({ hasProfiles }: ProviderRow): KeyEffect {
  return { code: hasProfiles ? "used_after_profiles" : "used" };
}

function blankEffects({ blankBlocks, hidden }: VariableSources): KeyEffect[] {
  const blocked = hidden.filter(({ masked }) => masked !== null).map(({ source }) => source);
  return blankBlocks ? [{ code: "blank_blocks", sources: [...new Set(blocked)] }] : [{ code: "blank" }];
}

function hides({ hidden }: VariableSources): KeyEffect[] {
  const sources = [...new Set(hidden.map(({ source }) => source))];
  return sources.length > 0 ? [{ code: "hides", sources }] : [];
}

function copied({ copiedFrom }: ShownSetting): KeyEffect[] {
  return copiedFrom === null ? [] : [{ code: "copied", name: copiedFrom }];
}

function placed(row: ProviderRow, variable: string, setting: ShownSetting): Omit<KeyRow, "effects"> {
  const { source, file, masked } = setting;
  const value: KeyValue = masked === null ? { kind: "empty" } : { kind: "masked", text: masked };
  return { provider: row.provider, variable, value, source, file };
}
