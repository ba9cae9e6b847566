import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { FAKE, type StateFiles, stateDir, storePathOf } from "#lib/testing/gateway.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import { testTerminal } from "#lib/testing/terminal.ts";

const STORE = {
  version: 1,
  profiles: {
    "openai:default": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    "anthropic:work": { type: "token", provider: "anthropic", token: FAKE.setupToken },
  },
};

async function run(words: string, files: StateFiles = { stores: { main: STORE } }, env = {}) {
  const terminal = testTerminal(env);
  const folder = stateDir(files);
  const ran = await terminal.run([...words.split(" "), "--state-dir", folder]);
  return { ...ran, folder, terminal };
}

describe("models status", () => {
  test("prints OpenClaw's document, masked, and makes no file anywhere", async () => {
    const { status, stdout, stderr, folder, terminal } = await run("models status --json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual([
      "configPath",
      "agentDir",
      "defaultModel",
      "resolvedDefault",
      "fallbacks",
      "imageModel",
      "imageFallbacks",
      "aliases",
      "allowed",
      "auth",
    ]);
    expect(document.auth.providers[1]).toMatchObject({
      effective: { kind: "profiles", detail: storePathOf(folder) },
      profiles: { labels: [`openai:default=…${FAKE.apiKey.slice(-4)}`] },
    });
    expect(stdout).not.toContain(FAKE.apiKey.slice(-5));
    expect(readdirSync(terminal.home)).toEqual([]);
    expect(readdirSync(path.join(folder, "agents"))).toEqual(["main"]);
  });

  test("prints OpenClaw's lines, and one word with --plain", async () => {
    const { stdout } = await run("models status");
    expect(stdout).toContain("Default       : anthropic/claude-opus-4-6\n");
    expect(stdout).toContain("\nOAuth/token status\n- anthropic\n  - anthropic:work static\n");
    expect((await run("models status --plain")).stdout).toBe("anthropic/claude-opus-4-6\n");
  });

  test("exits as OpenClaw does only with --check", async () => {
    expect(await run("models status --check")).toMatchObject({ status: 0 });
    expect(await run("models status --check --plain", {})).toMatchObject({ status: 1 });
    expect(await run("models status --plain", {})).toMatchObject({ status: 0 });
  });

  test("takes the caller's environment", async () => {
    const env = { OPENAI_API_KEY: "sk-FAKE-from-the-environment" };
    const { stdout } = await run("models status --json", {}, env);
    expect(JSON.parse(stdout).auth.providers[0].env).toEqual({
      value: "…ment",
      source: "env: OPENAI_API_KEY",
    });
  });

  test("of a malformed store says so on stderr instead of leaving it at no profiles", {
    tags: ["I01"],
  }, async () => {
    const { status, stdout, stderr } = await run("models status --json", {
      stores: { main: '{"profiles": {' },
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).auth.providers).toEqual([]);
    expect(stderr).toContain("auth-profiles.json:1:");
    expect(stderr).toContain("malformed");
  });

  test.each([
    { words: "models status --json --plain", config: "{}", says: "Choose either --json or --plain" },
    { words: "models status --agent nope", config: "{}", says: "no agent “nope”" },
    { words: "models status", config: "{ agents: ", says: "openclaw.json:1:" },
    { words: "models status --json", config: '{ "nonsense": 1 }', says: "nonsense" },
    {
      words: "models status --check",
      config:
        '{ models: { providers: { a: { baseUrl: "u", models: [], apiKey: { source: "env", provider: "default", id: "NOPE" } } } } }',
      says: "models.providers.a.apiKey",
    },
    {
      words: "models auth order get --provider a",
      config: '{ agents: { list: [{ id: "a", agentDir: "/x" }, { id: "b", agentDir: "/x" }] } }',
      says: "share the directory",
    },
    { words: "models auth keys --provider a", config: "[]", says: "openclaw.json" },
  ])("$words with the config $config exits 1 and says: $says", async ({ words, config, says }) => {
    const { status, stdout, stderr } = await run(words, { config });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("    at ");
  });

  test("of a registered gateway reads its files without an environment", async () => {
    const { terminal, folder } = await terminalWithGateway();
    const { status, stdout } = await terminal.run("models status --json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout).auth.storePath).toBe(storePathOf(folder));
    const both = await terminal.run(`models status --gateway local --state-dir ${folder}`);
    expect(both.status).toBe(64);
  });
});

