import { createHash } from "node:crypto";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import type { CredentialType } from "#lib/domain/auth-store.ts";
import { credentialEnd } from "#lib/domain/credential-end.ts";
import { providerName } from "#lib/domain/providers.ts";
import { shownName } from "#lib/openclaw/finding.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { machineGateways } from "#lib/views/machine-gateway.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** Calendar programs load the whole feed each time; the first to end are the ones that matter. */
const EVENTS_MAX = 1_000;

/** The end of the year 9999, in Unix milliseconds: a calendar has four digits for a year. */
const DATE_MAX_MS = 253_402_300_799_999;

/** One credential's end. `uid` is the same in every fetch and tells nothing of the profile. */
export type CalendarEvent = {
  uid: string;
  gateway: string;
  agentId: string;
  profileId: string;
  provider: string;
  type: CredentialType;
  expiresAtMs: number;
};

/**
 * The ends of all credentials of one gateway or of all, the first to end first: what the gateway has, and
 * what is held here and not there yet. API keys and OAuth logins that renew themselves have none.
 */
export function calendarView(ctx: ViewContext, gatewayId: string | null): CalendarEvent[] {
  return machineGateways(ctx, gatewayId)
    .flatMap((gateway) => eventsOf(ctx, gateway))
    .sort((a, b) => a.expiresAtMs - b.expiresAtMs || (a.uid < b.uid ? -1 : 1))
    .slice(0, EVENTS_MAX);
}

type Ending = { agentId: string; profileId: string; provider: string; type: CredentialType };

/** What the gateway has is what stops working, whatever is meant to replace it; so it comes last and wins. */
function eventsOf(ctx: ViewContext, gateway: GatewayRow): CalendarEvent[] {
  const events = new Map<string, CalendarEvent>();
  const note = (ending: Ending, expiresAtMs: number | null) => {
    const uid = uidOf(gateway.id, ending);
    if (expiresAtMs === null || expiresAtMs > DATE_MAX_MS) events.delete(uid);
    else events.set(uid, eventOf(uid, gateway, ending, expiresAtMs));
  };
  for (const row of listProfiles(ctx.db.reader, gateway.id)) {
    if (row.type !== "oauth" && row.removedAtMs === null) note(row, row.expiresAtMs);
  }
  for (const { agentId, store } of readUnchangedGateway(gateway).agents) {
    for (const profile of store?.profiles.values() ?? [])
      note({ ...profile, agentId }, credentialEnd(profile));
  }
  return [...events.values()];
}

function uidOf(gatewayId: string, { agentId, profileId }: Ending): string {
  const key = JSON.stringify([gatewayId, agentId, profileId]);
  return `${createHash("sha256").update(key).digest("hex").slice(0, 32)}@clawkeep`;
}

function eventOf(uid: string, { name }: GatewayRow, ending: Ending, expiresAtMs: number): CalendarEvent {
  const { agentId, profileId, provider, type } = ending;
  const shown = { profileId: shownName(profileId), provider: shownName(providerName(provider)) };
  return { uid, gateway: name, agentId: shownName(agentId), ...shown, type, expiresAtMs };
}
