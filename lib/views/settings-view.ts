import { type ApiTokenSummary, listApiTokens } from "#db/repositories/api-tokens.ts";
import { type CalendarLinkSummary, listLiveCalendarLinks } from "#db/repositories/calendar-links.ts";
import { listGateways } from "#db/repositories/gateways.ts";
import { findPerson } from "#db/repositories/people.ts";
import { expiryState } from "#lib/domain/expiry-state.ts";
import { roleAllows } from "#lib/domain/role.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/**
 * `ending`: within two weeks, so that its successor can be made in time. `refused`: whoever made it could not make it now,
 * so it works again when they can.
 */
export type ApiTokenState = "live" | "ending" | "refused" | "expired" | "revoked";

export type ApiTokenItem = ApiTokenSummary & {
  state: ApiTokenState;
  /** Null for a token that reads every gateway. */
  gatewayName: string | null;
};

export type ApiTokensView = { asOfMs: number; tokens: ApiTokenItem[] };

/** Every API token: those that work by their end, then those that ended, newest first. Never a token itself. */
export function apiTokensView(ctx: ViewContext): ApiTokensView {
  const names = gatewayNames(ctx);
  const tokens = listApiTokens(ctx.db.reader).map((row): ApiTokenItem => {
    const gatewayName = row.gatewayId === null ? null : (names.get(row.gatewayId) ?? null);
    return { ...row, state: stateOf(ctx, row), gatewayName };
  });
  const isLive = ({ state }: ApiTokenItem) => state === "live" || state === "ending";
  return {
    asOfMs: ctx.nowMs,
    tokens: [
      ...tokens.filter(isLive).sort((a, b) => a.expiresAtMs - b.expiresAtMs),
      ...tokens.filter((token) => !isLive(token)),
    ],
  };
}

export type CalendarLinkItem = CalendarLinkSummary & { gatewayName: string | null };

export type CalendarLinksView = { asOfMs: number; links: CalendarLinkItem[] };

/** The calendar links of the person who asks; nobody else's. */
export function calendarLinksView(ctx: ViewContext): CalendarLinksView {
  const names = gatewayNames(ctx);
  const links = ctx.actor.kind === "user" ? listLiveCalendarLinks(ctx.db.reader, ctx.actor.userId) : [];
  const named = links.map((link) => ({
    ...link,
    gatewayName: link.gatewayId === null ? null : (names.get(link.gatewayId) ?? null),
  }));
  return { asOfMs: ctx.nowMs, links: named };
}

function stateOf(
  ctx: ViewContext,
  { revokedAtMs, expiresAtMs, createdById }: ApiTokenSummary,
): ApiTokenState {
  if (revokedAtMs !== null) return "revoked";
  const state = expiryState(expiresAtMs, ctx.nowMs);
  if (state === "over") return "expired";
  if (createdById !== null && !mayMakeTokens(ctx, createdById)) return "refused";
  return state === "soon" ? "ending" : "live";
}

function mayMakeTokens({ db }: ViewContext, userId: string): boolean {
  const person = findPerson(db.reader, userId);
  return person !== null && person.disabledAtMs === null && roleAllows(person.role, "token:manage");
}

function gatewayNames(ctx: ViewContext): Map<string, string> {
  return new Map(listGateways(ctx.db.reader).map(({ id, name }) => [id, name]));
}
