import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readableInline, type StoredProfile } from "#lib/domain/auth-store.ts";
import { type ReadOptions, readGatewayState } from "#lib/openclaw/state-dir.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** The text of a profile's inline secret; undefined without one. */
const revealed = (profile: StoredProfile | undefined) => profile && readableInline(profile)?.reveal();

const SECRET = "sk-PLANTED-0123456789abcdef";
const key = (provider: string, secret = SECRET) => ({ type: "api_key", provider, key: secret });
const store = (profiles: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  JSON.stringify({ version: 1, profiles, ...more });
const STORE = (agentId: string) => `agents/${agentId}/agent/auth-profiles.json`;

/** Lays files out below a home; the state directory is `.openclaw` in it. */
function layOut(files: Record<string, string>, inHome: Record<string, string> = {}) {
  const home = fs.realpathSync(temporaryFolder());
  const stateDir = path.join(home, ".openclaw");
  fs.mkdirSync(stateDir, { mode: 0o700 });
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(file, text, { mode: 0o600 });
    fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
  };
  for (const [name, text] of Object.entries(files)) write(path.join(stateDir, name), text);
  for (const [name, text] of Object.entries(inHome)) write(path.join(home, name), text);
  return { home, stateDir };
}

function read(files: Record<string, string>, options: Partial<ReadOptions> = {}) {
  return readIn(layOut(files), options);
}

function readIn({ home, stateDir }: { home: string; stateDir: string }, options: Partial<ReadOptions> = {}) {
  const state = readGatewayState(stateDir, {
    env: {},
    home,
    cwd: null,
    nowMs: 1_767_225_600_000,
    ...options,
  });
  const agent = (agentId: string) => {
    const found = state.agents.find((candidate) => candidate.agentId === agentId);
    if (!found) throw new Error(`There is no agent ${agentId}.`);
    return found;
  };
  const codes = state.findings.map(({ code }) => code);
  return { state, agent, codes, home, stateDir };
}

describe("a state directory", () => {
  test("that does not exist has main, the usual paths and one finding", () => {
    const home = fs.realpathSync(temporaryFolder());
    const stateDir = path.join(home, ".openclaw");
    const { state, codes } = readIn({ home, stateDir });
    expect(codes).toEqual(["state_dir_missing"]);
    expect(state).toMatchObject({
      problem: "state_dir_missing",
      storage: "auth-profiles-json",
      defaultAgentId: "main",
    });
    expect(state.agents).toMatchObject([{ agentId: "main", status: "absent", store: null, isDefault: true }]);
    expect(state.mainStorePath).toBe(path.join(stateDir, STORE("main")));
    expect(fs.existsSync(stateDir)).toBe(false);
  });

  test.each([
    ["relative/.openclaw", "state_dir_not_absolute"],
    ["", "state_dir_not_absolute"],
    ["/tmp/a\0b", "state_dir_not_absolute"],
    ["/etc/hostname", "state_dir_not_directory"],
    ["/etc/hostname/below", "state_dir_not_directory"],
  ])("named %j is refused as %s, and nothing is read", (stateDir, problem) => {
    const state = readGatewayState(stateDir, { env: {}, home: null, cwd: null });
    expect(state).toMatchObject({ problem, agents: [], environment: [] });
    expect(state.findings).toMatchObject([{ code: problem, severity: "error" }]);
  });

  test("reached through a link is read where it is", () => {
    const { home, stateDir } = layOut({ [STORE("main")]: store({ "a:1": key("a") }) });
    fs.symlinkSync(stateDir, path.join(home, "link"));
    const { state, agent } = readIn({ home, stateDir: path.join(home, "link") });
    expect(state.stateDir).toBe(stateDir);
    expect(agent("main").store?.profiles.size).toBe(1);
    expect(state.findings).toEqual([]);
  });

  test("shows no secret, whatever is asked to print", () => {
    const { state } = read(
      {
        "openclaw.json": JSON.stringify({
          env: { A: SECRET },
          models: { providers: { a: { baseUrl: "u", apiKey: SECRET, models: [] } } },
        }),
        ".env": `B=${SECRET}`,
        [STORE("main")]: store({ "a:1": key("a") }),
      },
      { env: { C: SECRET } },
    );
    const values = [
      ...state.agents.flatMap(({ effective }) => [...effective.profiles.values()]),
      ...state.environment,
    ];
    expect(JSON.stringify({ state, values })).not.toContain("PLANTED");
    expect(String(values.map(String))).not.toContain("PLANTED");
  });
});

