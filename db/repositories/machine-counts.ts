import { count, eq, max } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { publications, resolverCounts } from "#db/schema.ts";

export type ResolverCounts = typeof resolverCounts.$inferSelect;

/** How often each gateway fetched secrets since the console was set up. One row a gateway, kept by a trigger. */
export function listResolverCounts(db: Reader): ResolverCounts[] {
  return db.select().from(resolverCounts).all();
}

export function deleteResolverCounts(tx: Tx, gatewayId: string): void {
  tx.delete(resolverCounts).where(eq(resolverCounts.gatewayId, gatewayId)).run();
}

export type PublicationCounts = {
  gatewayId: string;
  kind: "publish" | "unpublish";
  started: number;
  finished: number;
  lastFinishedAtMs: number | null;
};

/** How often each gateway was published to. Read from one index, without touching a receipt. */
export function countPublications(db: Reader): PublicationCounts[] {
  return db
    .select({
      gatewayId: publications.gatewayId,
      kind: publications.kind,
      started: count(),
      finished: count(publications.finishedAtMs),
      lastFinishedAtMs: max(publications.finishedAtMs),
    })
    .from(publications)
    .groupBy(publications.gatewayId, publications.kind)
    .all();
}
