import type { Tx } from "#db/mutate.ts";
import { credentials, profiles } from "#db/schema.ts";

export type NewProfile = {
  profile: typeof profiles.$inferInsert;
  credential: typeof credentials.$inferInsert | null;
};

/** SQLite takes 32 766 bound values in a statement; a profile row has 17. */
const ROWS_PER_STATEMENT = 500;

/** Inserts many profiles at once: one statement for hundreds of rows is what makes a 10 000-profile import quick. */
export function insertProfilesWithCredentials(tx: Tx, rows: NewProfile[]): void {
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    const part = rows.slice(at, at + ROWS_PER_STATEMENT);
    tx.insert(profiles)
      .values(part.map((row) => row.profile))
      .run();
    const secrets = part.flatMap((row) => (row.credential ? [row.credential] : []));
    if (secrets.length > 0) tx.insert(credentials).values(secrets).run();
  }
}
