import { findSetting } from "#db/repositories/settings.ts";
import type { WriteContext } from "#lib/operations/context.ts";

/** Where this installation's console answers, as it said at its last start; null before the first. */
export function consoleAddress({ db }: Pick<WriteContext, "db">): string | null {
  return findSetting(db.reader, "console_url");
}
