import { asc, eq } from "drizzle-orm";
import { alertChannels } from "#db/alert-schema.ts";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

type Row = typeof alertChannels.$inferSelect;

/** A channel without its envelope: what may be shown. */
export type ChannelRow = Omit<Row, "sealed">;

/** Listed rather than selected whole, so that the envelope is in no page. */
const SHOWN = {
  id: alertChannels.id,
  kind: alertChannels.kind,
  name: alertChannels.name,
  settings: alertChannels.settings,
  locale: alertChannels.locale,
  isEnabled: alertChannels.isEnabled,
  kinds: alertChannels.kinds,
  minimumSeverity: alertChannels.minimumSeverity,
  zone: alertChannels.zone,
  quietFromMinute: alertChannels.quietFromMinute,
  quietToMinute: alertChannels.quietToMinute,
  criticalPasses: alertChannels.criticalPasses,
  digestMinute: alertChannels.digestMinute,
  createdAtMs: alertChannels.createdAtMs,
  createdBy: alertChannels.createdBy,
  changedAtMs: alertChannels.changedAtMs,
  changedBy: alertChannels.changedBy,
};

export function listChannels(db: Reader): ChannelRow[] {
  return db.select(SHOWN).from(alertChannels).orderBy(asc(alertChannels.name)).all();
}

export function findChannel(db: Reader, id: string): ChannelRow | null {
  return db.select(SHOWN).from(alertChannels).where(eq(alertChannels.id, id)).get() ?? null;
}

/** By its name, in any case of letters. */
export function findChannelByName(db: Reader, name: string): ChannelRow | null {
  return db.select(SHOWN).from(alertChannels).where(eq(alertChannels.name, name)).get() ?? null;
}

/** A channel's envelope, for whoever opens it. */
export function findSealedChannel(db: Reader, id: string): SealedSecret | null {
  const row = db
    .select({ sealed: alertChannels.sealed })
    .from(alertChannels)
    .where(eq(alertChannels.id, id))
    .get();
  return row?.sealed ?? null;
}

export function insertChannel(tx: Tx, row: typeof alertChannels.$inferInsert): void {
  tx.insert(alertChannels).values(row).run();
}

export function updateChannel(
  tx: Tx,
  id: string,
  change: Partial<Omit<typeof alertChannels.$inferInsert, "id" | "kind">>,
): void {
  tx.update(alertChannels).set(change).where(eq(alertChannels.id, id)).run();
}

/** Its delivery log goes with it. */
export function deleteChannel(tx: Tx, id: string): void {
  tx.delete(alertChannels).where(eq(alertChannels.id, id)).run();
}
