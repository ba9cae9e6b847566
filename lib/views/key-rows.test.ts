import { expect, test } from "vitest";
import {
  type EnvironmentSetting,
  type EnvironmentSource,
  providerKeySources,
} from "#lib/domain/key-sources.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { keyRows, rotatingProviders } from "#lib/views/key-rows.ts";
import type { ProviderRow } from "#lib/views/key-sources-view.ts";

const KEY = "sk-FAKE-0123456789-abcd";

const set = (name: string, value: string, source: EnvironmentSource, wins = true): EnvironmentSetting => {
  return { name, value: new SecretText(value), source, file: null, copiedFrom: null, wins };
};

function rowsOf(provider: string, settings: EnvironmentSetting[], more: Partial<ProviderRow> = {}) {
  const sources = providerKeySources(provider, settings);
  return keyRows([{ ...sources, config: null, hasProfiles: false, ...more }]).map(
    ({ variable, value, effects }) => [variable, value.kind, ...effects],
  );
}

test("the first variable with a value is used, later ones come after it", () => {
  const settings = [
    set("ANTHROPIC_API_KEY", KEY, "state_env_file"),
    set("ANTHROPIC_OAUTH_TOKEN", KEY, "process"),
    set("ANTHROPIC_OAUTH_TOKEN", KEY, "state_env_file", false),
  ];
  expect(rowsOf("anthropic", settings)).toEqual([
    ["ANTHROPIC_OAUTH_TOKEN", "masked", { code: "used" }, { code: "hides", sources: ["state_env_file"] }],
    ["ANTHROPIC_API_KEY", "masked", { code: "after", variable: "ANTHROPIC_OAUTH_TOKEN" }],
  ]);
});

test("an empty variable says what it blocks, or that it is only empty", () => {
  const settings = [
    set("HUGGINGFACE_HUB_TOKEN", "", "process"),
    set("HUGGINGFACE_HUB_TOKEN", KEY, "state_env_file", false),
    set("HF_TOKEN", "", "state_env_file"),
  ];
  expect(rowsOf("huggingface", settings)).toEqual([
    ["HUGGINGFACE_HUB_TOKEN", "empty", { code: "blank_blocks", sources: ["state_env_file"] }],
    ["HF_TOKEN", "empty", { code: "blank" }],
  ]);
});

test("variables of the rotation list alone are told apart", () => {
  const settings = [set("OPENAI_API_KEYS", KEY, "state_env_file"), set("OPENAI_API_KEY_2", "", "process")];
  expect(rowsOf("openai", settings)).toEqual([
    ["OPENAI_API_KEYS", "masked", { code: "rotation_only" }],
    ["OPENAI_API_KEY_2", "empty", { code: "blank" }],
  ]);
});

test.each([
  ["value", "…abcd", true, { code: "used_after_profiles" }],
  ["variable", "OPENAI_API_KEY", false, { code: "without_value" }],
  ["marker", "ollama-local", false, { code: "not_used" }],
  ["unresolved", "", false, { code: "taken_for_key" }],
  ["reference", "env:X_KEY", true, { code: "used_after_profiles" }],
] as const)("a key of the config that is a %s", (kind, shown, isSet, effect) => {
  const config = { provider: "mine", kind, shown, isSet };
  const [row] = rowsOf("mine", [], { config, hasProfiles: true });
  expect(row?.slice(2)).toEqual([effect]);
});

test("a key of the config comes after a variable", () => {
  const config = { provider: "openai", kind: "value", shown: "…abcd", isSet: true } as const;
  const rows = rowsOf("openai", [set("OPENAI_API_KEY", KEY, "process")], { config });
  expect(rows[1]).toEqual([
    "models.providers.openai.apiKey",
    "masked",
    { code: "after", variable: "OPENAI_API_KEY" },
  ]);
});

test("a rotation list of the one key that is used anyway is none worth showing", () => {
  const ids = (provider: string, settings: EnvironmentSetting[]) => {
    const row = { ...providerKeySources(provider, settings), config: null, hasProfiles: false };
    return rotatingProviders([row]).map((each) => each.provider);
  };
  expect(ids("openai", [set("OPENAI_API_KEY", KEY, "process")])).toEqual([]);
  expect(ids("openai", [set("OPENAI_API_KEYS", `${KEY},${KEY}`, "process")])).toEqual(["openai"]);
  expect(ids("openai", [set("OPENCLAW_LIVE_OPENAI_KEY", KEY, "process")])).toEqual(["openai"]);
  expect(ids("google", [set("GOOGLE_API_KEY", KEY, "process")])).toEqual(["google"]);
  expect(ids("openai", [set("OPENAI_API_KEYS", "", "process")])).toEqual([]);
});