describe("Z_AI_API_KEY", () => {
  const winner = (files: Record<string, string>, env: Record<string, string> = {}) => {
    const { state } = read(files, { env });
    const found = state.environment.find(({ name, wins }) => name === "ZAI_API_KEY" && wins);
    return found && { value: found.value.reveal(), source: found.source, copiedFrom: found.copiedFrom };
  };
  const config = (vars: Record<string, string>) => ({ "openclaw.json": JSON.stringify({ env: vars }) });

  test.each([
    ["a .env", { ".env": "Z_AI_API_KEY=z" }, "state_env_file"],
    ["the config", config({ Z_AI_API_KEY: "z" }), "config_env"],
  ] as const)("of %s becomes ZAI_API_KEY, even where that is blank", (_where, files, source) => {
    const copied = { value: "z", source, copiedFrom: "Z_AI_API_KEY" };
    expect(winner(files)).toEqual(copied);
    expect(winner(files, { ZAI_API_KEY: " " })).toEqual(copied);
  });

  test("gives way to a ZAI_API_KEY of the config, but not when the process was started with it", () => {
    const files = { ".env": "ZAI_API_KEY=file", ...config({ ZAI_API_KEY: "own" }) };
    expect(winner({ ".env": "Z_AI_API_KEY=z", ...config({ ZAI_API_KEY: "own" }) })).toMatchObject({
      value: "own",
    });
    expect(winner(files, { Z_AI_API_KEY: "z" })).toMatchObject({ value: "z", source: "process" });
    expect(winner(files, { Z_AI_API_KEY: "z", ZAI_API_KEY: "first" })).toMatchObject({ value: "first" });
  });
});

describe("agents", () => {
  const config = JSON.stringify({
    agents: {
      list: [
        { id: "Ops Team", name: "Ops" },
        { id: "work", default: true },
        { id: "ops-team" },
        { id: "work2", default: true },
      ],
    },
  });

  test("are those of the config, main, and those that only have a folder", () => {
    const { state, codes } = read({
      "openclaw.json": config,
      [STORE("old")]: store({}),
      "agents/sessions-only/sessions/a": "",
    });
    expect(state.agents.map(({ agentId, origin, isDefault }) => `${agentId} ${origin} ${isDefault}`)).toEqual(
      [
        "ops-team config false",
        "work config true",
        "work2 config false",
        "main implicit false",
        "old folder false",
      ],
    );
    expect(state.defaultAgentId).toBe("work");
    expect(codes).toContain("agent_id_duplicate");
    expect(codes).toContain("agent_default_ambiguous");
  });

  test.each(["../../../etc", "..", "/etc", "a/../../b", "%2e%2e%2f", "a\u0000b", "\u202eabc"])(
    "cannot lead out of the state directory by an id such as %j",
    (id) => {
      const { state, stateDir } = read({ "openclaw.json": JSON.stringify({ agents: { list: [{ id }] } }) });
      for (const { agentDir, agentId } of state.agents) {
        expect(agentId).toMatch(/^[a-z0-9_-]+$/);
        expect(agentDir).toBe(path.join(stateDir, "agents", agentId, "agent"));
      }
    },
  );

  test("have the directory that the config names, with ~ for home", () => {
    const files = {
      "openclaw.json": JSON.stringify({ agents: { list: [{ id: "work", agentDir: "~/elsewhere" }] } }),
    };
    const laidOut = layOut(files, { "elsewhere/auth-profiles.json": store({ "a:1": key("a") }) });
    const { agent } = readIn(laidOut);
    expect(agent("work")).toMatchObject({
      agentDir: path.join(laidOut.home, "elsewhere"),
      hasOwnAgentDir: true,
      status: "ok",
    });
  });

  test("whose directory cannot be known are said to be so, not to be empty", () => {
    const files = {
      "openclaw.json": JSON.stringify({ agents: { list: [{ id: "work", agentDir: "relative" }] } }),
    };
    const { agent, state } = read(files);
    expect(agent("work")).toMatchObject({ agentDir: null, status: "unreadable", effectiveIsCertain: false });
    expect(state.findings).toMatchObject([
      { code: "agent_dir_unresolved", line: 1, params: { agentId: "work" } },
    ]);
  });

  test("that share a directory are an error, as they are for OpenClaw", () => {
    const list = [
      { id: "a", agentDir: "/srv/x" },
      { id: "b", agentDir: "/srv/./x" },
    ];
    const { state } = read({ "openclaw.json": JSON.stringify({ agents: { list } }) });
    expect(state.findings).toMatchObject([
      { code: "agent_dir_shared", params: { dir: "/srv/x", agents: "a, b" } },
    ]);
  });

  test("are not made of folders with other names than ids", () => {
    const { state, codes } = read({ [STORE("Ops Team")]: store({ "a:1": key("a") }), "agents/.cache/x": "" });
    expect(state.agents.map(({ agentId }) => agentId)).toEqual(["main"]);
    expect(codes).toEqual(["agent_folder_ignored"]);
  });
});

