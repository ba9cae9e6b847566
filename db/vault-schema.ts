import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The tables of the vault's own work, beside those of `schema.ts` and under the same test. */

export const keyRotations = sqliteTable("key_rotations", {
  id: integer().primaryKey({ autoIncrement: true }),
  kind: text().notNull().$type<"keyring" | "data_keys">(),
  targetId: text("target_id").notNull(),
  state: text().notNull().$type<"running" | "done" | "cancelled">(),
  done: integer().notNull().default(0),
  total: integer().notNull(),
  unreadable: integer().notNull().default(0),
  startedAtMs: integer("started_at_ms").notNull(),
  startedBy: text("started_by").notNull(),
  finishedAtMs: integer("finished_at_ms"),
  cancelRequested: integer("cancel_requested", { mode: "boolean" }).notNull().default(false),
  leaseHolder: text("lease_holder"),
  leaseUntilMs: integer("lease_until_ms").notNull().default(0),
});

export const sessionSecret = sqliteTable("session_secret", {
  id: integer().primaryKey(),
  secret: text().notNull(),
});
