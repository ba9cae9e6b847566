import { asc, eq, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";
import { probeAllowances, probePolicies } from "#db/probe-schema.ts";

export type ProbePolicyRow = typeof probePolicies.$inferSelect;
export type ProbeAllowanceRow = typeof probeAllowances.$inferSelect;

export function listProbePolicies(db: Reader): ProbePolicyRow[] {
  return db.select().from(probePolicies).orderBy(asc(probePolicies.provider)).all();
}

export function findProbePolicy(db: Reader, provider: string): ProbePolicyRow | null {
  return policyOf(db).get({ provider }) ?? null;
}

const policyOf = keptQuery((db) =>
  db
    .select()
    .from(probePolicies)
    .where(eq(probePolicies.provider, sql.placeholder("provider")))
    .prepare(),
);

export function saveProbePolicy(tx: Tx, row: ProbePolicyRow): void {
  const { provider, ...set } = row;
  tx.insert(probePolicies).values(row).onConflictDoUpdate({ target: probePolicies.provider, set }).run();
}

export function listProbeAllowances(db: Reader): ProbeAllowanceRow[] {
  return db
    .select()
    .from(probeAllowances)
    .orderBy(asc(probeAllowances.kind), asc(probeAllowances.value))
    .all();
}

/** What is allowed of a kind: `host:port` of servers, paths of commands. */
export function listAllowed(db: Reader, kind: ProbeAllowanceRow["kind"]): string[] {
  return allowed(db)
    .all({ kind })
    .map(({ value }) => value);
}

const allowed = keptQuery((db) =>
  db
    .select({ value: probeAllowances.value })
    .from(probeAllowances)
    .where(eq(probeAllowances.kind, sql.placeholder("kind")))
    .prepare(),
);

export function insertProbeAllowance(tx: Tx, row: ProbeAllowanceRow): boolean {
  return tx.insert(probeAllowances).values(row).onConflictDoNothing().run().changes > 0;
}

/** Takes an allowance back and says what it was. */
export function deleteProbeAllowance(tx: Tx, id: string): ProbeAllowanceRow | null {
  return tx.delete(probeAllowances).where(eq(probeAllowances.id, id)).returning().get() ?? null;
}
