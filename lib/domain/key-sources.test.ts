import { describe, expect, test } from "vitest";
import {
  type EnvironmentSetting,
  type EnvironmentSource,
  providerKeySources,
  providersInEnvironment,
  writeOutlook,
} from "#lib/domain/key-sources.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

const KEY = "sk-FAKE-0123456789-abcd";

function set(
  name: string,
  value: string,
  source: EnvironmentSource = "state_env_file",
  wins = true,
): EnvironmentSetting {
  return { name, value: new SecretText(value), source, file: `/${source}`, copiedFrom: null, wins };
}

describe("the keys of a provider", () => {
  test("come from the first variable of its list that is not blank", () => {
    const settings = [set("ANTHROPIC_API_KEY", KEY), set("ANTHROPIC_OAUTH_TOKEN", " \n")];
    const { used, variables } = providerKeySources("Anthropic", settings);
    expect(used).toBe("ANTHROPIC_API_KEY");
    expect(variables.map(({ name, setting }) => [name, setting.masked])).toEqual([
      ["ANTHROPIC_OAUTH_TOKEN", null],
      ["ANTHROPIC_API_KEY", "…abcd"],
    ]);
  });

  test("are blocked by a stronger variable that is set to nothing", () => {
    const settings = [
      set("OPENAI_API_KEY", "", "process"),
      set("OPENAI_API_KEY", KEY, "state_env_file", false),
    ];
    const { used, variables } = providerKeySources("openai", settings);
    expect(used).toBeNull();
    expect(variables).toEqual([
      {
        name: "OPENAI_API_KEY",
        setting: { source: "process", file: "/process", copiedFrom: null, masked: null },
        hidden: [{ source: "state_env_file", file: "/state_env_file", copiedFrom: null, masked: "…abcd" }],
        blankBlocks: true,
      },
    ]);
  });

  test("of only characters that OpenClaw takes out count as blank", () => {
    expect(providerKeySources("openai", [set("OPENAI_API_KEY", "密钥")]).used).toBeNull();
  });

  test("for rotation are masked, in order, with duplicates marked, from winning settings only", () => {
    const { rotation, rotationVariables } = providerKeySources("openai", [
      set("OPENAI_API_KEYS", `${KEY},short`),
      set("OPENAI_API_KEY", KEY, "process"),
      set("OPENAI_API_KEY", "sk-FAKE-hidden-hidden", "config_env", false),
    ]);
    expect(rotation).toEqual({
      onlyFrom: null,
      entries: [
        { variable: "OPENAI_API_KEYS", source: "state_env_file", masked: "…abcd", duplicateOf: null },
        { variable: "OPENAI_API_KEYS", source: "state_env_file", masked: "••••", duplicateOf: null },
        { variable: "OPENAI_API_KEY", source: "process", masked: "…abcd", duplicateOf: "OPENAI_API_KEYS" },
      ],
    });
    expect(rotationVariables.map(({ name }) => name)).toEqual(["OPENAI_API_KEYS"]);
  });

  test("of Google's own variable are for rotation only", () => {
    const { used, rotation } = providerKeySources("google", [set("GOOGLE_API_KEY", KEY)]);
    expect(used).toBeNull();
    expect(rotation.entries).toHaveLength(1);
  });

  test("never show more than the last four characters", () => {
    const sources = providerKeySources("openai", [set("OPENAI_API_KEYS", KEY), set("OPENAI_API_KEY", KEY)]);
    expect(JSON.stringify(sources)).not.toContain("9-abcd");
  });
});

test("the providers of an environment are those with a variable, also a blank one", () => {
  const settings = [set("BYTEPLUS_API_KEY", ""), set("OPENAI_API_KEY_2", KEY), set("PATH", "/bin")];
  expect(providersInEnvironment(settings)).toEqual(["openai", "byteplus", "byteplus-plan"]);
});

describe("writing a variable", () => {
  test("is pointless where the process sets it, even to nothing", () => {
    const settings = [
      set("OPENAI_API_KEY", "", "process"),
      set("OPENAI_API_KEY", KEY, "cwd_env_file", false),
    ];
    expect(writeOutlook("OPENAI_API_KEY", settings).blockedBy).toMatchObject({
      source: "process",
      masked: null,
    });
  });

  test("hides what the config sets", () => {
    const outlook = writeOutlook("OPENAI_API_KEY", [set("OPENAI_API_KEY", KEY, "config_env")]);
    expect(outlook).toMatchObject({ blockedBy: null, hides: [{ source: "config_env" }], behind: [] });
  });

  test("changes nothing for chats while an earlier variable of the provider has a value", () => {
    const settings = [set("ANTHROPIC_OAUTH_TOKEN", KEY)];
    expect(writeOutlook("ANTHROPIC_API_KEY", settings).behind).toEqual([
      { provider: "anthropic", variable: "ANTHROPIC_OAUTH_TOKEN" },
    ]);
    expect(writeOutlook("ANTHROPIC_OAUTH_TOKEN", settings).behind).toEqual([]);
  });

  test("is not blocked by what the state dir's own file has, which is replaced", () => {
    expect(writeOutlook("OPENAI_API_KEY", [set("OPENAI_API_KEY", KEY)])).toEqual({
      blockedBy: null,
      hides: [],
      behind: [],
    });
  });
});
