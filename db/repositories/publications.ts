import { and, desc, eq, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { publications, publishedEntries } from "#db/schema.ts";

export type PublishedEntry = Pick<
  typeof publishedEntries.$inferSelect,
  "agentId" | "kind" | "key" | "value" | "publishedAtMs"
>;
export type PublicationRow = typeof publications.$inferSelect;

export function listPublishedEntries(db: Reader, gatewayId: string): PublishedEntry[] {
  return db
    .select({
      agentId: publishedEntries.agentId,
      kind: publishedEntries.kind,
      key: publishedEntries.key,
      value: publishedEntries.value,
      publishedAtMs: publishedEntries.publishedAtMs,
    })
    .from(publishedEntries)
    .where(eq(publishedEntries.gatewayId, gatewayId))
    .all();
}

export function savePublishedEntry(tx: Tx, row: typeof publishedEntries.$inferInsert): void {
  tx.insert(publishedEntries)
    .values(row)
    .onConflictDoUpdate({
      target: [
        publishedEntries.gatewayId,
        publishedEntries.agentId,
        publishedEntries.kind,
        publishedEntries.key,
      ],
      set: { value: row.value, publishedAtMs: row.publishedAtMs },
    })
    .run();
}

export function deletePublishedEntry(
  tx: Tx,
  key: { gatewayId: string; agentId: string; kind: "profile" | "order"; key: string },
): void {
  tx.delete(publishedEntries)
    .where(
      and(
        eq(publishedEntries.gatewayId, key.gatewayId),
        eq(publishedEntries.agentId, key.agentId),
        eq(publishedEntries.kind, key.kind),
        eq(publishedEntries.key, key.key),
      ),
    )
    .run();
}

export function insertPublication(tx: Tx, row: typeof publications.$inferInsert): void {
  tx.insert(publications).values(row).run();
}

export function finishPublication(tx: Tx, id: string, finishedAtMs: number, receipt: unknown): void {
  tx.update(publications).set({ finishedAtMs, receipt }).where(eq(publications.id, id)).run();
}

export function findPublication(db: Reader, id: string): PublicationRow | null {
  return db.select().from(publications).where(eq(publications.id, id)).get() ?? null;
}

/** A gateway's publications, newest first. */
export function listPublications(db: Reader, gatewayId: string, limit: number): PublicationRow[] {
  return db
    .select()
    .from(publications)
    .where(eq(publications.gatewayId, gatewayId))
    .orderBy(desc(publications.startedAtMs), desc(publications.id))
    .limit(limit)
    .all();
}

/** How a gateway's last publication went, without its receipt. A reload that a person has to do is no failure. */
export type PublicationEnd = Pick<PublicationRow, "kind" | "startedAtMs" | "finishedAtMs"> & {
  reloadFailed: boolean;
  /** The gateway's files were read back and are as published; null where that is not known. */
  verified: boolean | null;
};

export function findLastPublication(db: Reader, gatewayId: string): PublicationEnd | null {
  const { kind, startedAtMs, finishedAtMs, receipt } = publications;
  const row = db
    .select({
      kind,
      startedAtMs,
      finishedAtMs,
      reload: sql<string | null>`json_extract(${receipt}, '$.reload.kind')`,
      verified: sql<number | null>`json_extract(${receipt}, '$.verified')`,
    })
    .from(publications)
    .where(eq(publications.gatewayId, gatewayId))
    .orderBy(desc(startedAtMs), desc(publications.id))
    .limit(1)
    .get();
  if (!row) return null;
  const { reload, verified, ...rest } = row;
  return { ...rest, reloadFailed: reload === "failed", verified: verified === null ? null : verified === 1 };
}
