import { describe, expect, test } from "vitest";
import { addGateway } from "#lib/operations/add-gateway.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, type StateFiles, stateDir } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { checkGateway } from "#lib/views/check-view.ts";
import { machineGateway } from "#lib/views/machine-gateway.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const token = (expires?: unknown) => ({
  type: "token",
  provider: "anthropic",
  token: FAKE.setupToken,
  ...(expires !== undefined && { expires }),
});
const KEY = { type: "api_key", provider: "anthropic", key: FAKE.apiKey };
const oauth = (more: object) => ({
  type: "oauth",
  provider: "openai-codex",
  access: FAKE.oauthRefresh,
  ...more,
});
const store = (profiles: object) => ({ version: 1, profiles });

/** The check of a state dir with these files, of all its agents or of one. */
function check(files: StateFiles, agentId?: string) {
  const result = checkGateway(testContext(), { stateDir: stateDir(files) }, agentId);
  expect(JSON.stringify(result)).not.toContain("FAKE");
  return result;
}

const mainWith = (profiles: object, config?: string) =>
  check({ stores: { main: store(profiles) }, ...(config && { config }) });

describe("the check of one profile", () => {
  test.each([
    ["a token without an end", token(), 0, []],
    ["a token with more than a day left", token(NOW_MS + DAY_MS + 1), 0, []],
    ["a token with exactly a day left", token(NOW_MS + DAY_MS), 2, ["expiring"]],
    ["a token with a millisecond left", token(NOW_MS + 1), 2, ["expiring"]],
    ["a token at its end", token(NOW_MS), 1, ["expired"]],
    ["a token whose end is no time", token("soon"), 1, ["missing"]],
    ["a token without material", { type: "token", provider: "anthropic" }, 1, ["missing"]],
    ["an API key", KEY, 0, []],
    ["an empty API key", { ...KEY, key: "" }, 0, []],
    [
      "an unresolvable reference",
      {
        type: "api_key",
        provider: "anthropic",
        keyRef: { source: "env", provider: "default", id: "NO_SUCH" },
      },
      0,
      [],
    ],
  ])("%s", (_name, profile, exitCode, codes) => {
    const result = mainWith({ "anthropic:one": profile });
    expect({ exitCode: result.exitCode, codes: result.findings.map(({ code }) => code) }).toEqual({
      exitCode,
      codes,
    });
  });

  test.each([
    ["with a refresh token past its end", oauth({ refresh: FAKE.oauthRefresh, expires: NOW_MS - 1 }), 0],
    ["without one past its end", oauth({ expires: NOW_MS - 1 }), 1],
    ["without one that ends today", oauth({ expires: NOW_MS + 1000 }), 2],
    ["without an end", oauth({ refresh: FAKE.oauthRefresh }), 1],
  ])("an OAuth login %s", (_name, profile, exitCode) => {
    const result = mainWith({ "openai-codex:me": profile, "anthropic:one": KEY });
    expect(result.exitCode).toBe(exitCode);
  });

  test("says which profile of which agent, when it ends, and no secret", () => {
    const { findings } = mainWith({
      "anthropic:work": token(NOW_MS - 5),
      "openai:x": { ...KEY, provider: "openai" },
    });
    expect(findings).toEqual([
      {
        code: "expired",
        agentId: "main",
        provider: "anthropic",
        profileId: "anthropic:work",
        expiresAtMs: NOW_MS - 5,
      },
    ]);
  });

  test("counts a provider that no model uses, and cooldowns not at all", () => {
    const usageStats = {
      "anthropic:one": { cooldownUntil: NOW_MS + DAY_MS, disabledUntil: NOW_MS + DAY_MS },
    };
    const held = { stores: { main: { ...store({ "anthropic:one": KEY }), usageStats } } };
    expect(check(held)).toEqual({ exitCode: 0, findings: [], findingsOmitted: 0 });
    const unused = { ...token(NOW_MS), provider: "nobody" };
    expect(mainWith({ "anthropic:one": KEY, "nobody:x": unused }).exitCode).toBe(1);
  });
});

