import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { profiles, publishedEntries } from "#db/schema.ts";
import { SOON_MS } from "#lib/domain/expiry-state.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import { testContext } from "#lib/testing/context.ts";
import { stateDir } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import {
  isInGroup,
  PROFILE_GROUPS,
  type ProfileSearch,
  profileChoices,
  searchProfiles,
} from "#lib/views/profile-search.ts";
import { profilesView } from "#lib/views/profiles-view.ts";

type Row = typeof profiles.$inferInsert;

const CHANGED_MS = NOW_MS - 1000;
const ENV_REF = { source: "env", provider: "default", id: "OPS_KEY" } as const;

/** Two gateways with profiles in every state that a row can be in, put straight into the tables. */
function console() {
  const ctx = testContext();
  const studio = addGateway(ctx, { name: "studio", stateDir: stateDir() }).gatewayId;
  const kiosk = addGateway(ctx, { name: "kiosk", stateDir: stateDir() }).gatewayId;
  let made = 0;
  const add = (profileId: string, over: Partial<Row> = {}, publishedAtMs: number | null = NOW_MS) => {
    const row: Row = {
      id: `prof_${++made}`,
      gatewayId: studio,
      agentId: "main",
      profileId,
      provider: profileId.split(":")[0] ?? "",
      type: "token",
      source: over.ref ? "ref" : over.type === "oauth" ? "gateway" : "vault",
      version: 1,
      createdAtMs: CHANGED_MS,
      changedAtMs: CHANGED_MS,
      changedBy: "ada",
      ...over,
    };
    ctx.db.drizzle.insert(profiles).values(row).run();
    if (publishedAtMs === null) return;
    const { gatewayId, agentId } = row;
    const entry = { gatewayId, agentId, kind: "profile", key: profileId, value: {}, publishedAtMs } as const;
    ctx.db.drizzle.insert(publishedEntries).values(entry).run();
  };
  add("openai:late", { expiresAtMs: NOW_MS, agentId: "ops" });
  add("anthropic:ops", { label: "Ops Subscription 订阅 Équipe" });
  add("anthropic:soon", { expiresAtMs: NOW_MS + SOON_MS }, CHANGED_MS - 1);
  add("anthropic:later", { expiresAtMs: NOW_MS + SOON_MS + 1, email: "Größe@example.test" }, null);
  add("openai:gone", { removedAtMs: NOW_MS, expiresAtMs: NOW_MS - 1 });
  add("openai:key", { type: "api_key", expiresAtMs: NOW_MS - 1 });
  add("openai:ref", { type: "api_key", ref: ENV_REF });
  add("google:me", { type: "oauth", expiresAtMs: NOW_MS + 1 }, null);
  add("google:gone", { type: "oauth", removedAtMs: NOW_MS }, null);
  add("openai:other", { gatewayId: kiosk });
  return { ctx, studio, kiosk };
}

test("without a filter all are found, by gateway, by agent and then as they came", () => {
  const { ctx } = console();
  const all = profilesView(ctx).items;
  const page = searchProfiles(ctx, {});
  expect(all).toHaveLength(10);
  expect(page).toEqual({ rows: all, found: 10, page: 1, pageCount: 1 });
});

test.each(PROFILE_GROUPS)("the database finds in %s whom the rules put there", (show) => {
  const { ctx } = console();
  const expected = profilesView(ctx).items.filter((item) => isInGroup(item, show, NOW_MS));
  expect(expected.length).toBeGreaterThan(0);
  expect(searchProfiles(ctx, { show }).rows).toEqual(expected);
});

test.each<{ search: ProfileSearch; ids: string[] }>([
  { search: { q: " SUBSCR " }, ids: ["anthropic:ops"] },
  { search: { q: "GRÖSSE@" }, ids: [] },
  { search: { q: "GRÖßE@" }, ids: ["anthropic:later"] },
  { search: { q: "größe@", show: "usable" }, ids: ["anthropic:later"] },
  { search: { q: "订阅" }, ids: ["anthropic:ops"] },
  { search: { q: "éQUIPE" }, ids: ["anthropic:ops"] },
  { search: { q: "订阅\u001f" }, ids: [] },
  { search: { q: "ops_key" }, ids: ["openai:ref"] },
  { search: { q: "main/anthropic:s" }, ids: ["anthropic:soon"] },
  { search: { q: "%" }, ids: [] },
  { search: { provider: "google" }, ids: ["google:me", "google:gone"] },
  { search: { agent: "ops" }, ids: ["openai:late"] },
  { search: { provider: "openai", q: "anthropic" }, ids: [] },
  { search: { provider: "openai", show: "unusable" }, ids: ["openai:late"] },
])("found by $search", ({ search, ids }) => {
  const { ctx } = console();
  const { rows, found } = searchProfiles(ctx, search);
  expect(rows.map((row) => row.profileId)).toEqual(ids);
  expect(found).toBe(ids.length);
});

