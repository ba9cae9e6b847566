import { expiryState } from "#lib/domain/expiry-state.ts";
import { type Page, pageOf } from "#lib/views/page-of.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";

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

/** One page of the profiles that fit. */
export function searchProfiles(
  items: ProfileListItem[],
  search: ProfileSearch,
  nowMs: number,
): Page<ProfileListItem> {
  const text = search.q?.trim().toLowerCase() ?? "";
  const found = items.filter(
    (item) =>
      (!search.gateway || item.gatewayId === search.gateway) &&
      (!search.agent || item.agentId === search.agent) &&
      (!search.provider || item.provider === search.provider) &&
      (text === "" || holdsText(item, text)) &&
      (!search.show || isInGroup(item, search.show, nowMs)),
  );
  return pageOf(found, search.page);
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

function holdsText(item: ProfileListItem, text: string): boolean {
  return [item.profileId, item.label, item.email, item.tail, item.fingerprint, item.ref?.id].some((field) =>
    field?.toLowerCase().includes(text),
  );
}
