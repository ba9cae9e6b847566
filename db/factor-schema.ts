import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { user } from "#db/schema.ts";
import type { Role } from "#lib/domain/role.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

/** The tables of second factors, beside those of `schema.ts` and under the same test. */

const userId = () =>
  text("user_id")
    .notNull()
    .references(() => user.id, { onDelete: "cascade" });

export const totpFactors = sqliteTable("totp_factors", {
  userId: userId().primaryKey(),
  sealed: text().notNull().$type<SealedSecret>(),
  lastStep: integer("last_step").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  confirmedAtMs: integer("confirmed_at_ms"),
});

export const recoveryCodes = sqliteTable(
  "recovery_codes",
  {
    userId: userId(),
    codeHash: text("code_hash").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    usedAtMs: integer("used_at_ms"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.codeHash] })],
);

export const pendingSignIns = sqliteTable("pending_sign_ins", {
  tokenHash: text("token_hash").primaryKey(),
  userId: userId(),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
});

export const secondFactorRule = sqliteTable("second_factor_rule", {
  id: integer().primaryKey(),
  roles: text({ mode: "json" }).notNull().$type<Role[]>(),
  changedAtMs: integer("changed_at_ms").notNull(),
  changedBy: text("changed_by").notNull(),
});

export const passkeys = sqliteTable("passkeys", {
  id: text().primaryKey(),
  userId: userId(),
  credentialId: text("credential_id").notNull(),
  publicKey: text("public_key").notNull(),
  counter: integer().notNull(),
  transports: text({ mode: "json" }).notNull().$type<string[]>(),
  deviceType: text("device_type").notNull().$type<"singleDevice" | "multiDevice">(),
  backedUp: integer("backed_up", { mode: "boolean" }).notNull(),
  rpId: text("rp_id").notNull(),
  name: text().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  lastUsedAtMs: integer("last_used_at_ms"),
});

export const passkeyChallenges = sqliteTable("passkey_challenges", {
  tokenHash: text("token_hash").primaryKey(),
  purpose: text().notNull().$type<"register" | "sign_in">(),
  userId: text("user_id").references(() => user.id, { onDelete: "cascade" }),
  challenge: text().notNull(),
  rpId: text("rp_id").notNull(),
  origin: text().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
});