describe("the effective store", () => {
  test("of a second agent is main's overlaid by its own, key by key", () => {
    const { agent } = read({
      [STORE("main")]: store({ "a:1": key("a"), "b:1": key("b") }, { order: { a: ["a:1"], b: ["b:1"] } }),
      [STORE("work")]: store(
        { "a:1": key("a", "sk-PLANTED-own"), "c:1": key("c") },
        { order: { a: ["a:1", "c:1"] } },
      ),
    });
    const { effective, store: own, inheritsFromMain } = agent("work");
    expect([...effective.profiles.keys()]).toEqual(["a:1", "b:1", "c:1"]);
    expect(revealed(effective.profiles.get("a:1"))).toBe("sk-PLANTED-own");
    expect(effective.order.get("a")).toEqual(["a:1", "c:1"]);
    expect(effective.order.get("b")).toEqual(["b:1"]);
    expect(own?.profiles.size).toBe(2);
    expect(inheritsFromMain).toBe(false);
  });

  test("of a second agent without a file is main's, which is worked out and not written", () => {
    const files = {
      "openclaw.json": JSON.stringify({ agents: { list: [{ id: "work" }] } }),
      [STORE("main")]: store({ "a:1": key("a") }),
    };
    const { agent, stateDir, codes } = read(files);
    expect(agent("work")).toMatchObject({
      status: "absent",
      store: null,
      inheritsFromMain: true,
      effectiveIsCertain: true,
    });
    expect([...agent("work").effective.profiles.keys()]).toEqual(["a:1"]);
    expect(codes).toEqual(["store_inherited"]);
    expect(fs.existsSync(path.join(stateDir, STORE("work")))).toBe(false);
  });

  test("of a second agent with an empty store sees main's profiles and inherits nothing", () => {
    const { agent } = read({ [STORE("main")]: store({ "a:1": key("a") }), [STORE("work")]: store({}) });
    expect(agent("work")).toMatchObject({ status: "ok", inheritsFromMain: false });
    expect([...agent("work").effective.profiles.keys()]).toEqual(["a:1"]);
  });

  test("is uncertain, not empty, when a store may not be read", () => {
    const laidOut = layOut({ [STORE("work")]: store({ "a:1": key("a") }) });
    fs.mkdirSync(path.join(laidOut.stateDir, "agents/main/agent"), { recursive: true });
    fs.symlinkSync("/etc/passwd", path.join(laidOut.stateDir, STORE("main")));
    const { agent, codes } = readIn(laidOut);
    expect(agent("main")).toMatchObject({ status: "unreadable", effectiveIsCertain: false });
    expect(agent("work")).toMatchObject({ status: "ok", effectiveIsCertain: false });
    expect(codes).toEqual(["file_is_symlink", "file_outside"]);
  });

  test("names references as OpenClaw's labels do, also inherited ones", () => {
    const keyRef = { source: "env", provider: "default", id: "A_KEY" };
    const { agent } = read({
      [STORE("main")]: store({
        "a:1": { type: "api_key", provider: "a", keyRef },
        "a:2": { type: "api_key", provider: "a", keyRef },
      }),
      [STORE("work")]: store({ "a:2": key("a") }),
    });
    expect([...agent("main").refLabels]).toEqual([
      ["a:1", "env:A_KEY"],
      ["a:2", "env:A_KEY"],
    ]);
    expect([...agent("work").refLabels]).toEqual([["a:1", "env:A_KEY"]]);
  });

  test("of main is in the directory a variable names, which the others inherit from", () => {
    const laidOut = layOut({
      [STORE("main")]: store({ "a:1": key("a") }),
      ".env": "OPENCLAW_AGENT_DIR=~/.openclaw/special",
    });
    fs.mkdirSync(path.join(laidOut.stateDir, "special"));
    fs.writeFileSync(path.join(laidOut.stateDir, "special/auth-profiles.json"), store({ "s:1": key("s") }), {
      mode: 0o600,
    });
    const { agent, state } = readIn(laidOut);
    expect(state.mainStorePath).toBe(path.join(laidOut.stateDir, "special/auth-profiles.json"));
    expect([...agent("main").effective.profiles.keys()]).toEqual(["s:1", "a:1"]);
  });
});

