import {
  aliasedTable,
  and,
  asc,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  max,
  notExists,
  notInArray,
  or,
  sql,
  sum,
} from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { driverOf, type Tx } from "#db/mutate.ts";
import { prepared } from "#db/prepared.ts";
import { probeSweeps, probes } from "#db/probe-schema.ts";
import type { ProbeTarget } from "#lib/domain/probe-facts.ts";

export type ProbeRow = typeof probes.$inferSelect;

/** What a probe's turn ended with. */
export type ProbeEnd = Pick<
  ProbeRow,
  "fingerprint" | "request" | "reason" | "httpStatus" | "latencyMs" | "costMicrocents"
> & { status: NonNullable<ProbeRow["status"]>; finishedAtMs: number };

/** A sweep's probes in the order they were planned. */
export function listProbes(db: Reader, sweepId: string): ProbeRow[] {
  return db.select().from(probes).where(eq(probes.sweepId, sweepId)).orderBy(asc(probes.id)).all();
}

/** What someone has to do something about, then what works, then what nobody was asked about. */
const gravity = sql`CASE ${probes.status} WHEN 'ok' THEN 2 WHEN 'skipped' THEN 3 ELSE 1 END`;

/** A page of a sweep's probes: while it runs those that ended last first, and afterwards the troubles first. */
export function listProbesPage(
  db: Reader,
  sweepId: string,
  { limit, offset, isRunning }: { limit: number; offset: number; isRunning: boolean },
): ProbeRow[] {
  const within = isRunning ? desc(probes.finishedAtMs) : asc(gravity);
  return db
    .select()
    .from(probes)
    .where(eq(probes.sweepId, sweepId))
    .orderBy(asc(isNull(probes.finishedAtMs)), within, asc(probes.id))
    .limit(limit)
    .offset(offset)
    .all();
}

/** Plans the probes of a sweep and gives their ids in the same order. */
export function insertProbes(tx: Tx, sweepId: string, targets: readonly ProbeTarget[]): number[] {
  return targets.map((target) => {
    const row = tx
      .insert(probes)
      .values({ sweepId, ...target })
      .returning({ id: probes.id })
      .get();
    return row.id;
  });
}

/** Written without the query builder: hundreds end within a second, on the thread that asks for the others. */
const FINISH_PROBE =
  "UPDATE probes SET fingerprint = @fingerprint, request = @request, reason = @reason, http_status = @httpStatus, " +
  "latency_ms = @latencyMs, cost_microcents = @costMicrocents, status = @status, finished_at_ms = @finishedAtMs " +
  "WHERE id = @id AND finished_at_ms IS NULL";

/** Writes a result, unless the probe has one. */
export function finishProbe(tx: Tx, id: number, end: ProbeEnd): boolean {
  return prepared(driverOf(tx), FINISH_PROBE).run({ id, ...end }).changes > 0;
}

/** The results of one credential, newest first. */
export function listCredentialProbes(
  db: Reader,
  {
    gatewayId,
    agentId,
    provider,
    profileId,
  }: Pick<ProbeTarget, "gatewayId" | "agentId" | "provider" | "profileId">,
  limit: number,
): ProbeRow[] {
  const where = and(
    eq(probes.gatewayId, gatewayId),
    eq(probes.agentId, agentId),
    eq(probes.provider, provider),
    profileId === null ? isNull(probes.profileId) : eq(probes.profileId, profileId),
    isNotNull(probes.finishedAtMs),
  );
  return db.select().from(probes).where(where).orderBy(desc(probes.finishedAtMs)).limit(limit).all();
}

/** The last result of each credential of a gateway, or of all gateways. */
export function listLastProbes(db: Reader, gatewayId?: string): ProbeRow[] {
  const last = db
    .select({ id: max(probes.id) })
    .from(probes)
    .where(
      and(
        isNotNull(probes.finishedAtMs),
        gatewayId === undefined ? undefined : eq(probes.gatewayId, gatewayId),
      ),
    )
    .groupBy(probes.gatewayId, probes.agentId, probes.provider, probes.profileId, probes.source);
  return db.select().from(probes).where(inArray(probes.id, last)).all();
}

/** What probes of a provider cost since a moment, at most. */
export function paidSince(
  db: Reader,
  provider: string,
  sinceMs: number,
): { requests: number; microcents: number } {
  const row = db
    .select({ requests: count(), microcents: sum(probes.costMicrocents) })
    .from(probes)
    .where(and(eq(probes.provider, provider), eq(probes.request, "paid"), gte(probes.finishedAtMs, sinceMs)))
    .get();
  return { requests: row?.requests ?? 0, microcents: Number(row?.microcents ?? 0) };
}

/** Forgets what ended before a moment; says how many sweeps. */
export function deleteSweepsBefore(tx: Tx, beforeMs: number): number {
  return tx.delete(probeSweeps).where(lt(probeSweeps.finishedAtMs, beforeMs)).run().changes;
}

/** The providers of every credential that was ever part of a sweep. */
export function listProbedProviders(db: Reader): string[] {
  return db
    .selectDistinct({ provider: probes.provider })
    .from(probes)
    .all()
    .map(({ provider }) => provider);
}

export type ProbeFailures = Pick<ProbeRow, "gatewayId" | "agentId" | "fingerprint"> & {
  profileId: string;
  failures: number;
};

/** Profiles whose last probes failed, with how many one after the other, of the secret that was probed last. */
export function listProbeFailures(db: Reader): ProbeFailures[] {
  const later = aliasedTable(probes, "later");
  const isLater = and(
    eq(later.gatewayId, probes.gatewayId),
    eq(later.agentId, probes.agentId),
    eq(later.provider, probes.provider),
    eq(later.profileId, probes.profileId),
    sql`${later.id} > ${probes.id}`,
    or(eq(later.status, "ok"), sql`${later.fingerprint} <> ${probes.fingerprint}`),
  );
  const { gatewayId, agentId, profileId, fingerprint, status } = probes;
  return db
    .select({ gatewayId, agentId, profileId: sql<string>`${profileId}`, fingerprint, failures: count() })
    .from(probes)
    .where(
      and(
        isNotNull(profileId),
        isNotNull(status),
        notInArray(status, ["ok", "skipped", "no_model"]),
        notExists(db.select({ id: later.id }).from(later).where(isLater)),
      ),
    )
    .groupBy(gatewayId, agentId, profileId)
    .all();
}
