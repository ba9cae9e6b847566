import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { listAuditRows } from "#db/repositories/audit-log.ts";
import { pinSession } from "#lib/operations/pin-session.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";

const KEY = "agent:main:main";
const PROFILES = {
  "anthropic:work": { type: "api_key", provider: "anthropic", key: FAKE.apiKey },
  "anthropic:spare": { type: "api_key", provider: "anthropic", key: FAKE.otherApiKey },
  "openai:default": { type: "api_key", provider: "openai", key: FAKE.otherApiKey },
};
const ALLOWED = `{ agents: { defaults: { model: { primary: "openai/gpt-5.4", fallbacks: ["google/gemini-3"] },
  models: { "anthropic/claude-opus-4-6": {}, "openai/gpt-5.4": { alias: "daily" } } } } }`;
const NO_LIST = `{ agents: { defaults: { model: "openai/gpt-5.4" } },
  models: { providers: { anthropic: { baseUrl: "https://api.anthropic.com",
    models: [{ id: "claude-opus-4-6", name: "Opus" }] } } } }`;

function chat({ config = ALLOWED, entry = {}, agentId = "main" } = {}) {
  const ctx = testContext();
  const extra = { "anthropic:own": { type: "api_key", provider: "anthropic", key: FAKE.apiKey } };
  const stores = {
    main: { version: 1, profiles: PROFILES },
    ...(agentId === "main" ? {} : { [agentId]: { version: 1, profiles: extra } }),
  };
  const { gatewayId, stateDir } = testGateway(ctx, { config, stores });
  const file = path.join(stateDir, "agents", agentId, "sessions/sessions.json");
  const sessionKey = `agent:${agentId}:main`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ [sessionKey]: { sessionId: "s1", updatedAt: 1, ...entry } }, null, 2));
  return {
    ctx,
    file,
    stateDir,
    entry: () => JSON.parse(readFileSync(file, "utf8"))[sessionKey],
    audit: () => listAuditRows(ctx.db.reader, { limit: 10, event: "session.pinned" }),
    say: (text: string, more = {}) => pinSession(ctx, { gatewayId, agentId, sessionKey, text, ...more }),
    sayAs: (role: "viewer" | "operator", text: string) =>
      pinSession(ctx.as(actorOf(role)), { gatewayId, agentId, sessionKey, text }),
  };
}

describe("a model and a profile", () => {
  test("are written as OpenClaw writes them, and audited with before and after", async () => {
    const session = chat({ entry: { contextTokens: 9, model: "gpt-5.4", modelProvider: "openai" } });
    const { asked, changed, session: row } = await session.say("please /model opus@anthropic:work now");
    expect({ asked, changed }).toEqual({ asked: "select", changed: true });
    expect(row).toMatchObject({
      model: "anthropic/claude-opus-4-6",
      pinned: "anthropic:work",
      pinnedBy: "user",
      next: { source: "profile:anthropic:work", unpinned: null },
    });
    expect(session.entry()).toEqual({
      sessionId: "s1",
      updatedAt: session.ctx.nowMs,
      providerOverride: "anthropic",
      modelOverride: "claude-opus-4-6",
      authProfileOverride: "anthropic:work",
      authProfileOverrideSource: "user",
    });
    expect(session.audit()).toMatchObject([
      {
        details: {
          session: KEY,
          before: { model: "openai/gpt-5.4", profileId: null },
          after: { model: "anthropic/claude-opus-4-6", profileId: "anthropic:work" },
        },
      },
    ]);
  });

  test("that the session has already change and record nothing", async () => {
    const session = chat();
    await session.say("/model opus@anthropic:work");
    const before = readFileSync(session.file, "utf8");
    expect((await session.say("/model opus@anthropic:work")).changed).toBe(false);
    expect(readFileSync(session.file, "utf8")).toBe(before);
    expect(session.audit()).toHaveLength(1);
  });

  test("without a profile drop the pin, and the default is stored as no model", async () => {
    const session = chat();
    await session.say("/model opus@anthropic:work");
    const { session: row } = await session.say("/model daily");
    expect(row).toMatchObject({ model: "openai/gpt-5.4", isChosen: false, pinned: null });
    expect(session.entry()).toEqual({ sessionId: "s1", updatedAt: session.ctx.nowMs });
  });

  test("that the order leaves out are pinned, and it is said that the pin will be dropped", async () => {
    const other = chat({
      config: `${ALLOWED.slice(0, -1)}, auth: { order: { anthropic: ["anthropic:spare"] } } }`,
    });
    const { session } = await other.say("/model opus@anthropic:work");
    expect(session).toMatchObject({ pinned: "anthropic:work", next: { unpinned: "not_in_order" } });
    expect(other.entry().authProfileOverride).toBe("anthropic:work");
  });

  test("of the providers that the config names may be chosen without an allow-list", async () => {
    const session = chat({ config: NO_LIST });
    expect((await session.say("/model anthropic/claude-opus-4-6")).session.model).toBe(
      "anthropic/claude-opus-4-6",
    );
  });
});

