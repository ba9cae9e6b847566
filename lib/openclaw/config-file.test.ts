// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are what a config says.
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readConfigFile } from "#lib/openclaw/config-file.ts";
import { GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const SECRET = "sk-PLANTED-0123456789abcdef";

function read(text: string | Buffer, env: Record<string, string> = {}) {
  const stateDir = fs.realpathSync(temporaryFolder());
  const file = path.join(stateDir, "openclaw.json");
  fs.writeFileSync(file, text, { mode: 0o600 });
  fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
  const environment = new GatewayEnvironment(env);
  const config = readConfigFile(file, { environment, stateDir, ownerUid: process.getuid?.() ?? 0 });
  return { config, environment, codes: config.findings.map(({ code }) => code) };
}

describe("a config", () => {
  test("that is not there is no problem", () => {
    const stateDir = fs.realpathSync(temporaryFolder());
    const file = path.join(stateDir, "openclaw.json");
    const environment = new GatewayEnvironment({});
    const config = readConfigFile(file, { environment, stateDir, ownerUid: 0 });
    expect(config).toMatchObject({ status: "absent", findings: [], filesRead: [], file });
    expect(config.secretDefaults).toEqual({ env: "default", file: "default", exec: "default" });
  });

  test("with comments and JSON5 style gives what decides about credentials", () => {
    const { config } = read(`// by hand
      {
        auth: {
          profiles: { 'openai:me@x.io': { provider: 'openai', mode: 'oauth', email: 'me@x.io' }, },
          order: { anthropic: ['anthropic:work', 'anthropic:default',], openai: [] },
        },
        secrets: {
          defaults: { file: 'vault' },
          providers: { vault: { source: 'file', path: '~/secrets.json' }, },
        },
      }`);
    expect(config).toMatchObject({ status: "ok", findings: [] });
    expect([...config.auth.profiles]).toEqual([
      ["openai:me@x.io", { provider: "openai", mode: "oauth", email: "me@x.io" }],
    ]);
    expect([...config.auth.order]).toEqual([
      ["anthropic", ["anthropic:work", "anthropic:default"]],
      ["openai", []],
    ]);
    expect(config.secretDefaults).toEqual({ env: "default", file: "vault", exec: "default" });
    expect(config.secretProviders.get("vault")).toEqual({ source: "file", path: "~/secrets.json" });
  });

  test("may begin with a byte order mark, which JSON5 allows", () => {
    expect(read("\uFEFF{}").config.status).toBe("ok");
  });

  test("prints as nothing, and gives values only by path", () => {
    const { config } = read(
      `{ models: { providers: { a: { baseUrl: "https://x", apiKey: "${SECRET}", models: [] } } } }`,
    );
    expect(JSON.stringify(config)).not.toContain("PLANTED");
    expect(config.document.get(["models", "providers", "a", "apiKey"])).toBe(SECRET);
    expect(config.document.get(["models", "nothing", "a"])).toBeUndefined();
    expect(config.document.object()).toHaveProperty("models");
    expect(config.document.keyOf(["models", "providers", "a"])).toMatchObject({ line: 1, column: 26 });
    expect(config.document.keyOf(["nothing"])).toBeNull();
  });

  test("puts variables into its texts, and tells of those that are not set", () => {
    const text =
      '{\n "models": { "providers": { "a": { "baseUrl": "u", "apiKey": "${A}", "models": [] },\n "b": { "baseUrl": "u", "apiKey": "${B}", "models": [] } } } }';
    const { config } = read(text, { A: SECRET });
    expect(config.document.get(["models", "providers", "a", "apiKey"])).toBe(SECRET);
    expect(config.document.get(["models", "providers", "b", "apiKey"])).toBe("${B}");
    expect(config.findings).toMatchObject([
      { code: "config_env_missing", line: 3, params: { name: "B", path: "models.providers.b.apiKey" } },
    ]);
  });

  test("may set the variables it uses itself", () => {
    const { config, environment } = read(
      '{ env: { A: "one", B: "${A} two", C: "${NONE}", vars: { A: "hidden", D: "four" } }, ui: { x: "${B} ${D}" } }',
    );
    expect(environment.lookup("A")).toBe("one");
    expect(environment.lookup("B")).toBe("one two");
    expect(environment.lookup("C")).toBeUndefined();
    expect(config.document.get(["ui", "x"])).toBe("${B} four");
    expect(config.findings.map(({ code, params }) => `${code} ${params.name}`)).toEqual([
      "config_env_missing NONE",
      "config_env_missing B",
      "env_value_template C",
    ]);
  });
});

test("a blank variable is passed over in env, and set from env.vars", () => {
  const { environment } = read('{ env: { A: "  ", vars: { B: "  ", C: "", D: "  " } } }', { D: "filled" });
  expect(["A", "B", "C", "D"].map(environment.lookup)).toEqual([undefined, "  ", undefined, "filled"]);
});

describe("a config that is not JSON5", () => {
  const text = `{\n  // note\n  models: { providers: { a: { apiKey: "${SECRET}" } } },\n  agents: {`;
  test.each([
    ["cut off", text, "unexpected_end"],
    ["empty", "", "empty"],
    ["in UTF-16", Buffer.from(`\uFEFF${text}`, "utf16le"), "encoding"],
    ["with a stray character", `${text} ${SECRET}: @ }`, "unexpected_character"],
    ["that is only the secret", SECRET, "unexpected_character"],
    ["with a comment without end", `${text} /* `, "unexpected_end"],
    ["with a bad escape", `{ a: "\\u12 ${SECRET}" }`, "unexpected_character"],
    ["with a line break in a text", `{ a: "${SECRET}\n" }`, "unexpected_character"],
  ])("%s is malformed, with a place and without its content", (_, bytes, reason) => {
    const { config } = read(bytes);
    expect(config.status).toBe("malformed");
    const found = config.findings.find(({ code }) => code === "config_syntax");
    expect(found).toMatchObject({ severity: "error", params: { reason } });
    expect(found?.line).toBeGreaterThan(0);
    expect(JSON.stringify(config.findings)).not.toContain("PLANTED");
    expect(config.auth.profiles.size).toBe(0);
  });

  test("because it is nested without end is refused, not followed", () => {
    const { config, codes } = read(`${"{a:".repeat(100_000)}1${"}".repeat(100_000)}`);
    expect(config.status).toBe("malformed");
    expect(codes).toEqual(["config_too_deep"]);
  });

  test.each(["[]", "null", '"text"', "7"])("object but %s is invalid", (value) => {
    const { config, codes } = read(value);
    expect(config.status).toBe("invalid");
    expect(codes).toEqual(["config_not_object"]);
  });
});

describe("a config that breaks a rule of OpenClaw's", () => {
  test.each([
    ["{ auth: { foo: 1 } }", "config_unknown_key auth foo"],
    [
      '{ auth: { profiles: { "a:1": { provider: "a", mode: "api_key", key: "SECRET" } } } }',
      "config_unknown_key auth.profiles.a:1 key",
    ],
    [
      '{ auth: { profiles: { "a:1": { provider: "a", mode: "password" } } } }',
      "config_invalid_value auth.profiles.a:1.mode one_of",
    ],
    ['{ auth: { order: { a: "a:1" } } }', "config_invalid_value auth.order.a type"],
    ["{ auth: { order: { a: [7] } } }", "config_invalid_value auth.order.a[0] type"],
    [
      "{ auth: { cooldowns: { billingBackoffHours: 0 } } }",
      "config_invalid_value auth.cooldowns.billingBackoffHours more_than",
    ],
    [
      "{ auth: { cooldowns: { billingBackoffHoursByProvider: { a: -1 } } } }",
      "config_invalid_value auth.cooldowns.billingBackoffHoursByProvider.a more_than",
    ],
    ['{ secrets: { defaults: { env: "Bad" } } }', "config_invalid_value secrets.defaults.env provider_alias"],
    [
      "{ secrets: { resolution: { maxProviderConcurrency: 17 } } }",
      "config_invalid_value secrets.resolution.maxProviderConcurrency at_most",
    ],
    [
      '{ secrets: { providers: { a: { source: "vault" } } } }',
      "config_invalid_value secrets.providers.a.source shape",
    ],
    [
      '{ secrets: { providers: { a: { source: "file", path: "/x", allowInsecurePath: true } } } }',
      "config_unknown_key secrets.providers.a allowInsecurePath",
    ],
    [
      '{ secrets: { providers: { a: { source: "exec", command: "run me; rm" } } } }',
      "config_invalid_value secrets.providers.a.command unsafe_command",
    ],
    [
      '{ secrets: { providers: { a: { source: "exec", command: "~/run" } } } }',
      "config_invalid_value secrets.providers.a.command absolute_path",
    ],
    [
      '{ secrets: { providers: { a: { source: "exec", command: "/run", timeoutMs: 120001 } } } }',
      "config_invalid_value secrets.providers.a.timeoutMs at_most",
    ],
    [
      '{ secrets: { providers: { a: { source: "env", allowlist: ["lower"] } } } }',
      "config_invalid_value secrets.providers.a.allowlist[0] env_name",
    ],
    ['{ models: { mode: "add" } }', "config_invalid_value models.mode one_of"],
    [
      "{ models: { providers: { a: { models: [] } } } }",
      "config_invalid_value models.providers.a.baseUrl type",
    ],
    [
      '{ models: { providers: { a: { baseUrl: "u" } } } }',
      "config_invalid_value models.providers.a.models type",
    ],
    [
      '{ models: { providers: { a: { baseUrl: "u", models: [], apiKey: { source: "env", id: "X" } } } } }',
      "config_invalid_value models.providers.a.apiKey shape",
    ],
    ["{ env: { A: 7 } }", "config_invalid_value env.A type"],
    ['{ env: { shellEnv: { enabled: "yes" } } }', "config_invalid_value env.shellEnv.enabled type"],
    ["{ env: { shellEnv: { timeoutMs: -1 } } }", "config_invalid_value env.shellEnv.timeoutMs at_least"],
    ["{ agents: { list: [{}] } }", "config_invalid_value agents.list[0].id type"],
    [
      "{ agents: { defaults: { model: { primry: 'x' } } } }",
      "config_unknown_key agents.defaults.model primry",
    ],
    [
      "{ agents: { defaults: { models: { 'a/b': { alia: 'x' } } } } }",
      "config_unknown_key agents.defaults.models.a/b alia",
    ],
    ["{ nonsense: true }", "config_unknown_key <root> nonsense"],
    ["{ agents: { defaults: { modle: 'a/b' } } }", "config_unknown_key agents.defaults modle"],
    ["{ agents: { list: [{ id: 'a', modle: 'a/b' }] } }", "config_unknown_key agents.list[0] modle"],
  ])("%s is invalid", (text, expected) => {
    const { config } = read(text.replace("SECRET", SECRET));
    expect(config.status).toBe("invalid");
    const [found] = config.findings;
    const detail = found?.code === "config_unknown_key" ? found.params.key : found?.params.rule;
    expect(`${found?.code} ${found?.params.path} ${detail}`).toBe(expected);
    expect(found).toMatchObject({ severity: "error", line: 1 });
    expect(JSON.stringify(config.findings)).not.toContain("PLANTED");
  });

  test.each([
    ["a part that says nothing about credentials", "{ channels: { foo: 1 } }"],
    [
      "a provider alias that no reference can name",
      '{ secrets: { providers: { "Odd Alias": { source: "env" } } } }',
    ],
    ["an empty order", "{ auth: { order: { a: [] } } }"],
    [
      "every limit at its edge",
      '{ secrets: { providers: { a: { source: "exec", command: "/opt/my tool/run", timeoutMs: 120000, maxOutputBytes: 20971520 } } } }',
    ],
    [
      "model settings",
      "{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d'] }, models: { 'a/b': { alias: 'x', params: { t: 1 } } } } } }",
    ],
    [
      "a reference as a key",
      '{ models: { providers: { a: { baseUrl: "u", models: [{ id: "m", name: "m", cost: {} }], apiKey: { source: "exec", provider: "clawkeep", id: "a/b" } } } } }',
    ],
  ])("is not one with %s", (_, text) => {
    expect(read(text).config.status).toBe("ok");
  });

  test("still gives what is well formed in it", () => {
    const { config } = read(
      '{ auth: { foo: 1, order: { a: ["a:1"], b: 7 }, profiles: { "a:1": { provider: "a", mode: "token" }, "a:2": {} } } }',
    );
    expect(config.status).toBe("invalid");
    expect([...config.auth.order.keys()]).toEqual(["a"]);
    expect([...config.auth.profiles.keys()]).toEqual(["a:1"]);
  });
});

test("an alias that no reference can name is told of", () => {
  const { config } = read('{\n secrets: { providers: { "Odd Alias": { source: "env" } } } }');
  expect(config.findings).toMatchObject([
    { code: "secret_provider_alias_invalid", line: 2, params: { alias: "Odd Alias" } },
  ]);
});

test("a key written twice is told of, and the last value counts", () => {
  const { config } = read("{ auth: { order: { a: ['x'] }, order: { b: ['y'] } } }");
  expect(config.findings).toMatchObject([
    { code: "json_duplicate_key", line: 1, column: 32, params: { key: "auth.order" } },
  ]);
  expect([...config.auth.order.keys()]).toEqual(["b"]);
});

test.each(["__proto__", "constructor", "toString"])(
  "the name %s does no harm as a profile, provider or alias",
  (name) => {
    const block = `{ "${name}": { provider: "${name}", mode: "token" } }`;
    const { config } = read(`{ auth: { profiles: ${block}, order: { "${name}": ["${name}"] } },
    secrets: { providers: { "${name}": { source: "env" } } }, env: { vars: { "${name}": "x" } } }`);
    const kept = name === "__proto__" ? 0 : 1;
    expect(config.auth.profiles.size).toBe(kept);
    expect(config.auth.order.size).toBe(kept);
    expect(config.secretProviders.size).toBe(kept);
    expect(config.findings.some(({ code }) => code === "config_reserved_key")).toBe(kept === 0);
    expect(({} as Record<string, unknown>).provider).toBeUndefined();
  },
);

test("a config outside the state directory is read only when it has the same owner", {
  tags: ["I06"],
}, () => {
  const stateDir = fs.realpathSync(temporaryFolder());
  const file = path.join(fs.realpathSync(temporaryFolder()), "openclaw.json");
  fs.writeFileSync(file, "{}");
  const uid = fs.statSync(file).uid;
  const statusFor = (ownerUid: number) =>
    readConfigFile(file, { environment: new GatewayEnvironment({}), stateDir, ownerUid }).status;
  expect(statusFor(uid)).toBe("ok");
  expect(statusFor(uid + 1)).toBe("unreadable");
});
