import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { AuditFault } from "#lib/domain/audit-fault.ts";

/** What proves the audit log, beside the tables of `schema.ts` and under the same test. */

export const auditCheckpoints = sqliteTable("audit_checkpoints", {
  rows: integer().primaryKey(),
  atMs: integer("at_ms").notNull(),
  /** The signed document as it was handed out. */
  document: text().notNull(),
});

export const auditVerification = sqliteTable("audit_verification", {
  id: integer().primaryKey(),
  atMs: integer("at_ms").notNull(),
  rows: integer().notNull(),
  badId: integer("bad_id"),
  fault: text().$type<AuditFault>(),
});
