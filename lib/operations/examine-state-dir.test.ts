import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { DOCTOR_CODES, DOCTOR_SEVERITIES, type DoctorCode } from "#lib/domain/doctor.ts";
import { FINDING_CODES, type FindingCode } from "#lib/openclaw/finding.ts";
import { examineStateDir } from "#lib/operations/examine-state-dir.ts";
import { shippedResolver } from "#lib/operations/publish-ground.ts";
import { codesOf, type DoctorFixture, doctorStateDir, examined } from "#lib/testing/doctor.ts";
import { FAKE } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 86_400_000;
const STORE = "agents/main/agent/auth-profiles.json";
const MODELS_JSON = "agents/main/agent/models.json";
const isRoot = process.geteuid?.() === 0;

type Entry = Record<string, unknown>;
const fromEnv = (name: string) => `\${${name}}`;
const storeOf = (profiles: Record<string, Entry>, more: Entry = {}) => ({ version: 1, profiles, ...more });
const key = (provider: string, value: unknown = FAKE.apiKey) => ({ type: "api_key", provider, key: value });
const keyRef = (source: string, provider: string, id: string) => ({
  type: "api_key",
  provider: "openai",
  keyRef: { source, provider, id },
});
const token = (more: Entry = {}) => ({
  type: "token",
  provider: "anthropic",
  token: FAKE.setupToken,
  ...more,
});
const oauth = (more: Entry = {}) => ({
  type: "oauth",
  provider: "openai-codex",
  access: "at-FAKE",
  refresh: FAKE.oauthRefresh,
  expires: NOW_MS + DAY_MS * 30,
  ...more,
});
const keyed = { profiles: { "openai:a": key("openai") } };
const withRef = (ref: Entry, more: Partial<DoctorFixture> = {}): DoctorFixture => ({
  store: storeOf({ "openai:a": ref }),
  ...more,
});
const providers = (entries: Entry) => ({ secrets: { providers: entries } });
/** A file provider on `secrets.json` in the state dir, which the config names once the folder is known. */
const fileProvider = (
  id: string,
  text: string,
  more: Entry = {},
  last?: (file: string) => void,
): DoctorFixture => ({
  ...withRef(keyRef("file", "vault", id)),
  files: {
    "secrets.json": text,
    "openclaw.json": JSON.stringify(
      providers({ vault: { source: "file", path: "$STATE/secrets.json", ...more } }),
    ),
  },
  last: (folder) => last?.(path.join(folder, "secrets.json")),
});
const execProvider = (more: Entry = {}, last?: (file: string) => void): DoctorFixture => ({
  ...withRef(keyRef("exec", "tool", "openai/key")),
  files: {
    "bin/tool": "#!/bin/sh\n",
    "openclaw.json": JSON.stringify(
      providers({ tool: { source: "exec", command: "$STATE/bin/tool", ...more } }),
    ),
  },
  last: (folder) => {
    chmodSync(path.join(folder, "bin/tool"), 0o700);
    last?.(path.join(folder, "bin/tool"));
  },
});
const OWN = { secrets: { providers: { clawkeep: { source: "exec", command: "/nowhere" } } } };
const installed = (more: { text?: string; settings?: string } = {}): DoctorFixture => ({
  config: OWN,
  files: {
    "clawkeep/clawkeep-resolver.cjs": more.text ?? shippedResolver().replace(/^#!.*/, "#!/opt/node"),
    "clawkeep/resolver.json": more.settings ?? '{"url":"http://127.0.0.1:3210","token":"ckr_FAKE"}',
  },
});
const expiring = (inMs: number) => ({ store: storeOf({ "anthropic:a": token({ expires: NOW_MS + inMs }) }) });
const twoKeys = { "openai:a": key("openai"), "openai:b": key("openai", FAKE.otherApiKey) };
const used = (stats: Entry) => ({
  store: storeOf({ "openai:a": key("openai") }, { usageStats: { "openai:a": stats } }),
});
const orders = (order: Entry) => ({ store: storeOf(twoKeys, { order }) });

type Case = { shows: DoctorFixture; not: DoctorFixture };

/** Found only where there is a console; examine-gateway.test.ts has their cases. */
const OF_THE_CONSOLE: DoctorCode[] = [
  "ref_env_unknown",
  "ref_not_granted",
  "resolver_token_refused",
  "resolver_address_differs",
  "resolver_unreachable",
  "drift",
];

const OWN_CASES: Partial<Record<DoctorCode, Case>> = {
  plaintext_store: {
    shows: { store: storeOf(keyed.profiles) },
    not: {
      store: storeOf({ "openai:a": key("openai", fromEnv("OPENAI_API_KEY")) }),
      env: { OPENAI_API_KEY: FAKE.apiKey },
    },
  },
  plaintext_oauth: {
    shows: { store: storeOf({ "openai-codex:a": oauth() }) },
    not: { store: storeOf({ "openai-codex:a": oauth({ access: "", refresh: " " }) }) },
  },
  plaintext_config: {
    shows: {
      config: { models: { providers: { x: { baseUrl: "http://x", models: [], apiKey: FAKE.apiKey } } } },
    },
    not: {
      config: { models: { providers: { x: { baseUrl: "http://x", models: [], apiKey: "OPENAI_API_KEY" } } } },
    },
  },
  plaintext_config_env: {
    shows: { config: { env: { vars: { OPENAI_API_KEY: FAKE.apiKey } } } },
    not: { config: { env: { vars: { EDITOR_THEME: "dark" } } } },
  },
  plaintext_env_file: {
    shows: { files: { ".env": `OPENAI_API_KEY=${FAKE.apiKey}\n` } },
    not: { files: { ".env": "OPENAI_API_KEY=\nLOG_LEVEL=debug\n" } },
  },
  plaintext_models_json: {
    shows: { files: { [MODELS_JSON]: JSON.stringify({ providers: { moonshot: { apiKey: FAKE.apiKey } } }) } },
    not: {
      files: { [MODELS_JSON]: JSON.stringify({ providers: { moonshot: { apiKey: "secretref-managed" } } }) },
    },
  },
  plaintext_backup: {
    shows: { files: { "openclaw.json.bak.1": `{ gateway: { auth: { token: "${FAKE.apiKey}" } } }` } },
    not: {
      files: {
        "openclaw.json.bak": JSON.stringify({ gateway: { auth: { token: fromEnv("GATEWAY_TOKEN") } } }),
      },
    },
  },
  plaintext_migrated: {
    shows: { files: { [`${STORE}.migrated-2026-11-01-ab12`]: JSON.stringify(storeOf(keyed.profiles)) } },
    not: { files: { [`${STORE}.migrated-2026-11-01-ab12`]: JSON.stringify(storeOf({})) } },
  },
  plaintext_legacy: {
    shows: {
      store: storeOf({}),
      files: {
        "agents/main/agent/auth.json": JSON.stringify({ openai: { type: "api_key", key: FAKE.apiKey } }),
      },
    },
    not: { store: storeOf({}), files: { "agents/main/agent/auth.json": "{}" } },
  },
  ref_env_unset: {
    shows: withRef(keyRef("env", "default", "OPENAI_API_KEY")),
    not: withRef(keyRef("env", "default", "OPENAI_API_KEY"), { env: { OPENAI_API_KEY: FAKE.apiKey } }),
  },
  ref_env_blank: {
    shows: withRef(keyRef("env", "default", "OPENAI_API_KEY"), { files: { ".env": "OPENAI_API_KEY=\n" } }),
    not: withRef(keyRef("env", "default", "OPENAI_API_KEY"), {
      files: { ".env": `OPENAI_API_KEY=${FAKE.apiKey}\n` },
    }),
  },
  ref_env_not_allowlisted: {
    shows: withRef(keyRef("env", "vars", "OPENAI_API_KEY"), {
      config: providers({ vars: { source: "env", allowlist: ["OTHER_KEY"] } }),
      env: { OPENAI_API_KEY: FAKE.apiKey },
    }),
    not: withRef(keyRef("env", "vars", "OPENAI_API_KEY"), {
      config: providers({ vars: { source: "env", allowlist: ["OPENAI_API_KEY"] } }),
      env: { OPENAI_API_KEY: FAKE.apiKey },
    }),
  },
  ref_provider_missing: {
    shows: withRef(keyRef("env", "nope", "OPENAI_API_KEY"), { env: { OPENAI_API_KEY: FAKE.apiKey } }),
    not: withRef(keyRef("env", "mine", "OPENAI_API_KEY"), {
      config: { secrets: { defaults: { env: "mine" } } },
      env: { OPENAI_API_KEY: FAKE.apiKey },
    }),
  },
  ref_source_mismatch: {
    shows: withRef(keyRef("exec", "vars", "openai/key"), { config: providers({ vars: { source: "env" } }) }),
    not: withRef(keyRef("env", "vars", "OPENAI_API_KEY"), {
      config: providers({ vars: { source: "env" } }),
      env: { OPENAI_API_KEY: FAKE.apiKey },
    }),
  },
  ref_file_value_missing: {
    shows: fileProvider("/openai/1", JSON.stringify({ openai: [FAKE.apiKey] })),
    not: fileProvider("/openai/0", JSON.stringify({ openai: [FAKE.apiKey] })),
  },
  ref_exec_id_invalid: {
    shows: { ...execProvider(), store: storeOf({ "openai:a": keyRef("exec", "tool", "../key") }) },
    not: execProvider(),
  },
  ref_shadowed: {
    shows: {
      config: {
        models: {
          providers: { openai: { baseUrl: "http://x", models: [], apiKey: fromEnv("OPENAI_API_KEY") } },
        },
      },
      store: storeOf(keyed.profiles),
      env: { OPENAI_API_KEY: FAKE.otherApiKey },
    },
    not: {
      config: {
        models: { providers: { groq: { baseUrl: "http://x", models: [], apiKey: fromEnv("GROQ_API_KEY") } } },
      },
      store: storeOf(keyed.profiles),
      env: { GROQ_API_KEY: FAKE.otherApiKey },
    },
  },
  secret_file_refused: {
    shows: fileProvider("/a", '{"a":"x"}', {}, (file) => chmodSync(file, 0o640)),
    not: fileProvider("/a", '{"a":"x"}'),
  },
  secret_file_unlocated: {
    shows: withRef(keyRef("file", "vault", "/a"), {
      config: providers({ vault: { source: "file", path: "secrets.json" } }),
    }),
    not: fileProvider("/a", '{"a":"x"}'),
  },
  secret_command_refused: {
    shows: execProvider({}, (file) => chmodSync(file, 0o775)),
    not: execProvider({}, (file) => chmodSync(file, 0o755)),
  },
  secret_command_insecure: { shows: execProvider({ allowInsecurePath: true }), not: execProvider() },
  resolver_missing: { shows: { config: OWN }, not: installed() },
  resolver_differs: { shows: installed({ text: "#!/opt/node\nexit" }), not: installed() },
  resolver_settings_damaged: { shows: installed({ settings: "{}" }), not: installed() },
  order_disables: {
    shows: { config: { auth: { order: { openai: [] } } }, store: storeOf(twoKeys) },
    not: { config: { auth: { order: { openai: ["openai:a", "openai:b"] } } }, store: storeOf(twoKeys) },
  },
  order_unknown_ids: {
    shows: orders({ openai: ["openai:a", "openai:b", "openai:gone"] }),
    not: orders({ openai: ["openai:a", "openai:b"] }),
  },
  order_wrong_provider: {
    shows: orders({ anthropic: ["openai:a"] }),
    not: orders({ openai: ["openai:a", "openai:b"] }),
  },
  order_alias_key: {
    shows: orders({ OpenAI: ["openai:a", "openai:b"] }),
    not: orders({ openai: ["openai:a"] }),
  },
  order_hides_profiles: {
    shows: orders({ openai: ["openai:a"] }),
    not: {
      store: storeOf({ ...twoKeys, "openai:b": key("openai", " ") }, { order: { openai: ["openai:a"] } }),
    },
  },
  secret_duplicate: {
    shows: { store: storeOf({ "openai:a": key("openai"), "openai:b": key("openai") }) },
    not: { store: storeOf(twoKeys) },
  },
  oauth_shared: {
    shows: {
      stores: {
        main: storeOf({ "openai-codex:a": oauth() }),
        work: storeOf({ "openai-codex:a": oauth({ access: "at-other" }) }),
      },
    },
    not: {
      stores: {
        main: storeOf({ "openai-codex:a": oauth() }),
        work: storeOf({ "openai-codex:a": oauth({ refresh: "rt-FAKE-another" }) }),
      },
    },
  },
  credential_expired: { shows: expiring(0), not: expiring(1) },
  credential_expiring: { shows: expiring(DAY_MS), not: expiring(DAY_MS + 1) },
  credential_expires_soon: { shows: expiring(14 * DAY_MS), not: expiring(14 * DAY_MS + 1) },
  expires_invalid: {
    shows: { store: storeOf({ "anthropic:a": token({ expires: null }) }) },
    not: { store: storeOf({ "anthropic:a": token() }) },
  },
  key_blank: {
    shows: { store: storeOf({ "openai:a": key("openai", " ") }) },
    not: { store: storeOf(keyed.profiles) },
  },
  credential_missing: {
    shows: { store: storeOf({ "anthropic:a": token({ token: "" }) }) },
    not: { store: storeOf({ "anthropic:a": token() }) },
  },
  profile_mismatch: {
    shows: {
      config: { auth: { profiles: { "openai:a": { provider: "openai", mode: "token" } } } },
      store: storeOf(keyed.profiles),
    },
    not: {
      config: { auth: { profiles: { "anthropic:a": { provider: "anthropic", mode: "oauth" } } } },
      store: storeOf({ "anthropic:a": token() }),
    },
  },
  profile_deprecated: {
    shows: { store: storeOf({ "anthropic:claude-cli": token() }) },
    not: { store: storeOf({ "anthropic:cli": token() }) },
  },
  profile_disabled: {
    shows: used({ disabledUntil: NOW_MS + 1, disabledReason: "billing" }),
    not: used({ disabledUntil: NOW_MS, disabledReason: "billing" }),
  },
  profile_cooldown: { shows: used({ cooldownUntil: NOW_MS + 1 }), not: used({ cooldownUntil: NOW_MS }) },
  profile_unused: {
    shows: used({ lastUsed: NOW_MS - 45 * DAY_MS }),
    not: used({ lastUsed: NOW_MS - 45 * DAY_MS + 1 }),
  },
  folder_open_to_others: {
    shows: { last: (folder) => chmodSync(folder, 0o755) },
    not: { last: (folder) => chmodSync(folder, 0o700) },
  },
  clock_skew: {
    shows: used({ lastUsed: NOW_MS + 60_001 }),
    not: used({ lastUsed: NOW_MS + 60_000 }),
  },
  newer_release: {
    shows: { files: { "agents/main/agent/openclaw-agent.sqlite": "" } },
    not: { files: { "agents/main/agent/notes.sqlite": "" } },
  },
};

const CLEAN: DoctorFixture = {};
const shows = (fixture: DoctorFixture, not: DoctorFixture = CLEAN): Case => ({ shows: fixture, not });
const config = (value: unknown) => shows({ config: value });
const included = (include: unknown, files: Record<string, string> = {}, last?: (folder: string) => void) =>
  shows({ config: { $include: include }, files, ...(last ? { last } : {}) });
const link = (from: string, to: string) => (folder: string) => {
  rmSync(path.join(folder, from), { force: true });
  symlinkSync(path.resolve(folder, to), path.join(folder, from));
};
const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const nested = (depth: number) =>
  Object.fromEntries(
    Array.from({ length: depth }, (_, at) => [
      `i${at}.json`,
      JSON.stringify({ $include: `./i${at + 1}.json` }),
    ]),
  );

/**
 * A file that keeps changing cannot be made to order, the doctor runs no login shell that could fail, and megabytes
 * of includes take seconds; config-include.test.ts has those.
 */
const NOT_SHOWN: FindingCode[] = ["file_unstable", "env_login_shell_failed", "include_too_many"];
/** Nothing can be kept from root, nor be given away by others. */
const NEEDS_ANOTHER: FindingCode[] = isRoot
  ? ["file_unreadable", "state_dir_unreadable"]
  : ["file_foreign_owner"];

const FILE_CASES: Partial<Record<FindingCode, Case>> = {
  file_unreadable: shows({ store: storeOf({}), last: (folder) => chmodSync(path.join(folder, STORE), 0) }),
  file_not_regular: shows({ last: (folder) => mkdirSync(path.join(folder, ".env")) }),
  file_too_large: shows({ files: { ".env": "#".repeat(1024 * 1024 + 1) } }),
  file_outside: shows({ last: link(".env", "../outside"), files: { "../outside": "" } }),
  file_is_symlink: shows({ last: link(".env", "real.env"), files: { "real.env": "" } }),
  file_open_to_others: shows({ last: (folder) => chmodSync(path.join(folder, "openclaw.json"), 0o644) }),
  file_foreign_owner: shows({ last: (folder) => chownSync(path.join(folder, "openclaw.json"), 4242, 4242) }),
  file_not_utf8: shows({
    store: storeOf({}),
    last: (folder) =>
      writeFileSync(path.join(folder, ".env"), Buffer.from([0x41, 0x3d, 0xff]), { mode: 0o600 }),
  }),
  json_syntax: shows({ store: '{"version":1,}' }),
  json_not_object: shows({ store: "[]" }),
  json_duplicate_key: shows({ store: '{"version":1,"profiles":{},"profiles":{}}' }),
  store_without_profiles: shows({ store: { version: 1 } }),
  store_entry_ignored: shows({ store: storeOf({ "a:b": { type: "ssh", provider: "a" } }) }),
  store_entry_respelled: shows({
    store: storeOf({ "openai:a": { mode: "api_key", provider: "openai", key: "x" } }),
  }),
  store_inline_not_text: shows({ store: storeOf({ "openai:a": key("openai", 7) }) }),
  store_inline_and_ref: shows({
    store: storeOf({ "openai:a": { ...keyRef("env", "default", "OPENAI_API_KEY"), key: FAKE.apiKey } }),
  }),
  store_ref_malformed: shows({
    store: storeOf({ "openai:a": { ...key("openai", ""), keyRef: { source: "env" } } }),
  }),
  store_order_ignored: shows(orders({ openai: [] }), orders({ openai: ["openai:a"] })),
  store_order_cleaned: shows(orders({ openai: ["openai:a", 7] }), orders({ openai: ["openai:a"] })),
  store_reserved_key: shows({
    store: `{"version":1,"profiles":{"__proto__":${JSON.stringify(key("openai"))}}}`,
  }),
  store_profiles_array: shows({ store: { version: 1, profiles: [key("openai")] } }),
  store_unknown_key: shows({ store: storeOf({}, { notes: 1 }) }),
  store_version_unknown: shows({ store: { version: 9, profiles: {} } }),
  store_inherited: shows({
    store: storeOf(keyed.profiles),
    config: { agents: { list: [{ id: "main" }, { id: "b" }] } },
  }),
  store_malformed_inherited: shows({ stores: { main: storeOf(keyed.profiles), work: "{" } }),
  store_malformed_empty: shows({ store: "{" }),
  legacy_used: shows({
    files: {
      "agents/main/agent/auth.json": JSON.stringify({ openai: { type: "api_key", key: FAKE.apiKey } }),
    },
  }),
  legacy_not_read: shows({ store: storeOf({}), files: { "agents/main/agent/auth.json": "{}" } }),
  legacy_entry_ignored: shows({ files: { "agents/main/agent/auth.json": '{"openai":7}' } }),
  cli_credentials_used: shows({
    files: {
      "../.qwen/oauth_creds.json": '{"access_token":"at-FAKE","refresh_token":"rt-FAKE","expiry_date":1}',
    },
  }),
  config_elsewhere: shows({
    last: (folder) => {
      rmSync(path.join(folder, "openclaw.json"));
      mkdirSync(path.join(path.dirname(folder), ".clawdbot"), { mode: 0o700 });
      writeFileSync(path.join(path.dirname(folder), ".clawdbot/clawdbot.json"), "{}", { mode: 0o600 });
    },
  }),
  config_syntax: config("{ agents: "),
  config_too_deep: config(`{"x":${deep(300)}}`),
  config_not_object: config("[]"),
  config_unknown_key: config({ auth: { foo: 1 } }),
  config_invalid_value: config({ auth: { order: { openai: "openai:a" } } }),
  config_reserved_key: config('{"agents":{"__proto__":{}}}'),
  config_env_missing: config({ gateway: { auth: { token: fromEnv("GATEWAY_TOKEN") } } }),
  include_missing: included("./none.json"),
  include_unreadable: included("./folder", {}, (folder) => mkdirSync(path.join(folder, "folder"))),
  include_outside: included("../outside.json"),
  include_hardlinked: included("./a.json", { "a.json": "{}" }, (folder) =>
    linkSync(path.join(folder, "a.json"), path.join(folder, "b.json")),
  ),
  include_circular: included("./a.json", { "a.json": '{"$include":"./a.json"}' }),
  include_too_deep: included("./i0.json", nested(12)),
  include_invalid: included(7),
  include_not_object: shows({ config: { $include: "./a.json", agents: {} }, files: { "a.json": "[]" } }),
  env_empty_blocks: shows({
    env: { OPENAI_API_KEY: "" },
    files: { ".env": `OPENAI_API_KEY=${FAKE.apiKey}\n` },
  }),
  env_name_refused: config({ env: { vars: { NODE_OPTIONS: "--inspect" } } }),
  env_value_template: config({ env: { vars: { OPENAI_API_KEY: fromEnv("OTHER_KEY") } } }),
  env_login_shell_not_run: config({ env: { shellEnv: { enabled: true } } }),
  secret_provider_alias_invalid: config(providers({ "Bad Alias": { source: "env" } })),
  agent_default_ambiguous: config({
    agents: {
      list: [
        { id: "a", default: true },
        { id: "b", default: true },
      ],
    },
  }),
  agent_id_duplicate: config({ agents: { list: [{ id: "a" }, { id: "A" }] } }),
  agent_dir_shared: config({
    agents: {
      list: [
        { id: "a", agentDir: "/x" },
        { id: "b", agentDir: "/x" },
      ],
    },
  }),
  agent_dir_unresolved: config({ agents: { list: [{ id: "a", agentDir: "here" }] } }),
  agent_folder_ignored: shows({ files: { "agents/Odd Name/agent/x": "" } }),
  state_dir_not_absolute: shows({ last: () => {} }),
  state_dir_missing: shows({ last: (folder) => rmSync(folder, { recursive: true }) }),
  state_dir_not_directory: shows({
    last: (folder) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, "");
    },
  }),
  state_dir_unreadable: shows({ last: (folder) => chmodSync(folder, 0) }),
  findings_cut: shows({
    store: storeOf(Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`a:${at}`, { type: "ssh" }]))),
  }),
};

