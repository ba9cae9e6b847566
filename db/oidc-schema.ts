import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { user } from "#db/schema.ts";
import type { Role } from "#lib/domain/role.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

/** The tables of OpenID Connect, beside those of `schema.ts` and under the same test. */

const flag = (name: string) => integer(name, { mode: "boolean" });

export const oidcProvider = sqliteTable("oidc_provider", {
  id: integer().primaryKey(),
  label: text().notNull(),
  issuer: text().notNull(),
  clientId: text("client_id").notNull(),
  sealed: text().$type<SealedSecret>(),
  scopes: text().notNull(),
  roleClaim: text("role_claim"),
  roleValues: text("role_values", { mode: "json" }).notNull().$type<Partial<Record<Role, string[]>>>(),
  defaultRole: text("default_role").$type<Exclude<Role, "owner">>(),
  linksByEmail: flag("links_by_email").notNull(),
  isEnabled: flag("is_enabled").notNull(),
  isOnlyWay: flag("is_only_way").notNull(),
  changedAtMs: integer("changed_at_ms").notNull(),
  changedBy: text("changed_by").notNull(),
});

export const oidcIdentities = sqliteTable(
  "oidc_identities",
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    linkedAtMs: integer("linked_at_ms").notNull(),
    lastUsedAtMs: integer("last_used_at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] })],
);

export const oidcSignIns = sqliteTable("oidc_sign_ins", {
  tokenHash: text("token_hash").primaryKey(),
  issuer: text().notNull(),
  redirectUri: text("redirect_uri").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
});
