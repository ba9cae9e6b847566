import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The tables of backups that the server makes by itself, beside those of `schema.ts` and under the same test. */

export const backupSchedule = sqliteTable("backup_schedule", {
  id: integer().primaryKey(),
  folder: text().notNull(),
  recipients: text({ mode: "json" }).notNull().$type<string[]>(),
  withKeyring: integer("with_keyring", { mode: "boolean" }).notNull(),
  everyMinutes: integer("every_minutes"),
  atMinute: integer("at_minute"),
  zone: text().notNull(),
  keep: integer().notNull(),
  setAtMs: integer("set_at_ms").notNull(),
  setBy: text("set_by").notNull(),
});

/** Why a backup failed: the code of a refusal and what fills its sentence. */
export type BackupFailure = { code: string; params: Record<string, string | number> };

export const backupRuns = sqliteTable("backup_runs", {
  id: integer().primaryKey({ autoIncrement: true }),
  state: text().notNull().$type<"running" | "done" | "failed">(),
  file: text().notNull(),
  startedAtMs: integer("started_at_ms").notNull(),
  startedBy: text("started_by").notNull(),
  finishedAtMs: integer("finished_at_ms"),
  leaseUntilMs: integer("lease_until_ms").notNull(),
  bytes: integer(),
  error: text({ mode: "json" }).$type<BackupFailure>(),
  removedAtMs: integer("removed_at_ms"),
  triedAtMs: integer("tried_at_ms"),
});