const cases = [...Object.entries(OWN_CASES), ...Object.entries(FILE_CASES)]
  .filter(([code]) => ![...NEEDS_ANOTHER, "state_dir_not_absolute"].includes(code as FindingCode))
  .map(([code, fixtures]) => ({ code, ...fixtures }));

describe.each(cases)("$code", ({ code, shows: shown, not }) => {
  test("is found in a state dir that shows it, and in one that does not it is not", () => {
    const [found, clean] = [examined(shown), examined(not)];
    expect(codesOf(found)).toContain(code);
    expect(codesOf(clean)).not.toContain(code);
    const severities = found.findings.filter((each) => each.code === code).map(({ severity }) => severity);
    const wanted = (DOCTOR_SEVERITIES as Record<string, string>)[code] ?? severities[0];
    expect(new Set(severities)).toEqual(new Set([wanted]));
    for (const secret of Object.values(FAKE)) expect(JSON.stringify([found, clean])).not.toContain(secret);
  });
});

test("every code has its case", () => {
  const covered = [...cases.map(({ code }) => code), ...OF_THE_CONSOLE, ...NOT_SHOWN, ...NEEDS_ANOTHER];
  const all = [...DOCTOR_CODES, ...FINDING_CODES];
  expect(all.filter((code) => !covered.includes(code))).toEqual(["state_dir_not_absolute"]);
});

