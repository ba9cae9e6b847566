import { findGateway } from "#db/repositories/gateways.ts";
import { findPublication, listPublications, type PublicationRow } from "#db/repositories/publications.ts";
import type { PublishReceipt, ReloadOutcome } from "#lib/domain/publish-receipt.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** Locks and a reload are waited for this long at most; one without an end that is older was cut off. */
const UNDER_WAY_MS = 3 * 60_000;

export type PublicationSummary = {
  publicationId: string;
  kind: PublicationRow["kind"];
  startedAtMs: number;
  startedBy: string;
  /** `interrupted`: it never came to its end, so what the gateway has of it is seen only by comparing. */
  state: "finished" | "under_way" | "interrupted";
  changeCount: number;
  /** Null unless finished, as is `reload`. */
  verified: boolean | null;
  reload: ReloadOutcome["kind"] | null;
};

export type PublicationView = PublicationSummary & {
  asOfMs: number;
  gatewayId: string;
  gatewayName: string;
  stateDir: string;
  receipt: PublishReceipt | null;
  /** No publish to this gateway came to its end before this one. */
  isFirst: boolean;
};

/** A gateway's publications, newest first. */
export function listPublicationSummaries(
  ctx: ViewContext,
  gatewayId: string,
  limit: number,
): PublicationSummary[] {
  return listPublications(ctx.db.reader, gatewayId, limit).map((row) => summaryOf(row, ctx.nowMs));
}

/** One publication with its receipt; null when the gateway has none of that id. */
export function publicationView(
  ctx: ViewContext,
  key: { gatewayId: string; publicationId: string },
): PublicationView | null {
  const { reader } = ctx.db;
  const row = findPublication(reader, key.publicationId);
  const gateway = findGateway(reader, key.gatewayId);
  if (!row || !gateway || row.gatewayId !== gateway.id) return null;
  const earlier = listPublications(reader, gateway.id, EARLIER_MAX);
  return {
    ...summaryOf(row, ctx.nowMs),
    asOfMs: ctx.nowMs,
    gatewayId: gateway.id,
    gatewayName: gateway.name,
    stateDir: gateway.stateDir,
    receipt: receiptOf(row),
    isFirst: !earlier.some((other) => other.id !== row.id && other.finishedAtMs !== null),
  };
}

/** Enough to see whether there was any. */
const EARLIER_MAX = 20;

function summaryOf(row: PublicationRow, nowMs: number): PublicationSummary {
  const receipt = receiptOf(row);
  const ended = row.finishedAtMs !== null && receipt !== null;
  const isRecent = nowMs - row.startedAtMs < UNDER_WAY_MS;
  return {
    publicationId: row.id,
    kind: row.kind,
    startedAtMs: row.startedAtMs,
    startedBy: row.startedBy,
    state: ended ? "finished" : isRecent ? "under_way" : "interrupted",
    changeCount: receipt ? receipt.changes.length + receipt.config.length : 0,
    verified: receipt?.verified ?? null,
    reload: receipt?.reload.kind ?? null,
  };
}

/** Written by publishing alone, in this shape. */
function receiptOf(row: PublicationRow): PublishReceipt | null {
  return (row.receipt ?? null) as PublishReceipt | null;
}
