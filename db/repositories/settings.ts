import { eq } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { settings } from "#db/schema.ts";

type SettingKey = typeof settings.$inferSelect.key;

export function findSetting(db: Reader, key: SettingKey): string | null {
  return (
    db.select({ value: settings.value }).from(settings).where(eq(settings.key, key)).get()?.value ?? null
  );
}

export function saveSetting(tx: Tx, key: SettingKey, value: string): void {
  tx.insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } })
    .run();
}