test("a state dir named by a relative path is said to be so, and nothing is read", () => {
  const report = examineStateDir({ stateDir: ".openclaw", env: {}, home: null, cwd: "/", nowMs: NOW_MS });
  expect(codesOf(report)).toEqual(["state_dir_not_absolute"]);
  expect(report.exitCode).toBe(1);
});

test("an orderly state dir has nothing to do, and says what it did not look at", () => {
  const report = examined({
    ...withRef(keyRef("env", "default", "OPENAI_API_KEY"), { env: { OPENAI_API_KEY: FAKE.apiKey } }),
  });
  expect(report).toMatchObject({ findings: [], exitCode: 0, summary: { error: 0, warning: 0, info: 0 } });
  expect(report.notChecked).toEqual(["provider_answers", "shell_history", "console"]);
});

describe("a path is refused for OpenClaw's reason", () => {
  const reasonOf = (fixture: DoctorFixture, code: DoctorCode) =>
    examined(fixture).findings.find((each) => each.code === code)?.params.reason;
  const replaced = (make: (file: string) => void) => (file: string) => {
    rmSync(file);
    make(file);
  };

  test.each<[string, DoctorFixture]>([
    ["missing", fileProvider("/a", "{}", {}, (file) => rmSync(file))],
    ["not_file", fileProvider("/a", "{}", {}, replaced(mkdirSync))],
    [
      "symlink",
      fileProvider(
        "/a",
        "{}",
        {},
        replaced((file) => symlinkSync("openclaw.json", file)),
      ),
    ],
    ["open", fileProvider("/a", "{}", {}, (file) => chmodSync(file, 0o604))],
    ["too_large", fileProvider("/a", '{"a":"x"}', { maxBytes: 3 })],
    ["not_json", fileProvider("/a", FAKE.apiKey)],
  ])("of a file: %s", (reason, fixture) => {
    expect(reasonOf(fixture, "secret_file_refused")).toBe(reason);
  });

  test.each<[string, DoctorFixture]>([
    ["missing", execProvider({}, (file) => rmSync(file))],
    ["not_file", execProvider({}, replaced(mkdirSync))],
    [
      "symlink",
      execProvider(
        {},
        replaced((file) => symlinkSync("/bin/sh", file)),
      ),
    ],
    ["outside_trusted", execProvider({ trustedDirs: ["/opt/elsewhere"] })],
    ["not_executable", execProvider({}, (file) => chmodSync(file, 0o600))],
  ])("of a command: %s", (reason, fixture) => {
    expect(reasonOf(fixture, "secret_command_refused")).toBe(reason);
  });

  test.runIf(isRoot)("of somebody else's file, which is not even opened", () => {
    const foreign = fileProvider("/a", '{"a":"x"}', {}, (file) => chownSync(file, 4242, 4242));
    expect(reasonOf(foreign, "secret_file_refused")).toBe("owner");
    const command = execProvider({}, (file) => chownSync(file, 4242, 4242));
    expect(reasonOf(command, "secret_command_refused")).toBe("owner");
  });

  test.each([
    ["segment", fileProvider("/b", '{"a":"x"}')],
    ["not_text", fileProvider("/a", '{"a":7}')],
    ["blank", fileProvider("/a", '{"a":" "}')],
    ["id", fileProvider("value", '{"a":"x"}')],
    ["id", fileProvider("/a", "x", { mode: "singleValue" })],
  ])("of a value: %s", (reason, fixture) => {
    expect(reasonOf(fixture, "ref_file_value_missing")).toBe(reason);
  });
});