describe("models auth order explain", () => {
  test("names order, eligibility, what a run would use, and why", async () => {
    const order = { openai: ["openai:gone", "openai:default"] };
    const { status, stdout } = await run("models auth order explain --provider OpenAI --json", {
      stores: { main: { ...STORE, order } },
    });
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      order: ["openai:default"],
      basis: "stored",
      eligibility: { "openai:default": "ok" },
      runtime: { source: "profile:openai:default", kind: "profile" },
    });
    expect(document.reasons.map((row: { profileId: string }) => row.profileId)).toEqual([
      "openai:default",
      "openai:gone",
    ]);
  });

  test("reads well as text, in either language", async () => {
    const { stdout } = await run("models auth order explain --provider openai");
    expect(stdout).toContain("A run would use: profile:openai:default\n");
    const zh = await run("models auth order explain --provider zai", {}, { LANG: "zh_CN.UTF-8" });
    expect(zh.stdout).toContain("运行时会用");
  });

  test("runs a command of the config for its owner, and never for a registered gateway", async () => {
    const store = {
      version: 1,
      profiles: {
        "a:1": { type: "api_key", provider: "a", keyRef: { source: "exec", provider: "ex", id: "k" } },
      },
    };
    const files = { stores: { main: store } };
    const { terminal, folder } = await terminalWithGateway(files);
    const command = path.join(folder, "resolve.sh");
    const answer = JSON.stringify({ protocolVersion: 1, values: { k: FAKE.apiKey } });
    writeFileSync(command, `#!/bin/sh\n/bin/cat >/dev/null\n: > ${folder}/was-run\necho '${answer}'\n`);
    chmodSync(command, 0o700);
    const config = { secrets: { providers: { ex: { source: "exec", command } } } };
    writeFileSync(path.join(folder, "openclaw.json"), JSON.stringify(config), { mode: 0o600 });

    const words = "models auth order explain --provider a --json";
    const looked = JSON.parse((await terminal.run(words)).stdout);
    expect(looked).toMatchObject({ unrun: ["exec:ex:k"], runtime: { source: null } });
    expect(existsSync(path.join(folder, "was-run"))).toBe(false);

    const ran = await terminal.run(`${words} --state-dir ${folder}`);
    expect(JSON.parse(ran.stdout)).toMatchObject({ unrun: [], runtime: { source: "profile:a:1" } });
    expect(ran.stdout).not.toContain(FAKE.apiKey.slice(-8));
    expect(existsSync(path.join(folder, "was-run"))).toBe(true);
  });
});

test("models auth keys lists the rotation in order and marks what is there twice", async () => {
  const env = { OPENAI_API_KEYS: "sk-FAKE-l1 sk-FAKE-l2", OPENAI_API_KEY: "sk-FAKE-l1" };
  const { stdout } = await run("models auth keys --provider openai --json", {}, env);
  expect(JSON.parse(stdout)).toMatchObject({
    keys: [
      { masked: "…E-l1", source: "list", variable: "OPENAI_API_KEYS" },
      { masked: "…E-l2", source: "list", variable: "OPENAI_API_KEYS" },
    ],
    duplicates: [{ masked: "…E-l1", source: "primary", variable: "OPENAI_API_KEY" }],
  });
  const text = await run("models auth keys --provider openai", {}, env);
  expect(text.stdout).toContain("…E-l1 from OPENAI_API_KEY, the same key again: left out\n");
});

test("models auth order get shows a state dir's override with its agent, and leaves the store as it is", async () => {
  const store = { ...STORE, order: { openai: ["openai:default"] } };
  const { stdout, folder } = await run("models auth order get --provider OpenAI --json", {
    stores: { main: store },
  });
  expect(JSON.parse(stdout)).toEqual({
    agentId: "main",
    agentDir: path.dirname(storePathOf(folder)),
    provider: "openai",
    authStorePath: storePathOf(folder),
    order: ["openai:default"],
  });
  expect(JSON.parse(readFileSync(storePathOf(folder), "utf8"))).toEqual(store);
});
