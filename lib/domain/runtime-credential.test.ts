import { describe, expect, test } from "vitest";
import type { StoredProfile } from "#lib/domain/auth-store.ts";
import type { Environment } from "#lib/domain/environment-key.ts";
import type { ConfiguredProvider, ModelConfig } from "#lib/domain/model-config.ts";
import { NO_CHOICE } from "#lib/domain/model-config.ts";
import { type RuntimeFacts, runtimeCredential } from "#lib/domain/runtime-credential.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { testConfig, testProfile, testStore } from "#lib/testing/auth-store.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const LOCAL: ConfiguredProvider = {
  baseUrl: "http://127.0.0.1:8080/v1",
  api: "openai-completions",
  auth: null,
  key: null,
  modelCount: 1,
  firstModelId: "m1",
  hasOwnHeaders: false,
};
const text = (value: string) => ({ kind: "text", value: new SecretText(value) }) as const;

function environment(entries: Record<string, string> = {}): Environment {
  const variables = Object.entries(entries).map(
    ([name, value]) => [name, { value: new SecretText(value), fromShell: false }] as const,
  );
  return { variables: new Map(variables), hasGcloudCredentials: false };
}

function models(providers: Record<string, Partial<ConfiguredProvider>> = {}): ModelConfig {
  const entries = Object.entries(providers).map(([id, over]) => [id, { ...LOCAL, ...over }] as const);
  return {
    model: NO_CHOICE,
    imageModel: NO_CHOICE,
    agents: new Map(),
    allowed: new Map(),
    providers: new Map(entries),
  };
}

function facts(profiles: StoredProfile[], over: Partial<RuntimeFacts> = {}): RuntimeFacts {
  return {
    store: testStore(profiles),
    auth: testConfig(),
    models: models(),
    environment: environment(),
    mainStore: null,
    resolves: () => false,
    nowMs: NOW_MS,
    ...over,
  };
}

const order = (input: RuntimeFacts) => [...input.store.profiles.keys()];
const sourceOf = (provider: string, input: RuntimeFacts) =>
  runtimeCredential(provider, order(input), input).used?.source ?? null;

const oauth = (id: string, atMs: number, over: Partial<StoredProfile> = {}) =>
  testProfile(id, {
    type: "oauth",
    inline: null,
    expires: { kind: "at", atMs },
    oauth: { hasAccess: true, hasRefresh: true, accountId: null },
    ...over,
  });
const REF = { source: "env", provider: "default", id: "NAME" } as const;