test("a secret provider that the config gets wrong is said once, and not of every reference to it", () => {
  const report = examined(
    withRef(keyRef("exec", "tool", "openai/key"), {
      config: providers({ tool: { source: "exec", command: "relative" } }),
    }),
  );
  expect(codesOf(report)).toEqual(["config_invalid_value"]);
});

test("the time of a change and of a lock count like the time of a use", () => {
  const later = new Date(NOW_MS + 90_000);
  const report = examined({
    store: storeOf({}),
    last: (folder) => {
      utimesSync(path.join(folder, STORE), later, later);
      writeFileSync(
        path.join(folder, `${STORE}.lock`),
        JSON.stringify({ pid: 1, createdAt: later.toISOString() }),
      );
    },
  });
  const skewed = report.findings.filter(({ code }) => code === "clock_skew");
  expect(skewed.map(({ params }) => params.what).sort()).toEqual(["changed", "locked"]);
});

test("nothing of a state dir changes when it is examined", () => {
  const folder = doctorStateDir({ store: storeOf(twoKeys), files: { ".env": "A=1\n" } });
  const before = snapshot(folder);
  examineStateDir({ stateDir: folder, env: {}, home: path.dirname(folder), cwd: folder, nowMs: NOW_MS });
  expect(snapshot(folder)).toEqual(before);
});

