import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { session, user } from "#db/schema.ts";
import type { Role } from "#lib/domain/role.ts";

/** The tables of invitations and of fresh proofs, beside those of `schema.ts` and under the same test. */

export const invitations = sqliteTable("invitations", {
  id: text().primaryKey(),
  email: text().notNull().unique(),
  role: text().notNull().$type<Role>(),
  tokenHash: text("token_hash").notNull().unique(),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by").notNull(),
  createdById: text("created_by_id").references(() => user.id, { onDelete: "cascade" }),
  expiresAtMs: integer("expires_at_ms").notNull(),
});

export const identityProofs = sqliteTable(
  "identity_proofs",
  {
    sessionId: text("session_id")
      .notNull()
      .references(() => session.id, { onDelete: "cascade" }),
    action: text().notNull(),
    target: text().notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.action, table.target] })],
);
