import { describe, expect, test } from "vitest";
import type { AuthStore } from "#lib/domain/auth-store.ts";
import type { WantedProfile } from "#lib/domain/publish-plan.ts";
import type { StoreEntry } from "#lib/domain/store-entry.ts";
import { type ConfigPlanInput, planConfig, secretProviderBlock } from "#lib/openclaw/config-plan.ts";
import { testConfig, testProfile, testStore } from "#lib/testing/auth-store.ts";

const COMMAND = "/home/claw/.openclaw/clawkeep/clawkeep-resolver.cjs";
const OURS = { source: "exec", provider: "clawkeep", id: "main/openai:work" } as const;

function entry(over: Partial<StoreEntry> = {}): StoreEntry {
  return {
    type: "api_key",
    provider: "openai",
    ref: OURS,
    expires: null,
    email: null,
    metadata: null,
    ...over,
  };
}

const wanted = (profileId: string, value: StoreEntry | null = entry(), agentId = "main"): WantedProfile => ({
  agentId,
  profileId,
  entry: value,
});

function plan(over: Partial<ConfigPlanInput>) {
  return planConfig({
    config: testConfig(),
    secretProvider: secretProviderBlock(COMMAND),
    command: COMMAND,
    profiles: [],
    stores: [],
    ...over,
  });
}

/** Each change as `action path`. */
const shown = (over: Partial<ConfigPlanInput>) =>
  plan(over).changes.map(({ action, path }) => `${action} ${path.join(".")}`);

describe("the secret provider", () => {
  test("is what both releases take, with the resolver's own folder as the one trusted", () => {
    expect(secretProviderBlock(COMMAND)).toEqual({
      source: "exec",
      command: COMMAND,
      timeoutMs: 15_000,
      noOutputTimeoutMs: 15_000,
      jsonOnly: true,
      trustedDirs: ["/home/claw/.openclaw/clawkeep"],
    });
  });

  test.each([
    { name: "absent", before: undefined, shows: ["add secrets.providers.clawkeep"] },
    { name: "as it should be", before: secretProviderBlock(COMMAND), shows: [] },
    {
      name: "as it should be, in another order",
      before: Object.fromEntries(Object.entries(secretProviderBlock(COMMAND)).reverse()),
      shows: [],
    },
    {
      name: "of another command",
      before: secretProviderBlock("/elsewhere/x"),
      shows: ["change secrets.providers.clawkeep"],
    },
    { name: "not an object", before: "text", shows: ["change secrets.providers.clawkeep"] },
    { name: "null", before: null, shows: ["change secrets.providers.clawkeep"] },
  ])("that is $name gives $shows", ({ before, shows }) => {
    expect(shown({ secretProvider: before })).toEqual(shows);
  });

  test("is taken out when there is no command any more, and only then", () => {
    expect(shown({ command: null })).toEqual(["remove secrets.providers.clawkeep"]);
    expect(shown({ command: null, secretProvider: undefined })).toEqual([]);
  });

  test.each([
    [{ ...secretProviderBlock(COMMAND), env: { API_KEY: "sk-FAKE-in-env" }, timeoutMs: 5 }],
    ["sk-FAKE-as-text"],
    [["sk-FAKE-in-a-list"]],
  ])("that others wrote shows what we know of it and nothing that may be a secret", (secretProvider) => {
    const { changes } = plan({ secretProvider });
    expect(changes).toHaveLength(1);
    expect(JSON.stringify(changes)).not.toContain("sk-FAKE");
    if (typeof secretProvider === "object" && "env" in secretProvider) {
      expect(changes[0]?.before).toMatchObject({ command: COMMAND, timeoutMs: 5, env: "[…]" });
    }
  });
});

