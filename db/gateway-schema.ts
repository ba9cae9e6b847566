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

export const gatewayHosts = sqliteTable("gateway_hosts", {
  gatewayId: text("gateway_id")
    .primaryKey()
    .references(() => gateways.id, { onDelete: "cascade" }),
  host: text().notNull(),
  report: text().notNull(),
  reportedAtMs: integer("reported_at_ms").notNull(),
  skewMs: integer("skew_ms").notNull(),
  intervalS: integer("interval_s"),
  wanted: text(),
  trouble: text(),
});

export const joinTokens = sqliteTable("join_tokens", {
  id: text().primaryKey(),
  tokenHash: text("token_hash").notNull().unique(),
  name: text().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
  gatewayId: text("gateway_id").references(() => gateways.id, { onDelete: "cascade" }),
  usedHash: text("used_hash"),
});
