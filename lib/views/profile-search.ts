import { listGateways } from "#db/repositories/gateways.ts";
import {
  countProfiles,
  listProfileAgents,
  listProfilePage,
  listProfileProviders,
  type ProfileFilter,
  type ProfileFilterGroup,
  type ProfilePageRow,
} from "#db/repositories/profile-pages.ts";
import { expiryState, SOON_MS } from "#lib/domain/expiry-state.ts";
import { PAGE_ROWS_MAX, type Page, pageOf, pagePlace } from "#lib/views/page-of.ts";
import { listItem, type ProfileListItem } from "#lib/views/profiles-view.ts";
import { publishStateReader } from "#lib/views/publish-states.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** What a person wants to see: the groups that the status page counts. */
export const PROFILE_GROUPS = ["usable", "expiring", "unusable", "unpublished"] as const;
export type ProfileGroup = (typeof PROFILE_GROUPS)[number];

export function isProfileGroup(value: unknown): value is ProfileGroup {
  return PROFILE_GROUPS.some((group) => group === value);
}

export type ProfileSearch = {
  gateway?: string | undefined;
  agent?: string | undefined;
  provider?: string | undefined;
  /** Found in the profile id, label, e-mail, masked tail, fingerprint and reference, in either case. */
  q?: string | undefined;
  show?: ProfileGroup | undefined;
  page?: number | undefined;
};

/** What the filter of the list offers. */
export type ProfileChoices = {
  /** Every gateway, with the agents that have profiles. */
  gateways: { gatewayId: string; name: string; agentIds: string[] }[];
  providers: string[];
};

export function profileChoices(ctx: ViewContext): ProfileChoices {
  const agents = listProfileAgents(ctx.db.reader);
  const gateways = listGateways(ctx.db.reader).map(({ id, name }) => ({
    gatewayId: id,
    name,
    agentIds: agents.filter(({ gatewayId }) => gatewayId === id).map(({ agentId }) => agentId),
  }));
  return { gateways, providers: listProfileProviders(ctx.db.reader) };
}

/** One page of the profiles that fit, found by the database: what else there is costs next to nothing. */
export function searchProfiles(ctx: ViewContext, search: ProfileSearch): Page<ProfileListItem> {
  const filter = filterOf(search, ctx.nowMs);
  if (search.show === "unpublished") {
    const maybe = itemsOf(ctx, listProfilePage(ctx.db.reader, filter));
    const found = maybe.filter((item) => isInGroup(item, "unpublished", ctx.nowMs));
    return pageOf(found, search.page);
  }
  const found = countProfiles(ctx.db.reader, filter);
  const { offset, ...page } = pagePlace(found, search.page);
  if (found === 0) return { ...page, found, rows: [] };
  const rows = listProfilePage(ctx.db.reader, filter, { limit: PAGE_ROWS_MAX, offset, found });
  return { ...page, found, rows: itemsOf(ctx, rows) };
}

function filterOf(search: ProfileSearch, nowMs: number): ProfileFilter {
  const { gateway, agent, provider, q, show } = search;
  return {
    gatewayId: gateway,
    agentId: agent,
    provider,
    text: q?.trim(),
    group: show && groupOf(show, nowMs),
  };
}

function groupOf(show: ProfileGroup, nowMs: number): ProfileFilterGroup {
  if (show === "unpublished") return { kind: "maybe_unpublished" };
  return show === "expiring" ? { kind: show, nowMs, untilMs: nowMs + SOON_MS } : { kind: show, nowMs };
}

function itemsOf(ctx: ViewContext, rows: ProfilePageRow[]): ProfileListItem[] {
  const readers = new Map(listGateways(ctx.db.reader).map((each) => [each.id, publishStateReader(each)]));
  return rows.flatMap((row) => {
    const state = readers.get(row.gatewayId)?.(row, row.publishedAtMs);
    return state ? [listItem(row, row.gatewayName, state, ctx.nowMs)] : [];
  });
}

/** Whether a profile counts as usable, expiring (which is usable still), unusable or not yet published. */
export function isInGroup(item: ProfileListItem, group: ProfileGroup, nowMs: number): boolean {
  if (group === "unpublished") return ["unpublished", "changed", "to_remove"].includes(item.publishState);
  if (item.publishState === "to_remove") return false;
  if (group === "unusable") return item.reason !== "ok";
  if (item.reason !== "ok") return false;
  return group === "usable" || isExpiring(item, nowMs);
}

/** The gateway renews OAuth by itself, so the end of its access token is no news. */
function isExpiring(item: ProfileListItem, nowMs: number): boolean {
  return item.type !== "oauth" && expiryState(item.expiresAtMs, nowMs) === "soon";
}