describe("metadata", () => {
  const openai = (over: Partial<StoreEntry> = {}) => [wanted("openai:work", entry(over))];
  const path = "auth.profiles.openai:work";

  test("says of each profile its provider, type and e-mail", () => {
    const { changes } = plan({ profiles: openai({ type: "token", email: "ops@example.test" }) });
    expect(changes).toEqual([
      {
        path: ["auth", "profiles", "openai:work"],
        action: "add",
        before: undefined,
        after: { provider: "openai", mode: "token", email: "ops@example.test" },
      },
    ]);
  });

  test("that is there is kept, and its e-mail too when the console has none", () => {
    const config = testConfig({ "openai:work": ["openai", "api_key"] });
    expect(shown({ config, profiles: openai() })).toEqual([]);
    const mail = { provider: "openai", mode: "api_key" as const, email: "their@example.test" };
    const withMail = { ...config, profiles: new Map([["openai:work", mail]]) };
    expect(shown({ config: withMail, profiles: openai() })).toEqual([]);
    expect(shown({ config, profiles: openai({ type: "token" }) })).toEqual([`change ${path}`]);
  });

  test("is left out, with a note, where it would put somebody else's unnamed profiles out of use", () => {
    const stores = [testStore([testProfile("openai:theirs"), testProfile("zai:other")])];
    const { changes, notes } = plan({ profiles: openai(), stores });
    expect(changes).toEqual([]);
    expect(notes).toEqual([
      { code: "metadata_would_exclude", params: { provider: "openai", profiles: "openai:theirs" } },
    ]);
  });

  test("is written as soon as the config names any profile of that provider, in whatever spelling", () => {
    const stores = [testStore([testProfile("z.ai:theirs", { provider: "z.ai" })])];
    const config = testConfig({ "z.ai:mine": ["Z.AI", "api_key"] });
    expect(shown({ config, stores, profiles: [wanted("zai:work", entry({ provider: "zai" }))] })).toEqual([
      "add auth.profiles.zai:work",
    ]);
  });

  test("of a profile that several agents have is written once, unless they differ in type", () => {
    const same = [wanted("openai:work"), wanted("openai:work", entry(), "ops")];
    expect(shown({ profiles: same })).toEqual([`add ${path}`]);
    const differ = [wanted("openai:work"), wanted("openai:work", entry({ type: "token" }), "ops")];
    expect(plan({ profiles: differ })).toEqual({
      changes: [],
      notes: [{ code: "metadata_types_differ", params: { profileId: "openai:work" } }],
    });
  });

  test("of a profile called like something of JavaScript's is data", () => {
    for (const profileId of ["__proto__", "constructor", "toString"]) {
      const { changes } = plan({ profiles: [wanted(profileId)] });
      expect(changes[0]?.path).toEqual(["auth", "profiles", profileId]);
    }
  });
});

describe("metadata of a profile that was removed here", () => {
  const config = testConfig({ "openai:work": ["openai", "api_key"], "codex:me": ["codex", "oauth"] });
  const removed = [wanted("openai:work", null)];
  const held = (ref: typeof OURS | null): AuthStore =>
    testStore([testProfile("openai:work", ref ? { ref, inline: null } : {})]);
  const REMOVE = ["remove auth.profiles.openai:work"];

  test.each([
    { name: "goes with it", profiles: removed, stores: [held(OURS)], shows: REMOVE },
    { name: "goes when its store is gone already", profiles: removed, stores: [], shows: REMOVE },
    { name: "goes when it was never published", profiles: removed, stores: [held(null)], shows: REMOVE },
    {
      name: "goes although another agent has OpenClaw's copy",
      profiles: removed,
      stores: [held(OURS), held(OURS)],
      shows: REMOVE,
    },
    {
      name: "stays while another agent has one of its own",
      profiles: removed,
      stores: [held(OURS), held(null), held(null)],
      shows: [],
    },
    {
      name: "stays while another agent has it from here",
      profiles: [...removed, wanted("openai:work", entry(), "ops")],
      stores: [],
      shows: [],
    },
    {
      name: "stays when it is of an OAuth profile",
      profiles: [wanted("codex:me", null)],
      stores: [],
      shows: [],
    },
    {
      name: "is no matter when there is none",
      profiles: [wanted("openai:none", null)],
      stores: [],
      shows: [],
    },
  ])("$name", ({ profiles, stores, shows }) => {
    expect(shown({ config, profiles, stores })).toEqual(shows);
  });
});