test("a change of a profile is found by its new words and no longer by its old ones, and none by a removed one's", () => {
  const { ctx } = console();
  const found = (q: string) => searchProfiles(ctx, { q }).rows.map((row) => row.profileId);
  const change = (over: Partial<Row>) =>
    ctx.db.drizzle.update(profiles).set(over).where(eq(profiles.profileId, "openai:ref")).run();
  change({ label: "ÄRGER", ref: { ...ENV_REF, id: "SECOND" } });
  expect([found("ärger"), found("second"), found("ops_key")]).toEqual([["openai:ref"], ["openai:ref"], []]);
  change({ label: null, email: "neu@example.test" });
  expect([found("ärger"), found("NEU@")]).toEqual([[], ["openai:ref"]]);
  ctx.db.drizzle.delete(profiles).where(eq(profiles.profileId, "openai:ref")).run();
  expect(found("neu@")).toEqual([]);
});

test("a secret is found by its shown end and by its fingerprint, in either case, and by no more of it", () => {
  const { ctx, studio } = console();
  const key = { gatewayId: studio, agentId: "main", provider: "groq", secret: "sk-FAKE-0123456789-XyZ9" };
  addApiKey(ctx, AddApiKeyInput.parse(key));
  const [item] = searchProfiles(ctx, { provider: "groq" }).rows;
  const fingerprint = item?.fingerprint ?? "";
  for (const q of ["xyz9", fingerprint, fingerprint.slice(0, 8).toUpperCase()])
    expect(searchProfiles(ctx, { q }).rows).toEqual([item]);
  expect(searchProfiles(ctx, { q: "xyz9", agent: "main" })).toMatchObject({ found: 1 });
  for (const q of ["-xyz9", "0123456789", `${fingerprint}x`])
    expect(searchProfiles(ctx, { q })).toMatchObject({ found: 0, rows: [] });
});

test("of many found a page is the same as of all of them, wherever it stands", () => {
  const { ctx, studio } = console();
  const row = {
    gatewayId: studio,
    provider: "openai",
    source: "vault",
    version: 1,
    changedBy: "ada",
  } as const;
  const times = { createdAtMs: CHANGED_MS, changedAtMs: CHANGED_MS };
  ctx.db.drizzle.transaction((tx) => {
    for (let n = 0; n < 2_200; n += 1) {
      const place = { id: `prof_many_${n}`, agentId: n % 2 ? "a" : "b", profileId: `openai:many${n}` };
      tx.insert(profiles)
        .values({ ...row, ...times, ...place, type: "api_key" })
        .run();
    }
  });
  const all = profilesView(ctx).items.filter(({ profileId }) => profileId.includes("many"));
  for (const page of [1, 30, 44])
    expect(searchProfiles(ctx, { q: "MANY", page })).toEqual({
      ...{ found: 2_200, page, pageCount: 44 },
      rows: all.slice((page - 1) * 50, page * 50),
    });
});

test("a gateway's are found by it, and the choices are what there is", () => {
  const { ctx, kiosk, studio } = console();
  expect(searchProfiles(ctx, { gateway: kiosk }).rows.map((row) => row.profileId)).toEqual(["openai:other"]);
  expect(profileChoices(ctx)).toEqual({
    gateways: [
      { gatewayId: kiosk, name: "kiosk", agentIds: ["main"] },
      { gatewayId: studio, name: "studio", agentIds: ["main", "ops"] },
    ],
    providers: ["anthropic", "google", "openai"],
  });
});

test("no profiles give no choices and one empty page", () => {
  const ctx = testContext();
  expect(profileChoices(ctx)).toEqual({ gateways: [], providers: [] });
  expect(searchProfiles(ctx, { page: 7 })).toEqual({ rows: [], found: 0, page: 1, pageCount: 1 });
});

test("a page holds fifty, and beyond the last it is the last", () => {
  const { ctx } = console();
  const { items } = profilesView(ctx);
  const [first] = items;
  for (let n = 0; n < 230; n += 1) {
    const row = { id: `prof_more_${n}`, agentId: "more", profileId: `openai:${n}`, provider: "openai" };
    const rest = { type: "api_key", source: "vault", version: 1, changedBy: "ada" } as const;
    const times = { createdAtMs: CHANGED_MS, changedAtMs: CHANGED_MS };
    const gatewayId = first?.gatewayId ?? "";
    ctx.db.drizzle
      .insert(profiles)
      .values({ ...row, ...rest, ...times, gatewayId })
      .run();
  }
  const { rows, ...place } = searchProfiles(ctx, { page: 2 });
  expect(place).toEqual({ found: 240, page: 2, pageCount: 5 });
  expect(rows).toEqual(profilesView(ctx).items.slice(50, 100));
  expect(searchProfiles(ctx, { page: 99 }).page).toBe(5);
});
