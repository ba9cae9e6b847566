import { members } from "./json-text.mjs";
import { ENV_NAMES, HOME, modelName, profileId, providerName, REF_NAMES } from "./vocabulary.mjs";

/**
 * An `openclaw.json` with the parts that decide about credentials, mostly one that OpenClaw accepts.
 *
 * `known` are the profiles of main's store, so that config and store speak of the same ids.
 */
export function configSections(random, secrets, known) {
  const sections = [
    ["auth", random.chance(0.45) ? authSection(random, known) : undefined],
    ["agents", random.chance(0.7) ? agentsSection(random) : undefined],
    ["models", random.chance(0.4) ? modelsSection(random, secrets) : undefined],
    ["env", random.chance(0.35) ? envSection(random, secrets) : undefined],
    ["secrets", random.chance(0.45) ? secretsSection(random) : undefined],
    ["gateway", random.chance(0.2) ? { mode: "local" } : undefined],
  ];
  return sections.filter(([, value]) => value !== undefined);
}

function authSection(random, known) {
  const types = new Map(known.map(({ id, type }) => [id, type]));
  const ids = [...types.keys()].filter(() => random.chance(0.6));
  if (random.chance(0.35)) ids.push(profileId(random, "anthropic"));
  const entry = (id) => {
    const own = known.find((one) => one.id === id);
    return {
      provider: own && random.chance(0.85) ? own.provider : providerName(random),
      mode: own && random.chance(0.85) ? own.type : random.pick(["api_key", "oauth", "token"]),
      email: random.chance(0.2) ? random.pick(["me@example.test", "", "  "]) : undefined,
    };
  };
  const providers = [...new Set(known.map(({ provider }) => provider)), providerName(random)];
  const order = random.shuffled(providers).slice(0, random.integer(1, 2));
  return {
    profiles: random.chance(0.7) ? members(ids.map((id) => [id, entry(id)])) : undefined,
    order: random.chance(0.5) ? members(order.map((p) => [p, configOrder(random, known, p)])) : undefined,
    cooldowns: random.chance(0.1) ? { billingBackoffHours: 2, failureWindowHours: 12 } : undefined,
  };
}

function configOrder(random, known, provider) {
  const ids = known.filter((one) => one.provider === provider).map(({ id }) => id);
  return random.weighted([
    [6, () => random.shuffled(ids)],
    [2, () => random.shuffled(ids).slice(1)],
    [1, () => []],
    [1, () => [`${provider}:ghost`]],
    [1, () => [...ids, ...ids, " padded "]],
  ])();
}

function agentsSection(random) {
  const list = random.chance(0.55) ? agentsList(random) : undefined;
  const defaults = random.chance(0.85) ? agentDefaults(random) : undefined;
  return { defaults, list };
}

function agentDefaults(random) {
  const keys = [...new Set(random.several(1, 4, () => modelName(random)))];
  const settings = () => ({
    alias: random.chance(0.6)
      ? random.pick(["opus", "fast", "GPT", "Sonnet", " spaced ", "", "gpt-5"])
      : undefined,
    streaming: random.chance(0.1) ? true : undefined,
    params: random.chance(0.1) ? { temperature: 0.1 } : undefined,
  });
  return {
    model: random.chance(0.8) ? modelSetting(random) : undefined,
    imageModel: random.chance(0.3) ? modelSetting(random) : undefined,
    models: random.chance(0.4) ? members(keys.map((key) => [key, settings()])) : undefined,
  };
}

function modelSetting(random) {
  if (random.chance(0.35)) return random.pick([modelName(random), modelName(random), "", "  "]);
  return {
    primary: random.chance(0.9) ? modelName(random) : undefined,
    fallbacks: random.chance(0.6) ? random.several(0, 3, () => modelName(random)) : undefined,
  };
}

const AGENT_IDS = ["main", "work", "Ops Team", "OPS", "工作", "a_b", " padded ", "-x-", "Main", "über"];

function agentsList(random) {
  const ids = random.shuffled(AGENT_IDS).slice(0, random.integer(0, 3));
  return ids.map((id) => ({
    id,
    default: random.chance(0.3) ? random.chance(0.85) : undefined,
    name: random.chance(0.1) ? "An agent" : undefined,
    agentDir: random.chance(0.2) ? agentDir(random) : undefined,
    model: random.chance(0.5) ? modelSetting(random) : undefined,
  }));
}

function agentDir(random) {
  return random.pick([
    "~/elsewhere",
    `${HOME}/.openclaw/agents/main/agent`,
    `${HOME}/other/agent`,
    "~/.openclaw/agents/work/agent",
  ]);
}

function modelsSection(random, secrets) {
  const ids = [...new Set(random.several(0, 3, () => providerName(random)))];
  return {
    mode: random.pick([undefined, undefined, undefined, "merge", "replace"]),
    providers: members(ids.map((id) => [id, modelProvider(random, secrets)])),
  };
}

function modelProvider(random, secrets) {
  const model = () => ({ id: random.pick(["m1", "gpt-5", "a/b", "claude-opus-4-6"]), name: "A model" });
  return {
    baseUrl: random.pick([
      "https://llm.example.test/v1",
      "http://localhost:9/v1",
      "http://127.0.0.1:9",
      `\${BASE_URL}`,
    ]),
    apiKey: random.chance(0.75) ? configKey(random, secrets) : undefined,
    auth: random.pick([undefined, undefined, undefined, "api-key", "aws-sdk", "oauth", "token"]),
    api: random.pick([undefined, "openai-completions", "anthropic-messages", "ollama"]),
    headers: random.chance(0.1) ? { "X-Team": random.pick(["a", `\${TEAM_KEY}`]) } : undefined,
    models: random.several(0, 2, model),
  };
}

