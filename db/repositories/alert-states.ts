import { asc, eq } from "drizzle-orm";
import { alertLooks, alertRules, alertStates } from "#db/alert-schema.ts";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { type AlertRuleSet, DEFAULT_ALERT_RULES } from "#lib/domain/alert-rules.ts";
import type { AlertState } from "#lib/domain/alert-states.ts";

/** There is one row of rules and one of looks. */
const ONLY = 1;

/** The rules that hold, with who set them; the defaults, set by nobody. */
export function findAlertRules(
  db: Reader,
): AlertRuleSet & { changedAtMs: number | null; changedBy: string | null } {
  const row = db.select().from(alertRules).where(eq(alertRules.id, ONLY)).get();
  if (!row) return { ...DEFAULT_ALERT_RULES, changedAtMs: null, changedBy: null };
  const { id: _, ...rules } = row;
  return rules;
}

export function saveAlertRules(tx: Tx, row: Omit<typeof alertRules.$inferInsert, "id">): void {
  tx.insert(alertRules)
    .values({ id: ONLY, ...row })
    .onConflictDoUpdate({ target: alertRules.id, set: row })
    .run();
}

export function listAlertStates(db: Reader): AlertState[] {
  return db
    .select()
    .from(alertStates)
    .orderBy(asc(alertStates.openedAtMs), asc(alertStates.key))
    .all()
    .map(({ key: _, gatewayId: __, ...state }) => state);
}

export function findAlertState(db: Reader, key: string): AlertState | null {
  const row = db.select().from(alertStates).where(eq(alertStates.key, key)).get();
  if (!row) return null;
  const { key: _, gatewayId: __, ...state } = row;
  return state;
}

export function saveAlertState(tx: Tx, state: AlertState): void {
  const { key, gatewayId } = state.condition;
  tx.insert(alertStates)
    .values({ ...state, key, gatewayId })
    .onConflictDoUpdate({ target: alertStates.key, set: { ...state, gatewayId } })
    .run();
}

export function deleteAlertState(tx: Tx, key: string): void {
  tx.delete(alertStates).where(eq(alertStates.key, key)).run();
}

export type AlertLook = typeof alertLooks.$inferSelect;

/** Null before anybody looked. */
export function findAlertLook(db: Reader): AlertLook | null {
  return db.select().from(alertLooks).where(eq(alertLooks.id, ONLY)).get() ?? null;
}

export function saveAlertLook(tx: Tx, row: Omit<AlertLook, "id">): void {
  tx.insert(alertLooks)
    .values({ id: ONLY, ...row })
    .onConflictDoUpdate({ target: alertLooks.id, set: row })
    .run();
}
