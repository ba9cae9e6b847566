import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { sessionSecret } from "#db/vault-schema.ts";

/** The only row of its table. */
const ID = 1;

export function findSessionSecret(db: Reader): string | null {
  return db.select({ secret: sessionSecret.secret }).from(sessionSecret).get()?.secret ?? null;
}

export function insertSessionSecret(tx: Tx, secret: string): void {
  tx.insert(sessionSecret).values({ id: ID, secret }).run();
}