describe("older files", () => {
  const authJson = JSON.stringify({
    anthropic: {
      type: "api_key",
      apiKey: SECRET,
      keyRef: { source: "env", id: "X" },
      metadata: { a: "b" },
      email: "me@x.io",
    },
    copilot: { mode: "token", token: SECRET, expires: "soon" },
    codex: { type: "oauth", access: "x", accountId: "acct", provider: "openai-codex" },
    junk: { foo: 1 },
  });
  const oauthJson = JSON.stringify({
    anthropic: { access: "no" },
    qwen: { access: "x", refresh: "y", expires: 5 },
    junk: 7,
  });

  test("are what an agent has that has nothing else", () => {
    const { agent, state } = read({
      "agents/main/agent/auth.json": authJson,
      "credentials/oauth.json": oauthJson,
    });
    const { effective, store: own, status, legacyFiles } = agent("main");
    expect({ own, status }).toEqual({ own: null, status: "absent" });
    expect([...effective.profiles.keys()]).toEqual([
      "anthropic:default",
      "copilot:default",
      "codex:default",
      "qwen:default",
    ]);
    const anthropic = effective.profiles.get("anthropic:default");
    expect(anthropic).toMatchObject({ ref: null, metadata: null, email: "me@x.io" });
    expect(revealed(anthropic)).toBe(SECRET);
    expect(effective.profiles.get("copilot:default")?.expires).toEqual({ kind: "absent" });
    expect(effective.profiles.get("codex:default")).toMatchObject({
      provider: "openai-codex",
      oauth: { accountId: "acct" },
    });
    expect(legacyFiles.map((file) => path.basename(file))).toEqual(["auth.json", "oauth.json"]);
    expect(state.findings.map(({ code, params }) => `${code} ${params.count ?? params.key}`)).toEqual([
      "legacy_entry_ignored junk",
      "legacy_used 3",
      "legacy_used 1",
    ]);
  });

  test("are not looked at beside a store, which is told of because they may hold secrets", () => {
    const { agent, codes } = read({ "agents/main/agent/auth.json": authJson, [STORE("main")]: store({}) });
    expect(agent("main").effective.profiles.size).toBe(0);
    expect(codes).toEqual(["legacy_not_read"]);
  });

  test("give way to main's profiles for a second agent", () => {
    const { agent } = read({
      "agents/work/agent/auth.json": authJson,
      [STORE("main")]: store({ "a:1": key("a") }),
    });
    expect([...agent("work").effective.profiles.keys()]).toEqual(["a:1"]);
  });

  test("are used even beside a malformed store, whose place is named", () => {
    const { agent, state } = read({
      "agents/main/agent/auth.json": authJson,
      [STORE("main")]: `{"profiles": {"a": "${SECRET}`,
    });
    expect(agent("main")).toMatchObject({ status: "malformed", store: null });
    expect(agent("main").effective.profiles.size).toBe(3);
    expect(state.findings[0]).toMatchObject({
      code: "json_syntax",
      line: 1,
      params: { reason: "unexpected_end" },
    });
    expect(JSON.stringify(state.findings)).not.toContain("PLANTED");
  });

  test.each(['{"anthropic": {"type": "api_key", "key": "sk-PLANTED', "[]", '{"profiles": {"a": {}}}'])(
    "that are malformed are named and never quoted: %s",
    (text) => {
      const { agent, state } = read({ "agents/main/agent/auth.json": text });
      expect(agent("main").effective.profiles.size).toBe(0);
      expect(JSON.stringify(state.findings)).not.toContain("PLANTED");
    },
  );

  test("of the time of a single agent are told of and not read", () => {
    expect(read({ "agent/auth-profiles.json": store({ "a:1": key("a") }) }).codes).toEqual([
      "legacy_not_read",
    ]);
  });
});