describe("a provider in use without a credential", () => {
  const missing = (config: string, profiles: object = {}) =>
    mainWith(profiles, config).findings.map(({ code, provider }) => `${code} ${provider}`);

  test.each([
    ["the built-in default", "{}", ["provider_missing anthropic"]],
    [
      "the only configured provider",
      '{models:{providers:{acme:{baseUrl:"https://a.test",models:[{id:"m",name:"M"}]}}}}',
      ["provider_missing acme"],
    ],
    ["the default model", '{agents:{defaults:{model:"openai/gpt-5"}}}', ["provider_missing openai"]],
    [
      "fallbacks and the image model",
      '{agents:{defaults:{model:{primary:"z.ai/a",fallbacks:["groq/b"]},imageModel:"xai/c"}}}',
      ["provider_missing groq", "provider_missing xai", "provider_missing zai"],
    ],
    [
      "an alias, which OpenClaw takes here for a model of the default provider",
      '{agents:{defaults:{model:"fast",models:{"mistral/m":{alias:"Fast"}}}}}',
      ["provider_missing anthropic"],
    ],
    [
      "a key in the config",
      '{agents:{defaults:{model:"acme/x"}},models:{providers:{acme:{baseUrl:"https://a.test",models:[],apiKey:"sk-FAKE-1"}}}}',
      [],
    ],
    [
      "a key in the environment of the config",
      '{env:{OPENAI_API_KEY:"sk-FAKE-2"},agents:{defaults:{model:"openai/x"}}}',
      [],
    ],
    [
      "a blank variable",
      '{env:{vars:{OPENAI_API_KEY:" "}},agents:{defaults:{model:"openai/x"}}}',
      ["provider_missing openai"],
    ],
    [
      "a config key that names an unset variable, which OpenClaw counts as something",
      '{agents:{defaults:{model:"openai/x"}},models:{providers:{openai:{baseUrl:"https://a.test",models:[],apiKey:"OPENAI_API_KEY"}}}}',
      [],
    ],
  ])("%s", (_name, config, expected) => {
    expect(missing(config)).toEqual(expected);
  });

  test("is counted for each agent by its own model and what it inherits", () => {
    const config = '{agents:{list:[{id:"main",default:true},{id:"Work Bot",model:"openai/gpt-5"}]}}';
    const files = { config, stores: { main: store({ "anthropic:one": KEY }) } };
    expect(check(files)).toMatchObject({
      exitCode: 1,
      findings: [{ code: "provider_missing", agentId: "work-bot", provider: "openai" }],
    });
    expect(check(files, "main").exitCode).toBe(0);
    expect(check(files, "Work Bot").exitCode).toBe(1);
    expect(() => check(files, "nobody")).toThrow(expect.objectContaining({ code: "agent_not_found" }));
  });
});

describe("files that do not tell", () => {
  test("are 1 with their reason, never a gateway without profiles", () => {
    const gone = checkGateway(testContext(), { stateDir: "/nowhere/.openclaw" });
    expect(gone).toMatchObject({
      exitCode: 1,
      findings: [{ code: "unreadable", reason: "state_dir_missing" }],
    });
    expect(check({ config: "{" })).toMatchObject({ exitCode: 1, findings: [{ code: "unreadable" }] });
    expect(check({ config: "{env:{OPENAI_API_KEY:5},agents:[]}" })).toMatchObject({ exitCode: 1 });
    const broken = check({ config: '{env:{ANTHROPIC_API_KEY:"sk-FAKE-3"}}', stores: { main: "{" } });
    expect(broken).toMatchObject({ exitCode: 1, findings: [{ code: "unreadable", agentId: "main" }] });
  });
});

test("an answer is bounded, the worst first, and says how much it leaves out", () => {
  const many = Object.fromEntries(
    Array.from({ length: 600 }, (_, at) => [`anthropic:${at}`, token(at === 599 ? NOW_MS : NOW_MS + 1000)]),
  );
  const { findings, findingsOmitted, exitCode } = mainWith(many);
  expect({ exitCode, shown: findings.length, findingsOmitted }).toEqual({
    exitCode: 1,
    shown: 500,
    findingsOmitted: 100,
  });
  expect(findings[0]).toMatchObject({ code: "expired", profileId: "anthropic:599" });
});

describe("the gateway a machine means", () => {
  const refusal = (code: string) => expect.objectContaining({ code });

  test("is named by name or id, or is the only one", () => {
    const ctx = testContext();
    expect(() => machineGateway(ctx, undefined, null)).toThrow(refusal("gateway_none_registered"));
    const { gatewayId } = addGateway(ctx, { name: "home", stateDir: stateDir() });
    for (const wanted of [undefined, "home", gatewayId]) {
      expect(machineGateway(ctx, wanted, null).id).toBe(gatewayId);
      expect(machineGateway(ctx, wanted, gatewayId).id).toBe(gatewayId);
    }
    addGateway(ctx, { name: "work", stateDir: stateDir() });
    expect(() => machineGateway(ctx, undefined, null)).toThrow(refusal("gateway_choice_needed"));
    expect(() => machineGateway(ctx, "nowhere", null)).toThrow(refusal("gateway_not_found"));
    expect(machineGateway(ctx, undefined, gatewayId).name).toBe("home");
    for (const other of ["work", "nowhere"]) {
      expect(() => machineGateway(ctx, other, gatewayId)).toThrow(refusal("api_token_other_gateway"));
    }
  });
});
