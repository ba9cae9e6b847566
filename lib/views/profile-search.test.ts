import { describe, expect, test } from "vitest";
import { SOON_MS } from "#lib/domain/expiry-state.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { type ProfileSearch, searchProfiles } from "#lib/views/profile-search.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";

const item = (profileId: string, over: Partial<ProfileListItem> = {}): ProfileListItem => ({
  rowId: `prof_${profileId}`,
  gatewayId: "gw_1",
  gatewayName: "studio",
  agentId: "main",
  profileId,
  provider: profileId.split(":")[0] ?? "",
  type: "token",
  source: "vault",
  ref: null,
  label: null,
  email: null,
  tail: null,
  fingerprint: null,
  expiresAtMs: null,
  reason: "ok",
  publishState: "published",
  changedAtMs: NOW_MS,
  changedBy: "owner@example.test",
  ...over,
});

const ITEMS = [
  item("anthropic:ops", { label: "Ops Subscription", tail: "4f2a" }),
  item("anthropic:soon", { expiresAtMs: NOW_MS + SOON_MS, publishState: "changed" }),
  item("openai:late", { reason: "expired", expiresAtMs: NOW_MS, agentId: "ops" }),
  item("openai:gone", { publishState: "to_remove", reason: "expired", gatewayId: "gw_2" }),
  item("google:me", { type: "oauth", expiresAtMs: NOW_MS + 1, publishState: "on_gateway_only" }),
];

const found = (search: ProfileSearch) =>
  searchProfiles(ITEMS, search, NOW_MS).rows.map((row) => row.profileId);

describe("profiles are found", () => {
  test.each<{ search: ProfileSearch; ids: string[] }>([
    { search: {}, ids: ITEMS.map((each) => each.profileId) },
    { search: { q: " SUBSCR " }, ids: ["anthropic:ops"] },
    { search: { q: "4f2a" }, ids: ["anthropic:ops"] },
    { search: { provider: "openai" }, ids: ["openai:late", "openai:gone"] },
    { search: { agent: "ops" }, ids: ["openai:late"] },
    { search: { gateway: "gw_2" }, ids: ["openai:gone"] },
    { search: { provider: "openai", q: "ops" }, ids: [] },
  ])("by $search", ({ search, ids }) => {
    expect(found(search)).toEqual(ids);
  });
});

describe("the group", () => {
  test("usable holds what expires soon as well", () => {
    expect(found({ show: "usable" })).toEqual(["anthropic:ops", "anthropic:soon", "google:me"]);
  });

  test("expiring leaves OAuth out, which the gateway renews", () => {
    expect(found({ show: "expiring" })).toEqual(["anthropic:soon"]);
  });

  test("unusable leaves out what is to be removed anyway", () => {
    expect(found({ show: "unusable" })).toEqual(["openai:late"]);
  });

  test("unpublished holds removals too", () => {
    expect(found({ show: "unpublished" })).toEqual(["anthropic:soon", "openai:gone"]);
  });
});
