import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addDemo, removeDemo } from "#lib/operations/demo-gateway.ts";
import { examineGateway } from "#lib/operations/examine-gateway.ts";
import { importGateway, previewImport } from "#lib/operations/import-gateway.ts";
import { previewPublish, publishGateway } from "#lib/operations/publish-gateway.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { startProbes } from "#lib/operations/start-probes.ts";
import { watchAlerts } from "#lib/operations/watch-alerts.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { machineGateway, machineGateways } from "#lib/views/machine-gateway.ts";
import { statusView } from "#lib/views/status-view.ts";
import { timelineView } from "#lib/views/timeline-view.ts";

const BY_HAND = async () => ({ kind: "by_hand", command: "" }) as const;

async function withDemo() {
  const ctx = testContext();
  const { dataDir } = ctx.runtime.config;
  const demo = await addDemo(ctx, dataDir);
  return { ctx, dataDir, folder: path.dirname(demo.stateDir), ...demo };
}

type Ctx = ReturnType<typeof testContext>;

const events = (ctx: Ctx) => ctx.db.raw.prepare("SELECT event FROM audit_log ORDER BY id").pluck().all();

/** Every table's number of rows, but those that only grow or keep no history. */
function counts(ctx: Ctx): Record<string, unknown> {
  const names = ctx.db.raw
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%audit%' ORDER BY name")
    .pluck()
    .all() as string[];
  const rows = names.filter((name) => !/^(sqlite_|alert_looks|wanted_mark)/.test(name));
  return Object.fromEntries(
    rows.map((name) => [name, ctx.db.raw.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()]),
  );
}

describe("the demo gateway", () => {
  test("shows one of everything, as the ordinary code evaluates it", async () => {
    const { ctx, gatewayId } = await withDemo();
    const { gateways, page } = statusView(ctx);
    expect(gateways).toMatchObject([
      {
        ...{
          gatewayId,
          name: "demo",
          agentCount: 3,
          profileCount: 9,
          usable: 8,
          unpublished: 0,
          drifted: 0,
        },
        unusable: [{ reason: "expired", count: 1 }],
        expiring: [{ profileId: "github-copilot:support", expiresAtMs: NOW_MS + 19 * 3_600_000 }],
        nextStep: "replace_unusable",
      },
    ]);
    const cells = new Map(page.rows.map((row) => [`${row.agentId} ${row.provider}`, row]));
    expect(cells.get("main anthropic")).toMatchObject({ state: "healthy", profileId: "anthropic:team" });
    expect(cells.get("main openai")).toMatchObject({ state: "healthy", profileId: "openai:spare" });
    expect(cells.get("main openai")?.also).toEqual(["held_back"]);
    expect(cells.get("research anthropic")).toMatchObject({ state: "expired", inUse: true, effective: null });
    expect(cells.get("support github-copilot")).toMatchObject({ state: "expiring", inUse: true });
    expect(cells.get("main openai-codex")).toMatchObject({ state: "healthy", type: "oauth" });
    expect(new Set(page.rows.map(({ type }) => type))).toEqual(new Set(["api_key", "token", "oauth"]));
    expect(page.rows.every(({ isDemo }) => isDemo)).toBe(true);
  });

  test("has its expiries and its cooldown on the timeline", async () => {
    const { ctx } = await withDemo();
    const { rows } = timelineView(ctx, { grouping: "agent" });
    const kinds = rows.rows.map(({ kind, profileId }) => `${kind} ${profileId}`);
    expect(kinds).toEqual(
      expect.arrayContaining([
        "expiry anthropic:research",
        "expiry github-copilot:support",
        "cooldown openai:default",
      ]),
    );
  });

  test("has one secret in plain text, which the doctor finds and an import takes in", async () => {
    const { ctx, gatewayId } = await withDemo();
    const plaintext = async () =>
      (await examineGateway(ctx, gatewayId)).findings
        .filter(({ code }) => code === "plaintext_store")
        .map(({ evidence }) => evidence.profileId);
    expect(await plaintext()).toEqual(["mistral:pasted"]);
    expect(importGateway(ctx, gatewayId).changes).toBe(1);
    expect(previewPublish(ctx, gatewayId).changes).toMatchObject([
      { key: "mistral:pasted", action: "take_over" },
    ]);
    expect((await publishGateway(ctx, gatewayId, BY_HAND)).verified).toBe(true);
    expect(await plaintext()).toEqual([]);
    expect(previewImport(ctx, gatewayId).changes).toBe(0);
  });

  test("is private, lies in the console's own folder, and holds invented secrets only", async () => {
    const { ctx, dataDir, stateDir } = await withDemo();
    expect(stateDir).toBe(path.join(dataDir, "clawkeep-demo/.openclaw"));
    const store = path.join(stateDir, "agents/research/agent/auth-profiles.json");
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
    expect(statSync(store).mode & 0o777).toBe(0o600);
    const { profiles } = JSON.parse(readFileSync(store, "utf8"));
    expect(profiles["mistral:pasted"].key).toMatch(/^sk-demo-invented-/);
    expect(profiles["anthropic:research"]).not.toHaveProperty("token");
    expect(events(ctx).slice(-5)).toEqual([
      ...["gateway.added", "gateway.imported", "publish.started", "gateway.published", "demo.added"],
    ]);
  });

  test("is never asked about: each of its probes says so", async () => {
    const { ctx, gatewayId } = await withDemo();
    const { sweepId, total } = startProbes(ctx, { gatewayId });
    expect(total).toBeGreaterThan(5);
    const asked: unknown[] = [];
    const ask = (...question: unknown[]) => Promise.reject(asked.push(question));
    await runProbes(ctx, sweepId, { clock: () => NOW_MS, ask });
    expect(asked).toEqual([]);
    const reasons = ctx.db.raw.prepare("SELECT DISTINCT status, reason FROM probes ORDER BY reason").all();
    expect(reasons).toContainEqual({ status: "skipped", reason: "demo_gateway" });
    expect(reasons).toContainEqual({ status: "skipped", reason: "expired" });
  });

  test("tells nobody, and stands in nobody's way", async () => {
    const { ctx, gatewayId } = await withDemo();
    expect(watchAlerts(ctx.as({ kind: "system" }), "here")?.conditions).toEqual([]);
    expect(machineGateway(ctx, undefined, null).name).toBe("demo");
    expect(machineGateways(ctx, null)).toEqual([]);
    expect(machineGateways(ctx, gatewayId)).toHaveLength(1);
    testGateway(ctx);
    expect(machineGateway(ctx, undefined, null).name).toBe("local");
    expect(machineGateway(ctx, "demo", null).id).toBe(gatewayId);
  });
});

