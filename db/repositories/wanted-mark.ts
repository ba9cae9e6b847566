import type { Reader } from "#db/client.ts";
import { wantedMark as table } from "#db/derived-schema.ts";
import { keptQuery } from "#db/prepared.ts";

/**
 * A number that is another one once a gateway, a profile, an order override or what was published was written, by any
 * connection; asked outside of transactions, which can be undone. Whatever else is written leaves it as it is.
 */
export function wantedMark(db: Reader): number {
  return mark(db).get()?.writes ?? 0;
}

const mark = keptQuery((db) => db.select({ writes: table.writes }).from(table).prepare());