function configKey(random, secrets) {
  return random.weighted([
    [8, () => secrets.any("sk-")],
    [5, () => `\${${random.pick(["TEAM_KEY", "ACME_KEY", "NOT_SET", "OPENAI_API_KEY"])}}`],
    [1, () => `$\${TEAM_KEY}`],
    [1, () => `prefix-\${TEAM_KEY}-\${NOT_SET}`],
    [3, () => random.pick(ENV_NAMES)],
    [
      2,
      () =>
        random.pick(["ollama-local", "custom-local", "secretref-managed", "qwen-oauth", "AWS_ACCESS_KEY_ID"]),
    ],
    [2, () => configRef(random)],
  ])();
}

function configRef(random) {
  return random.pick([
    { source: "env", provider: "default", id: "TEAM_KEY" },
    { source: "env", provider: "default", id: "NOT_SET" },
    { source: "env", provider: "limited", id: "TEAM_KEY" },
    { source: "file", provider: "files", id: "/team/key" },
    { source: "file", provider: "files", id: "/none" },
    { source: "exec", provider: "commands", id: "team/key" },
    { source: "env", provider: "nope", id: "TEAM_KEY" },
  ]);
}

function envSection(random, secrets) {
  const names = () => [...new Set(random.several(1, 3, () => random.pick(ENV_NAMES)))];
  const value = () =>
    random.weighted([
      [8, () => secrets.any("sk-")],
      [1, () => `\${TEAM_KEY}`],
      [1, () => ""],
    ])();
  const dangerous = random.chance(0.1)
    ? [
        ["LD_PRELOAD", "/none"],
        ["HOME", "/none"],
      ]
    : [];
  return members([
    ...(random.chance(0.6) ? names().map((name) => [name, value()]) : []),
    ...dangerous,
    ["vars", random.chance(0.6) ? members(names().map((name) => [name, value()])) : undefined],
    ["shellEnv", random.chance(0.3) ? { enabled: random.chance(0.7), timeoutMs: 15_000 } : undefined],
  ]);
}

/** The places of the files are those of `home-files.mjs`. */
function secretsSection(random) {
  const providers = [
    [
      "files",
      {
        source: "file",
        path: `${HOME}/secrets/keys.json`,
        mode: random.pick([undefined, "json", "singleValue"]),
      },
    ],
    [
      "commands",
      { source: "exec", command: `${HOME}/secrets/keys.sh`, jsonOnly: random.pick([undefined, true]) },
    ],
    ["limited", { source: "env", allowlist: random.pick([["TEAM_KEY"], ["ACME_KEY"], undefined]) }],
    ["default", random.chance(0.2) ? { source: "env" } : undefined],
  ];
  return {
    providers: members(providers.filter(() => random.chance(0.8))),
    defaults: random.chance(0.2)
      ? { env: random.pick(["default", "limited"]), file: "files", exec: "commands" }
      : undefined,
    resolution: random.chance(0.05) ? { maxProviderConcurrency: 2 } : undefined,
  };
}

/** What breaks a rule of OpenClaw's schema, as `[path, value]`. */
export function configViolation(random) {
  return random.pick([
    [["auth", "foo"], 1],
    [["auth", "profiles"], { "a:b": { provider: "a", mode: "api_key", key: "sk-none" } }],
    [["auth", "profiles"], { "a:b": { provider: "a", mode: "password" } }],
    [["auth", "order"], { anthropic: "anthropic:default" }],
    [["auth", "cooldowns"], { billingMaxHours: 0 }],
    [["models"], { providers: { acme: { baseUrl: "", models: [] } } }],
    [["models"], { providers: { acme: { baseUrl: "https://x.test", models: [{ id: "m" }] } } }],
    [
      ["models"],
      {
        providers: {
          acme: { baseUrl: "https://x.test", models: [], apiKey: { source: "env", id: "TEAM_KEY" } },
        },
      },
    ],
    [["models"], { mode: "both" }],
    [["env"], { OPENAI_API_KEY: 7 }],
    [["env"], { shellEnv: { enabled: "yes" } }],
    [["secrets"], { providers: { Bad: { source: "vault" } } }],
    [["secrets"], { defaults: { env: "Bad Alias" } }],
    [["secrets"], { providers: { ex: { source: "exec", command: "relative/command" } } }],
    [["agents"], { list: [{ name: "no id" }] }],
    [
      ["agents"],
      {
        list: [
          { id: "a", agentDir: "~/same" },
          { id: "b", agentDir: "~/same" },
        ],
      },
    ],
    [["agents"], { defaults: { model: { primary: 7 } } }],
    [["agents"], { defaults: { model: { main: "a/b" } } }],
    [["nonsense"], true],
    [["gateway"], { nope: 1 }],
    [["agents"], { defaults: { nope: 1 } }],
  ]);
}

/** Names that references in configs and stores reach for. */
export const REFERENCED = REF_NAMES.filter((name) => /^[A-Z][A-Z_]+$/.test(name) && name !== "NOT_SET");
