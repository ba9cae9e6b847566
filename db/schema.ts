import { type AnySQLiteColumn, blob, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ApiScope } from "#lib/domain/api-scope.ts";
import type { CredentialType } from "#lib/domain/auth-store.ts";
import type { Role } from "#lib/domain/role.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";

/** Drizzle's belief about the tables. The migrations are the truth; `schema.test.ts` compares the two. */

const dateMs = (name: string) => integer(name, { mode: "timestamp_ms" });

export const settings = sqliteTable("settings", {
  key: text().primaryKey().$type<"vault_id" | "console_url">(),
  value: text().notNull(),
});

export const user = sqliteTable("user", {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: integer("email_verified", { mode: "boolean" }).notNull().default(false),
  image: text(),
  role: text().notNull().default("viewer").$type<Role>(),
  createdAt: dateMs("created_at_ms").notNull(),
  updatedAt: dateMs("updated_at_ms").notNull(),
  disabledAtMs: integer("disabled_at_ms"),
});

export const session = sqliteTable("session", {
  id: text().primaryKey(),
  /** The session library's name for it; what is stored is the token's hash. */
  token: text("token_hash").notNull().unique(),
  userId: text("user_id")
    .notNull()
    .references(() => user.id, { onDelete: "cascade" }),
  ipAddress: text("ip_address"),
  userAgent: text("user_agent"),
  expiresAt: dateMs("expires_at_ms").notNull(),
  createdAt: dateMs("created_at_ms").notNull(),
  updatedAt: dateMs("updated_at_ms").notNull(),
});

export const account = sqliteTable("account", {
  id: text().primaryKey(),
  accountId: text("account_id").notNull(),
  providerId: text("provider_id").notNull(),
  userId: text("user_id")
    .notNull()
    .references(() => user.id, { onDelete: "cascade" }),
  accessToken: text("access_token"),
  refreshToken: text("refresh_token"),
  idToken: text("id_token"),
  accessTokenExpiresAt: dateMs("access_token_expires_at_ms"),
  refreshTokenExpiresAt: dateMs("refresh_token_expires_at_ms"),
  scope: text(),
  password: text(),
  createdAt: dateMs("created_at_ms").notNull(),
  updatedAt: dateMs("updated_at_ms").notNull(),
});

export const verification = sqliteTable("verification", {
  id: text().primaryKey(),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: dateMs("expires_at_ms").notNull(),
  createdAt: dateMs("created_at_ms").notNull(),
  updatedAt: dateMs("updated_at_ms").notNull(),
});

export const setupCode = sqliteTable("setup_code", {
  id: integer().primaryKey(),
  codeHash: text("code_hash").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});

export const signInAttempts = sqliteTable("sign_in_attempts", {
  id: integer().primaryKey({ autoIncrement: true }),
  bucket: text().notNull(),
  atMs: integer("at_ms").notNull(),
});

export const dataKeys = sqliteTable("data_keys", {
  id: text().primaryKey(),
  purpose: text().notNull().$type<"seal" | "fingerprint">(),
  keyringKeyId: text("keyring_key_id").notNull(),
  wrapped: text().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  /** Counted by triggers of the schema. */
  seals: integer().notNull().default(0),
});

export const auditLog = sqliteTable("audit_log", {
  id: integer().primaryKey({ autoIncrement: true }),
  atMs: integer("at_ms").notNull(),
  actorKind: text("actor_kind").notNull().$type<"user" | "cli" | "gateway" | "visitor" | "system">(),
  actor: text().notNull(),
  event: text().notNull(),
  subject: text().notNull(),
  details: text({ mode: "json" }).notNull().$type<Record<string, unknown>>(),
  chain: blob({ mode: "buffer" }),
});

export const gateways = sqliteTable("gateways", {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  stateDir: text("state_dir").notNull().unique(),
  openclawPath: text("openclaw_path"),
  rpcUrl: text("rpc_url"),
  rpcTokenSealed: text("rpc_token_sealed").$type<SealedSecret>(),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by").notNull(),
});

const gatewayId = () =>
  text("gateway_id")
    .notNull()
    .references((): AnySQLiteColumn => gateways.id, { onDelete: "cascade" });

export const profiles = sqliteTable("profiles", {
  id: text().primaryKey(),
  gatewayId: gatewayId(),
  agentId: text("agent_id").notNull(),
  profileId: text("profile_id").notNull(),
  provider: text().notNull(),
  type: text().notNull().$type<CredentialType>(),
  source: text().notNull().$type<"vault" | "ref" | "gateway">(),
  label: text(),
  email: text(),
  ref: text({ mode: "json" }).$type<SecretRef>(),
  metadata: text({ mode: "json" }).$type<Record<string, string>>(),
  expiresAtMs: integer("expires_at_ms"),
  version: integer().notNull(),
  removedAtMs: integer("removed_at_ms"),
  createdAtMs: integer("created_at_ms").notNull(),
  changedAtMs: integer("changed_at_ms").notNull(),
  changedBy: text("changed_by").notNull(),
});