describe("credentials of other command line tools", () => {
  const creds = (expiry_date: number) =>
    JSON.stringify({ access_token: "x", refresh_token: "y", expiry_date });
  const NOW_MS = 1_767_225_600_000;
  const PROFILE = "qwen-portal:qwen-cli";
  const stored = (expires: unknown) => ({
    type: "oauth",
    provider: "qwen-portal",
    access: "a",
    refresh: "r",
    expires,
  });

  test.each([
    ["no copy", {}, NOW_MS + 1, NOW_MS + 1],
    ["a fresh copy", { [PROFILE]: stored(NOW_MS + 3_600_000) }, NOW_MS + 9_999_999, NOW_MS + 3_600_000],
    [
      "an old copy and newer credentials",
      { [PROFILE]: stored(NOW_MS + 60_000) },
      NOW_MS + 70_000,
      NOW_MS + 70_000,
    ],
    [
      "an old copy and older credentials",
      { [PROFILE]: stored(NOW_MS + 60_000) },
      NOW_MS + 50_000,
      NOW_MS + 60_000,
    ],
    ["an expired copy and older credentials", { [PROFILE]: stored(NOW_MS) }, NOW_MS - 9, NOW_MS - 9],
  ])("count when the store has %s", (_, profiles, expiry, expected) => {
    const laidOut = layOut({ [STORE("main")]: store(profiles) }, { ".qwen/oauth_creds.json": creds(expiry) });
    const { agent } = readIn(laidOut);
    expect(agent("main").effective.profiles.get(PROFILE)?.expires).toEqual({ kind: "at", atMs: expected });
    expect(agent("main").store?.profiles.size).toBe(Object.keys(profiles).length);
  });

  test.each(['{"access_token": "x"}', "[]", "{", creds(Number.NaN)])(
    "count for nothing when incomplete: %s",
    (text) => {
      const laidOut = layOut({ [STORE("main")]: store({}) }, { ".minimax/oauth_creds.json": text });
      expect(readIn(laidOut).agent("main").effective.profiles.size).toBe(0);
    },
  );

  test("are not looked for in a home that is not known", () => {
    const laidOut = layOut({ [STORE("main")]: store({}) }, { ".qwen/oauth_creds.json": creds(NOW_MS) });
    expect(readIn(laidOut, { home: null }).agent("main").effective.profiles.size).toBe(0);
  });
});

describe("a newer release's storage", () => {
  test.each([
    "state/openclaw.sqlite",
    "agents/main/agent/openclaw-agent.sqlite",
    "agents/Odd Name/agent/openclaw-agent.sqlite",
  ])("is recognised by %s", (file) => {
    const { state, stateDir } = read({ [file]: "", [STORE("main")]: store({ "a:1": key("a") }) });
    expect(state.storage).toBe("sqlite");
    expect(state.sqliteFiles).toEqual([path.join(stateDir, file)]);
  });

  test("is not seen in a folder of another name", () => {
    expect(read({ "openclaw.sqlite": "", "state/other.sqlite": "" }).state.storage).toBe(
      "auth-profiles-json",
    );
  });
});