test("a name that looks like a secret is hidden in a list too", () => {
  const report = examined({
    store: storeOf(
      {
        [FAKE.setupToken]: key("openai"),
        "openai:b": key("openai"),
        "openai:c": key("openai", FAKE.otherApiKey),
      },
      { order: { openai: ["openai:b", FAKE.apiKey] } },
    ),
  });
  expect(codesOf(report)).toEqual(
    expect.arrayContaining(["order_hides_profiles", "secret_duplicate", "order_unknown_ids"]),
  );
  const shown = JSON.stringify(report);
  for (const secret of Object.values(FAKE)) expect(shown).not.toContain(secret);
});

test("a name that looks like a secret is hidden wherever it would show, and so is the command that holds it", () => {
  const report = examined({ store: storeOf({ [FAKE.setupToken]: key("openai", " ") }) });
  expect(codesOf(report)).toEqual(["key_blank"]);
  expect(JSON.stringify(report)).not.toContain(FAKE.setupToken);
  expect(report.findings[0]?.fix).toEqual({ kind: "manual", command: null });
});

function snapshot(folder: string): [string, number, string][] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: false }).sort();
  return files.map((name) => {
    const file = path.join(folder, name);
    const stats = statSync(file);
    return [name, stats.mtimeMs, stats.isFile() ? readFileSync(file, "utf8") : ""];
  });
}
