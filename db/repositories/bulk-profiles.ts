import { insertRows } from "#db/bulk-write.ts";
import type { Tx } from "#db/mutate.ts";
import { credentials, profiles } from "#db/schema.ts";

export type NewProfile = {
  profile: typeof profiles.$inferInsert;
  credential: typeof credentials.$inferInsert | null;
};

/** Inserts many profiles at once, each with its sealed secret when it has one. */
export function insertProfilesWithCredentials(tx: Tx, rows: NewProfile[]): void {
  insertRows(
    tx,
    profiles,
    rows.map((row) => row.profile),
  );
  insertRows(
    tx,
    credentials,
    rows.flatMap((row) => (row.credential ? [row.credential] : [])),
  );
}