describe("a question", () => {
  test.each([
    ["/model", "summary"],
    ["/model list", "list"],
    ["/model status", "status"],
  ])("%s says what there is and writes nothing", async (text, asked) => {
    const session = chat({ entry: { authProfileOverride: "openai:default" } });
    const before = readFileSync(session.file, "utf8");
    expect(await session.say(text)).toEqual({
      asked,
      changed: null,
      session: expect.objectContaining({ model: "openai/gpt-5.4", pinned: "openai:default" }),
      models: [
        { model: "anthropic/claude-opus-4-6", alias: "opus", isDefault: false },
        { model: "google/gemini-3", alias: null, isDefault: false },
        { model: "openai/gpt-5.4", alias: "daily", isDefault: true },
      ],
      profiles: [
        { provider: "anthropic", profileIds: ["anthropic:work", "anthropic:spare"] },
        { provider: "openai", profileIds: ["openai:default"] },
      ],
    });
    expect(readFileSync(session.file, "utf8")).toBe(before);
    expect(session.audit()).toEqual([]);
  });
});

describe("a refusal", () => {
  test.each([
    ["hello", "model_directive_missing"],
    ["/model 3", "model_number"],
    ["/model status@anthropic:work", "model_profile_without_model"],
    ["/model mistral/large", "model_not_allowed"],
    ["/model opus@anthropic:gone", "model_profile_not_found"],
    ["/model opus@openai:default", "model_profile_other_provider"],
  ])("of %s is %s, and nothing is written", async (text, code) => {
    const session = chat();
    const before = readFileSync(session.file, "utf8");
    await expect(session.say(text)).rejects.toMatchObject({ code });
    expect(readFileSync(session.file, "utf8")).toBe(before);
    expect(session.audit()).toEqual([]);
  });

  test.each(["mistral/large", "openai/gpt-5.5", "gpt-5"])(
    "of %s, which only OpenClaw's own catalog could have, and of which no similar one is guessed",
    async (model) => {
      const session = chat({ config: NO_LIST });
      await expect(session.say(`/model ${model}`)).rejects.toMatchObject({ code: "model_not_configured" });
      expect(session.audit()).toEqual([]);
    },
  );

  test("of a profile that main does not have", async () => {
    const session = chat({
      agentId: "second",
      config: `${ALLOWED.slice(0, -3)}, list: [{ id: "second" }] } }`,
    });
    await expect(session.say("/model opus@anthropic:own")).rejects.toMatchObject({
      code: "session_pin_not_in_main",
      params: { profileId: "anthropic:own", agentId: "second" },
    });
    await expect(session.say("/model opus@anthropic:work")).resolves.toMatchObject({ changed: true });
  });

  test("of a session, an agent or a file that is not there", async () => {
    const session = chat();
    const missing = session.say("/model opus", { sessionKey: "agent:main:none" });
    await expect(missing).rejects.toMatchObject({ code: "session_not_found" });
    const nobody = session.say("/model opus", { agentId: "nobody" });
    await expect(nobody).rejects.toMatchObject({ code: "agent_not_found" });
    writeFileSync(session.file, "{ oops");
    await expect(session.say("/model")).rejects.toMatchObject({ code: "session_store_unreadable" });
  });

  test("of a gateway that keeps its sessions in databases", async () => {
    const session = chat();
    mkdirSync(path.join(session.stateDir, "state"));
    writeFileSync(path.join(session.stateDir, "state/openclaw.sqlite"), "");
    await expect(session.say("/model opus")).rejects.toMatchObject({ code: "session_in_database" });
  });

  test("of a role that may only look", async () => {
    const session = chat();
    await expect(session.sayAs("viewer", "/model opus")).rejects.toMatchObject({ code: "forbidden" });
    await expect(session.sayAs("operator", "/model opus")).resolves.toMatchObject({ changed: true });
  });

  test("while a turn runs leaves nothing in the audit log", async () => {
    const session = chat();
    const lock = path.join(path.dirname(session.file), "s1.jsonl.lock");
    writeFileSync(lock, JSON.stringify({ pid: process.pid, createdAt: new Date().toISOString() }));
    await expect(session.say("/model opus")).rejects.toMatchObject({ code: "session_turn_runs" });
    expect(session.entry()).toEqual({ sessionId: "s1", updatedAt: 1 });
    expect(session.audit()).toEqual([]);
  });
});
