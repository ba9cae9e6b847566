import { readdirSync } from "node:fs";
import os from "node:os";
import { describe, expect, test } from "vitest";
import type { OrderChange, ProfileChange } from "#lib/domain/publish-plan.ts";
import type { ObservedEntry, StoreEntry } from "#lib/domain/store-entry.ts";
import { writeDatabases } from "#lib/openclaw/database-writes.ts";
import { type Call, databaseGateway, type Held } from "#lib/testing/database-gateway.ts";

const DAY_MS = 86_400_000;

const entry = (id: string, more: Partial<StoreEntry> = {}): StoreEntry => ({
  type: "api_key",
  provider: "fake",
  ref: { source: "exec", provider: "clawkeep", id },
  expires: null,
  email: null,
  metadata: null,
  ...more,
});

const seen = (more: Partial<ObservedEntry> = {}): ObservedEntry => ({
  ...entry("old"),
  inline: false,
  ...more,
});

const profile = (change: Partial<ProfileChange>): ProfileChange => ({
  kind: "profile",
  agentId: "main",
  key: "fake:work",
  action: "add",
  before: null,
  after: entry("main/fake:work"),
  ...change,
});

const order = (after: string[] | null): OrderChange => ({
  kind: "order",
  agentId: "main",
  key: "fake",
  action: after ? "change" : "remove",
  before: null,
  after,
  aliasKeys: [],
});

const agents = (...ids: string[]): Held => ({
  agents: Object.fromEntries(ids.map((id) => [id, { profiles: {}, orders: {} }])),
});

async function write(changes: (ProfileChange | OrderChange)[], held: Held = {}) {
  const gateway = databaseGateway(held);
  await writeDatabases(gateway.target, { changes, sharedStoreAgent: "main" });
  return { calls: gateway.calls().map(short), held: gateway.held() };
}

const short = ({ command, dryRun }: Call) => (dryRun ? `${command} --dry-run` : command);

describe("a plan", () => {
  test("sets every reference of every agent at once, and its file is gone afterwards", async () => {
    const before = plans();
    const { calls, held } = await write(
      [profile({}), profile({ agentId: "ops", key: "fake:b", after: entry("ops/fake:b") })],
      agents("main", "ops"),
    );
    expect(calls).toEqual(["secrets apply"]);
    expect(held.agents.main?.profiles["fake:work"]?.ref).toEqual({
      source: "exec",
      provider: "clawkeep",
      id: "main/fake:work",
    });
    expect(held.agents.ops?.profiles["fake:b"]?.ref?.id).toBe("ops/fake:b");
    expect(plans()).toEqual(before);
  });

  test("that does not resolve is an error in words, and its file is gone all the same", async () => {
    const before = plans();
    const fails = {
      "secrets apply": 'Exec provider "clawkeep" failed for id "main/fake:work" (secret-in-words).',
    };
    const failed = write([profile({})], { fails });
    await expect(failed).rejects.toMatchObject({ code: "openclaw_ref_unresolved" });
    await expect(failed).rejects.not.toThrow(/secret-in-words/);
    expect(plans()).toEqual(before);
  });
});

describe("a secret that stands in the shared store", () => {
  const held: Held = { shared: { "fake:work": { type: "api_key", provider: "fake", ref: null } } };
  const takeOver = profile({ action: "take_over", before: seen({ inline: true, ref: null }) });

  test("is taken out before the reference is set, after that was proved to resolve", async () => {
    const written = await write([takeOver], held);
    expect(written.calls).toEqual([
      "secrets apply --dry-run",
      "models auth logout",
      "models auth logout",
      "secrets apply",
    ]);
    expect(written.held.shared).toEqual({});
  });

  test("stays when the reference does not resolve", async () => {
    const gateway = databaseGateway({
      ...held,
      fails: { "secrets apply --dry-run": 'Exec provider "x" failed' },
    });
    const writes = { changes: [takeOver], sharedStoreAgent: "main" };
    await expect(writeDatabases(gateway.target, writes)).rejects.toMatchObject({
      code: "openclaw_ref_unresolved",
    });
    expect(Object.keys(gateway.held().shared)).toEqual(["fake:work"]);
  });

  test("is left to its own agent when another agent gets a reference of that id", async () => {
    const change = { ...takeOver, agentId: "ops" };
    const { calls, held: after } = await write([change], { ...held, ...agents("main", "ops") });
    expect(calls).toEqual(["secrets apply"]);
    expect(Object.keys(after.shared)).toEqual(["fake:work"]);
  });
});

describe("the expiry of a token", () => {
  const token = (agentId: string) =>
    profile({
      agentId,
      key: "anthropic:t",
      after: entry("t", { type: "token", provider: "anthropic", expires: Date.now() + 5 * DAY_MS }),
    });

  test("is pasted with a placeholder, in whose place the reference comes", async () => {
    const { calls, held } = await write([token("ops")], agents("main", "ops"));
    expect(calls).toEqual(["secrets apply --dry-run", "models auth paste-token", "secrets apply"]);
    const stored = held.agents.ops?.profiles["anthropic:t"];
    expect(stored?.ref?.id).toBe("t");
    expect(Math.abs((stored?.expires ?? 0) - Date.now() - 5 * DAY_MS)).toBeLessThan(60_000);
  });

  test("is not pasted for the shared store's agent, where every agent would use the placeholder", async () => {
    expect((await write([token("main")])).calls).toEqual(["secrets apply"]);
  });

  test("that is wanted no more goes with the entry, which comes back without it", async () => {
    const change = profile({
      agentId: "ops",
      action: "change",
      before: seen({ expires: Date.now() + DAY_MS }),
    });
    const own = { type: "api_key", provider: "fake", ref: null, expires: 5 } as const;
    const { calls, held } = await write([change], {
      agents: { main: { profiles: {}, orders: {} }, ops: { profiles: { "fake:work": own }, orders: {} } },
    });
    expect(calls.slice(0, 2)).toEqual(["secrets apply --dry-run", "models auth logout"]);
    expect(held.agents.ops?.profiles["fake:work"]).toMatchObject({ expires: null });
  });
});

describe("orders and removals", () => {
  const own = { type: "api_key", provider: "fake", ref: null } as const;
  const remove = profile({ key: "fake:old", action: "remove", before: seen(), after: null });

  test("come after what is written, so that an order may name it, and before what it does not name any more", async () => {
    const held = { agents: { main: { profiles: { "fake:old": own }, orders: {} } } };
    const written = await write([profile({}), order(["fake:work"]), remove], held);
    expect(written.calls).toEqual(["secrets apply", "models auth order set", "models auth logout"]);
    expect(written.held.agents.main?.orders).toEqual({ fake: ["fake:work"] });
    expect(Object.keys(written.held.agents.main?.profiles ?? {})).toEqual(["fake:work"]);
  });

  test("of what is gone already are done", async () => {
    expect((await write([order(null), remove])).calls).toEqual([
      "models auth order clear",
      "models auth logout",
    ]);
  });

  test("that OpenClaw refuses are an error", async () => {
    const held = { agents: { main: { profiles: { "fake:old": own }, orders: {} } } };
    const failed = write([remove], { ...held, fails: { "models auth logout": "no" } });
    await expect(failed).rejects.toMatchObject({ code: "openclaw_command_failed" });
  });

  test("that only the console has to forget need nothing", async () => {
    const forget = { ...remove, action: "forget" as const, before: null };
    expect((await write([forget, { ...order(null), action: "forget" }])).calls).toEqual([]);
  });
});

const plans = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith("clawkeep-plan-"));
