import { mostSeals } from "#db/repositories/data-keys.ts";
import type { WriteContext } from "#lib/operations/context.ts";

/** Half of what one key may seal, by NIST SP 800-38D, 8.3: time to make a new one, with room left to do so. */
const SEALS_WORN = 2 ** 31;

/** How many envelopes were written under the data key that wrote most, when that is worth a word; else null. */
export function wornDataKey({ db }: Pick<WriteContext, "db">): number | null {
  const seals = mostSeals(db.reader);
  return seals >= SEALS_WORN ? seals : null;
}