describe("what a run uses", () => {
  test("is a profile, then the environment, then the config's key, then a made-up local one", () => {
    const all = facts([testProfile("openai:a")], {
      environment: environment({ OPENAI_API_KEY: "FAKE-env" }),
      models: models({ openai: { key: text("FAKE-config") } }),
    });
    const found = runtimeCredential("openai", ["openai:a"], all);
    expect([found.used, ...found.shadowed].map((source) => source?.source)).toEqual([
      "profile:openai:a",
      "env: OPENAI_API_KEY",
      "models.json",
    ]);
    expect(sourceOf("acme", facts([], { models: models({ acme: {} }) }))).toBe(
      "models.providers.acme (synthetic local key)",
    );
  });

  test("passes over a profile whose reference does not resolve, and says so", () => {
    const profiles = [testProfile("a:ref", { inline: null, ref: REF }), testProfile("a:key")];
    const found = runtimeCredential("a", ["a:ref", "a:key"], facts(profiles));
    expect(found.used?.profileId).toBe("a:key");
    expect(found.tried[0]).toEqual({ profileId: "a:ref", use: { usable: false, problem: "unresolved_ref" } });
  });

  test("is the profile's own value even beside a reference", () => {
    const both = testProfile("a:both", { ref: REF });
    const [tried] = runtimeCredential("a", ["a:both"], facts([both])).tried;
    expect(tried?.use).toMatchObject({ usable: true, via: "value", shadowsRef: true });
  });

  test("is no profile that auth.profiles spells differently", () => {
    const auth = testConfig({ "zai:a": ["z.ai", "api_key"] });
    expect(sourceOf("zai", facts([testProfile("zai:a")], { auth }))).toBeNull();
  });

  test("is the AWS chain at once when the config says so, with what the environment has", () => {
    const bedrock = { acme: { auth: "aws-sdk" as const } };
    const chain = (entries: Record<string, string>) =>
      sourceOf(
        "acme",
        facts([testProfile("acme:a")], { models: models(bedrock), environment: environment(entries) }),
      );
    expect(chain({})).toBe("aws-sdk default chain");
    expect(chain({ AWS_PROFILE: "p", AWS_ACCESS_KEY_ID: "i" })).toBe("env: AWS_PROFILE");
    const pair = { AWS_ACCESS_KEY_ID: "i", AWS_SECRET_ACCESS_KEY: "s" };
    expect(chain(pair)).toBe("env: AWS_ACCESS_KEY_ID + AWS_SECRET_ACCESS_KEY");
    expect(sourceOf("bedrock", facts([]))).toBe("aws-sdk default chain");
  });

  test.each([
    [{ baseUrl: "https://llm.example.test" }, null],
    [{ baseUrl: "http://localhost:1" }, "models.providers.acme (synthetic local key)"],
    [{ baseUrl: "http://[::1]:1" }, "models.providers.acme (synthetic local key)"],
    [{ baseUrl: "http://localhost.example.test" }, null],
    [{ baseUrl: "http://user@127.0.0.1" }, "models.providers.acme (synthetic local key)"],
    [{ modelCount: 0 }, null],
    [{ api: null }, null],
    [{ auth: "oauth" as const }, null],
    [{ key: { kind: "ref", ref: REF } as const }, null],
    [{ key: text("secretref-managed") }, null],
  ])("of a provider with %j is %j", (over, source) => {
    expect(sourceOf("acme", facts([], { models: models({ acme: over }) }))).toBe(source);
  });

  test("of ollama needs no more than an entry in the config", () => {
    const remote = models({ Ollama: { baseUrl: "https://llm.example.test", api: null, modelCount: 0 } });
    expect(sourceOf("ollama", facts([], { models: remote }))).toBe(
      "models.providers.ollama (synthetic local key)",
    );
  });

  test("by the name of a variable in place of a key is that variable", () => {
    const named = models({ acme: { key: text("GROQ_API_KEY") } });
    const input = facts([], { models: named, environment: environment({ GROQ_API_KEY: "FAKE" }) });
    expect(sourceOf("acme", input)).toBe("env: GROQ_API_KEY (models.json marker)");
    expect(sourceOf("acme", facts([], { models: named }))).toBeNull();
  });

  test("is nothing, with a hint for openai when only Codex is signed in", () => {
    expect(runtimeCredential("a", [], facts([])).problem).toBe("no_credential");
    const codex = facts([oauth("openai-codex:a", NOW_MS + 1)]);
    expect(runtimeCredential("openai", [], codex).problem).toBe("codex_only");
  });
});

describe("an OAuth profile", () => {
  test.each([
    ["openai-codex", { kind: "at", atMs: NOW_MS + 1 }, undefined, true],
    ["openai-codex", { kind: "at", atMs: NOW_MS }, undefined, false],
    ["openai-codex", { kind: "absent" }, undefined, true],
    ["openai-codex", { kind: "invalid" }, "soon", true],
    ["openai-codex", { kind: "invalid" }, null, false],
    ["openai-codex", { kind: "invalid" }, String(NOW_MS + 1), true],
    ["chutes", { kind: "absent" }, undefined, false],
    ["acme", { kind: "absent" }, undefined, false],
  ] as const)("of %s with the expiry %j (%j) is usable now: %s", (provider, expires, written, usable) => {
    const over = { expires, ...(written === undefined ? {} : { expiresWritten: written }) };
    const profile = oauth(`${provider}:a`, 0, over);
    expect(sourceOf(provider, facts([profile]))).toBe(usable ? `profile:${provider}:a` : null);
  });

  test("that is over gives way to the one that replaced <provider>:default", () => {
    const [old, fresh] = [oauth("openai-codex:default", 1), oauth("openai-codex:me@x.io", NOW_MS + 1)];
    const found = runtimeCredential("openai-codex", [old.profileId], facts([old, fresh]));
    expect(found.tried[0]?.use).toMatchObject({ usable: true, sharesWith: "openai-codex:me@x.io" });
    const named = oauth("openai-codex:old", 1);
    expect(sourceOf("openai-codex", facts([named]))).toBeNull();
  });

  test("of another agent is main's when that one runs longer", () => {
    const own = oauth("openai-codex:a", 1);
    const mainStore = testStore([oauth("openai-codex:a", NOW_MS + 1)]);
    expect(sourceOf("openai-codex", facts([own], { mainStore }))).toBe("profile:openai-codex:a");
  });
});