export const credentials = sqliteTable("credentials", {
  id: text().primaryKey(),
  profileRowId: text("profile_row_id")
    .notNull()
    .unique()
    .references(() => profiles.id, { onDelete: "cascade" }),
  sealed: text().notNull().$type<SealedSecret>(),
  fingerprint: text().notNull(),
  tail: text(),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by").notNull(),
});

export const environmentKeys = sqliteTable("environment_keys", {
  id: text().primaryKey(),
  gatewayId: gatewayId(),
  variable: text().notNull(),
  sealed: text().notNull().$type<SealedSecret>(),
  fingerprint: text().notNull(),
  tail: text(),
  profileRowId: text("profile_row_id").references(() => profiles.id, { onDelete: "set null" }),
  changedAtMs: integer("changed_at_ms").notNull(),
  changedBy: text("changed_by").notNull(),
});

export const orderOverrides = sqliteTable(
  "order_overrides",
  {
    gatewayId: gatewayId(),
    agentId: text("agent_id").notNull(),
    provider: text().notNull(),
    profileIds: text("profile_ids", { mode: "json" }).$type<string[]>(),
    version: integer().notNull(),
    changedAtMs: integer("changed_at_ms").notNull(),
    changedBy: text("changed_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.gatewayId, table.agentId, table.provider] })],
);

export const resolverTokens = sqliteTable("resolver_tokens", {
  id: text().primaryKey(),
  gatewayId: gatewayId(),
  tokenHash: text("token_hash").notNull().unique(),
  createdAtMs: integer("created_at_ms").notNull(),
  revokedAtMs: integer("revoked_at_ms"),
  lastUsedAtMs: integer("last_used_at_ms"),
});

export const resolverGrants = sqliteTable(
  "resolver_grants",
  {
    gatewayId: gatewayId(),
    refId: text("ref_id").notNull(),
    profileRowId: text("profile_row_id")
      .notNull()
      .references(() => profiles.id, { onDelete: "cascade" }),
    grantedAtMs: integer("granted_at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.gatewayId, table.refId] })],
);

export const publishedEntries = sqliteTable(
  "published_entries",
  {
    gatewayId: gatewayId(),
    agentId: text("agent_id").notNull(),
    kind: text().notNull().$type<"profile" | "order">(),
    key: text().notNull(),
    value: text({ mode: "json" }).notNull().$type<unknown>(),
    publishedAtMs: integer("published_at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.gatewayId, table.agentId, table.kind, table.key] })],
);

export const publications = sqliteTable("publications", {
  id: text().primaryKey(),
  gatewayId: gatewayId(),
  kind: text().notNull().$type<"publish" | "unpublish">(),
  startedAtMs: integer("started_at_ms").notNull(),
  finishedAtMs: integer("finished_at_ms"),
  startedBy: text("started_by").notNull(),
  receipt: text({ mode: "json" }).$type<unknown>(),
});

export const apiTokens = sqliteTable("api_tokens", {
  id: text().primaryKey(),
  name: text().notNull(),
  scopes: text({ mode: "json" }).notNull().$type<ApiScope[]>(),
  gatewayId: text("gateway_id").references(() => gateways.id, { onDelete: "cascade" }),
  tokenHash: text("token_hash").notNull().unique(),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
  revokedAtMs: integer("revoked_at_ms"),
  lastUsedAtMs: integer("last_used_at_ms"),
  createdById: text("created_by_id"),
});

export const calendarLinks = sqliteTable("calendar_links", {
  id: text().primaryKey(),
  userId: text("user_id")
    .notNull()
    .references(() => user.id, { onDelete: "cascade" }),
  gatewayId: text("gateway_id").references(() => gateways.id, { onDelete: "cascade" }),
  secretHash: text("secret_hash").notNull().unique(),
  locale: text().notNull().$type<"en" | "zh-CN">(),
  createdAtMs: integer("created_at_ms").notNull(),
  revokedAtMs: integer("revoked_at_ms"),
  lastUsedAtMs: integer("last_used_at_ms"),
});

export const resolverCounts = sqliteTable("resolver_counts", {
  gatewayId: text("gateway_id").primaryKey(),
  calls: integer().notNull(),
  resolved: integer().notNull(),
  refused: integer().notNull(),
});
