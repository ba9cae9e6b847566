import type { GatewayRow } from "#db/repositories/gateways.ts";
import { listProbeTurns, type ProbeTurn } from "#db/repositories/probe-turns.ts";
import {
  type ChangeRow,
  type ExpiryRow,
  listChanges,
  listPublishedBetween,
} from "#db/repositories/timeline.ts";
import type { TimelineEvent } from "#lib/domain/timeline.ts";
import type { TimelineWindow } from "#lib/domain/timeline-window.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** What people did to credentials and orders. Publishes are told by their publications. */
const CHANGES = [
  "gateway.imported",
  "order.adopted",
  "order.cleared",
  "order.set",
  "profile.adopted",
  "profile.api_key_added",
  "profile.edited",
  "profile.reference_added",
  "profile.removed",
  "profile.restored",
  "profile.secret_replaced",
  "profile.setup_token_pasted",
  "profile.token_pasted",
] as const;

/** The newest of each sort; a busier month than this has no use for a drawing. */
const EVENTS_MAX = 5_000;

type Gateway = Pick<GatewayRow, "id" | "name">;

/** Changes, publishes and turns of probes of these gateways, as the console recorded them. */
export function recordedEvents(
  ctx: ViewContext,
  gateways: readonly Gateway[],
  { fromMs }: TimelineWindow,
  held: readonly ExpiryRow[],
): TimelineEvent[] {
  const { reader } = ctx.db;
  const span = { fromMs, toMs: ctx.nowMs, limit: EVENTS_MAX };
  const byId = new Map(gateways.map((gateway) => [gateway.id, gateway]));
  const changes = listChanges(reader, { ...span, events: CHANGES }).flatMap((row) => {
    const gateway = byId.get(gatewayIdOf(row));
    return gateway ? [changeEvent(row, gateway)] : [];
  });
  const publishes = listPublishedBetween(reader, span)
    .filter(({ gatewayId }) => byId.has(gatewayId))
    .map((row): TimelineEvent => {
      return {
        kind: "publish",
        severity: "none",
        startMs: row.finishedAtMs,
        endMs: null,
        gatewayId: row.gatewayId,
        gatewayName: row.gatewayName,
        agentId: null,
        provider: null,
        profileId: null,
        linkId: row.publicationId,
        detail: row.kind === "publish" ? "gateway.published" : "gateway.unpublished",
        actor: row.startedBy,
      };
    });
  const turns = listProbeTurns(reader, span).flatMap((row) => {
    const gateway = byId.get(row.gatewayId);
    return gateway ? [turnEvent(row, gateway, held)] : [];
  });
  return [...changes, ...publishes, ...turns];
}

function turnEvent(row: ProbeTurn, gateway: Gateway, held: readonly ExpiryRow[]): TimelineEvent {
  const { agentId, provider, profileId, status, startedBy } = row;
  const isIt = (own: ExpiryRow) =>
    own.gatewayId === gateway.id && own.agentId === agentId && own.profileId === profileId;
  return {
    kind: "probe",
    severity: status === "ok" ? "none" : "refused",
    startMs: row.finishedAtMs,
    endMs: null,
    gatewayId: gateway.id,
    gatewayName: gateway.name,
    ...{ agentId, provider, profileId },
    linkId: held.find(isIt)?.rowId ?? null,
    detail: status,
    actor: startedBy,
  };
}

const gatewayIdOf = (row: ChangeRow) =>
  row.event.startsWith("gateway.") ? row.subject : (textOf(row, "gatewayId") ?? "");

function changeEvent(row: ChangeRow, gateway: Gateway): TimelineEvent {
  return {
    kind: "change",
    severity: "none",
    startMs: row.atMs,
    endMs: null,
    gatewayId: gateway.id,
    gatewayName: gateway.name,
    agentId: textOf(row, "agentId"),
    provider: textOf(row, "provider"),
    profileId: textOf(row, "profileId"),
    linkId: row.subject.startsWith("prof_") ? row.subject : null,
    detail: row.event,
    actor: row.actor,
  };
}

function textOf({ details }: ChangeRow, name: string): string | null {
  const value = details[name];
  return typeof value === "string" ? value : null;
}
