import { and, between, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { auditLog, gateways, profiles, publications } from "#db/schema.ts";

export type ExpiryRow = {
  rowId: string;
  gatewayId: string;
  agentId: string;
  profileId: string;
  provider: string;
  type: "api_key" | "token" | "oauth";
  expiresAtMs: number | null;
};

/** Every live profile with what decides about its end, OAuth logins included, which end when their gateway says. */
export function listExpiries(db: Reader): ExpiryRow[] {
  return db
    .select({
      rowId: profiles.id,
      gatewayId: profiles.gatewayId,
      agentId: profiles.agentId,
      profileId: profiles.profileId,
      provider: profiles.provider,
      type: profiles.type,
      expiresAtMs: profiles.expiresAtMs,
    })
    .from(profiles)
    .where(isNull(profiles.removedAtMs))
    .all();
}

export type ChangeRow = {
  atMs: number;
  event: string;
  subject: string;
  actor: string;
  details: Record<string, unknown>;
};

/** Audit rows of the named events between two moments, the newest `limit` of them. */
export function listChanges(
  db: Reader,
  { events, fromMs, toMs, limit }: { events: readonly string[]; fromMs: number; toMs: number; limit: number },
): ChangeRow[] {
  return db
    .select({
      atMs: auditLog.atMs,
      event: auditLog.event,
      subject: auditLog.subject,
      actor: auditLog.actor,
      details: auditLog.details,
    })
    .from(auditLog)
    .where(and(inArray(auditLog.event, [...events]), between(auditLog.atMs, fromMs, toMs)))
    .orderBy(desc(auditLog.atMs), desc(auditLog.id))
    .limit(limit)
    .all();
}

export type PublishedAt = {
  publicationId: string;
  gatewayId: string;
  gatewayName: string;
  kind: "publish" | "unpublish";
  startedBy: string;
  finishedAtMs: number;
};

/** Publications of all gateways that came to their end between two moments, without their receipts. */
export function listPublishedBetween(
  db: Reader,
  { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
): PublishedAt[] {
  const rows = db
    .select({
      publicationId: publications.id,
      gatewayId: publications.gatewayId,
      gatewayName: gateways.name,
      kind: publications.kind,
      startedBy: publications.startedBy,
      finishedAtMs: publications.finishedAtMs,
    })
    .from(publications)
    .innerJoin(gateways, eq(gateways.id, publications.gatewayId))
    .where(and(isNotNull(publications.finishedAtMs), between(publications.finishedAtMs, fromMs, toMs)))
    .orderBy(desc(publications.finishedAtMs))
    .limit(limit)
    .all();
  return rows.flatMap(({ finishedAtMs, ...row }) =>
    finishedAtMs === null ? [] : [{ ...row, finishedAtMs }],
  );
}