describe("links and modes", () => {
  test("an agent's folder that leads out of the state directory is not followed", () => {
    const laidOut = layOut({}, { "other-gateway/agent/auth-profiles.json": store({ "a:1": key("a") }) });
    fs.mkdirSync(path.join(laidOut.stateDir, "agents"));
    fs.symlinkSync(path.join(laidOut.home, "other-gateway"), path.join(laidOut.stateDir, "agents/work"));
    const { agent, codes } = readIn(laidOut);
    expect(agent("work")).toMatchObject({ status: "unreadable", store: null });
    expect(codes).toEqual(["file_outside"]);
  });

  test("a store that is a link inside the state directory is read and told of", () => {
    const laidOut = layOut({ "real.json": store({ "a:1": key("a") }) });
    fs.mkdirSync(path.join(laidOut.stateDir, "agents/main/agent"), { recursive: true });
    fs.symlinkSync("../../../real.json", path.join(laidOut.stateDir, STORE("main")));
    const { agent, codes } = readIn(laidOut);
    expect(agent("main")).toMatchObject({ status: "ok", file: { isSymlink: true } });
    expect(codes).toEqual(["file_is_symlink"]);
  });

  test("a store open to others is told of with its mode", () => {
    const laidOut = layOut({ [STORE("main")]: store({ "a:1": key("a") }) });
    fs.chmodSync(path.join(laidOut.stateDir, STORE("main")), 0o644);
    const { agent, state } = readIn(laidOut);
    expect(agent("main").file).toMatchObject({ mode: 0o644, uid: fs.statSync(laidOut.stateDir).uid });
    expect(state.findings).toMatchObject([{ code: "file_open_to_others", params: { mode: "0644" } }]);
  });

  test("of a large store nothing is read, and it does not look like an empty one", () => {
    const laidOut = layOut({ [STORE("main")]: "" });
    fs.truncateSync(path.join(laidOut.stateDir, STORE("main")), 50 * 1024 * 1024);
    const { agent, codes } = readIn(laidOut);
    expect(agent("main")).toMatchObject({ status: "unreadable", effectiveIsCertain: false });
    expect(codes).toEqual(["file_too_large"]);
  });
});

describe("the environment and the config together", () => {
  test("come in OpenClaw's order", () => {
    const laidOut = layOut({
      "openclaw.json": JSON.stringify({
        env: {
          A: "config",
          B: "config",
          C: "config",
          E: "config",
          NODE_OPTIONS: "x",
          vars: { C: "vars", D: "vars" },
        },
      }),
      ".env": "B=state\nA=state",
    });
    const { state, codes } = readIn(laidOut, { env: { A: "process", E: "" } });
    const winners = state.environment
      .filter(({ wins }) => wins)
      .map(({ name, value, source }) => `${name} ${value.reveal()} ${source}`);
    expect(winners).toEqual([
      "A process process",
      "E config config_env",
      "B state state_env_file",
      "C config config_env",
      "D vars config_env_vars",
    ]);
    expect(codes).toEqual(["env_name_refused"]);
  });

  test("say that a login shell would be asked, and ask it only when told to", () => {
    const files = { "openclaw.json": "{ env: { shellEnv: { enabled: true } } }" };
    const described = read(files);
    expect(described.state.loginShell).toMatchObject({ runs: true, appliedKeys: [] });
    expect(described.codes).toEqual(["env_login_shell_not_run"]);
    const asked = read(files, { runLoginShell: () => Buffer.from("OPENAI_API_KEY=x\0") });
    expect(asked.state.loginShell).toMatchObject({ runs: true, appliedKeys: ["OPENAI_API_KEY"] });
    expect(asked.codes).toEqual([]);
    expect(read(files, { runLoginShell: () => null }).codes).toEqual(["env_login_shell_failed"]);
  });

  test("of another home are told of when the state directory has no config", () => {
    const home = fs.realpathSync(temporaryFolder());
    fs.mkdirSync(path.join(home, ".openclaw"));
    fs.mkdirSync(path.join(home, "state"));
    fs.writeFileSync(path.join(home, ".openclaw/openclaw.json"), "{}", { mode: 0o600 });
    const { state, codes } = readIn({ home, stateDir: path.join(home, "state") });
    expect(state.config.file).toBe(path.join(home, ".openclaw/openclaw.json"));
    expect(codes).toEqual(["config_elsewhere"]);
  });

  test("let a store's references mean the config's default providers", () => {
    const { agent } = read({
      "openclaw.json": '{ secrets: { defaults: { env: "mine" } } }',
      [STORE("main")]: store({
        "a:1": { type: "api_key", provider: "a", keyRef: { source: "env", id: "X" } },
      }),
    });
    expect(agent("main").store?.profiles.get("a:1")?.ref).toEqual({
      source: "env",
      provider: "mine",
      id: "X",
    });
  });
});
