import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { gateways } from "#db/schema.ts";

/** What gateways say of themselves, beside those tables of `schema.ts` which hold what the console wants of them. */

export const gatewayObservations = sqliteTable("gateway_observations", {
  gatewayId: text("gateway_id")
    .primaryKey()
    .references(() => gateways.id, { onDelete: "cascade" }),
  release: text().notNull(),
  atMs: integer("at_ms").notNull(),
  observation: text().notNull(),
});