describe("adding it", () => {
  test("needs who may add gateways, and leaves nothing behind for others", async () => {
    const ctx = testContext();
    const { dataDir } = ctx.runtime.config;
    for (const role of ["operator", "viewer"] as const) {
      await expect(addDemo(ctx.as(actorOf(role)), dataDir)).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(existsSync(path.join(dataDir, "clawkeep-demo"))).toBe(false);
    expect(statusView(ctx).gateways).toEqual([]);
  });

  test("twice is refused and changes nothing", async () => {
    const { ctx, dataDir, stateDir } = await withDemo();
    const config = path.join(stateDir, "openclaw.json");
    const before = [readFileSync(config, "utf8"), counts(ctx)];
    await expect(addDemo(ctx, dataDir)).rejects.toMatchObject({
      code: "demo_exists",
      params: { name: "demo" },
    });
    expect([readFileSync(config, "utf8"), counts(ctx)]).toEqual(before);
  });

  test("takes another name where a real gateway has its own", async () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    ctx.db.raw.prepare("UPDATE gateways SET name = 'demo' WHERE id = ?").run(gatewayId);
    expect((await addDemo(ctx, ctx.runtime.config.dataDir)).name).toBe("demo 2");
  });

  test("clears away what an interrupted one left, and refuses a link in its place", async () => {
    const ctx = testContext();
    const { dataDir } = ctx.runtime.config;
    const folder = path.join(dataDir, "clawkeep-demo");
    mkdirSync(path.join(folder, ".openclaw"), { recursive: true });
    writeFileSync(path.join(folder, ".openclaw/left.txt"), "");
    await addDemo(ctx, dataDir);
    expect(existsSync(path.join(folder, ".openclaw/left.txt"))).toBe(false);
    removeDemo(ctx, dataDir);

    const elsewhere = path.join(ctx.folder, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(path.join(elsewhere, "mine.txt"), "mine");
    symlinkSync(elsewhere, folder);
    await expect(addDemo(ctx, dataDir)).rejects.toMatchObject({ code: "demo_folder_unusable" });
    expect(readFileSync(path.join(elsewhere, "mine.txt"), "utf8")).toBe("mine");
    expect(lstatSync(folder).isSymbolicLink()).toBe(true);
    expect(statusView(ctx).gateways).toEqual([]);
  });

  test("that fails half-way leaves no gateway and no folder", async () => {
    const ctx = testContext();
    const { dataDir } = ctx.runtime.config;
    const before = counts(ctx);
    ctx.db.raw.exec(
      "CREATE TRIGGER no_publishing BEFORE INSERT ON publications BEGIN SELECT RAISE(ABORT, 'not now'); END",
    );
    await expect(addDemo(ctx, dataDir)).rejects.toThrow();
    expect(counts(ctx)).toEqual(before);
    expect(existsSync(path.join(dataDir, "clawkeep-demo"))).toBe(false);
    expect(events(ctx).at(-1)).toBe("demo.given_up");
  });
});

describe("removing it", () => {
  test("takes everything of it along, and nothing of another gateway", async () => {
    const ctx = testContext();
    const { dataDir } = ctx.runtime.config;
    const other = testGateway(ctx, { stores: { main: { version: 1, profiles: {} } } });
    const key = { gatewayId: other.gatewayId, agentId: "main", provider: "openai", secret: FAKE.apiKey };
    addApiKey(ctx, AddApiKeyInput.parse(key));
    const before = counts(ctx);

    const { gatewayId } = await addDemo(ctx, dataDir);
    addApiKey(ctx, AddApiKeyInput.parse({ ...key, gatewayId, provider: "groq", secret: FAKE.otherApiKey }));
    const { sweepId } = startProbes(ctx, { gatewayId });
    await runProbes(ctx, sweepId, { clock: () => NOW_MS });
    ctx.db.raw
      .prepare("INSERT INTO resolver_counts (gateway_id, calls, resolved, refused) VALUES (?, 1, 1, 0)")
      .run(gatewayId);
    expect(counts(ctx)).not.toEqual(before);

    expect(removeDemo(ctx, dataDir)).toEqual({ name: "demo", profiles: 10 });
    expect(counts(ctx)).toEqual(before);
    expect(existsSync(path.join(dataDir, "clawkeep-demo"))).toBe(false);
    expect(existsSync(other.stateDir)).toBe(true);
    expect(events(ctx).at(-1)).toBe("demo.removed");
  });

  test("needs who may remove gateways", async () => {
    const { ctx, dataDir, stateDir } = await withDemo();
    expect(() => removeDemo(ctx.as(actorOf("operator")), dataDir)).toThrow("forbidden");
    expect(existsSync(stateDir)).toBe(true);
    expect(statusView(ctx).gateways).toHaveLength(1);
  });

  test("without one says so, and clears a folder that was left", async () => {
    const ctx = testContext();
    const { dataDir } = ctx.runtime.config;
    expect(() => removeDemo(ctx, dataDir)).toThrow("demo_absent");
    mkdirSync(path.join(dataDir, "clawkeep-demo/.openclaw"), { recursive: true });
    expect(removeDemo(ctx, dataDir)).toEqual({ name: "demo", profiles: 0 });
    expect(existsSync(path.join(dataDir, "clawkeep-demo"))).toBe(false);
  });

  test("of a copied database leaves the folder alone, which is another console's", async () => {
    const { ctx, dataDir, folder } = await withDemo();
    const elsewhere = "/nosuch/console/clawkeep-demo/.openclaw";
    ctx.db.raw.prepare("UPDATE gateways SET state_dir = ?").run(elsewhere);
    expect(isDemoStateDir(elsewhere)).toBe(true);
    removeDemo(ctx, dataDir);
    expect(statusView(ctx).gateways).toEqual([]);
    expect(existsSync(folder)).toBe(true);
  });
});
