import { type AnySQLiteColumn, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { gateways } from "#db/schema.ts";
import type { AlertCondition, AlertKind, AlertSeverity } from "#lib/domain/alert-condition.ts";
import type { ChannelKind, ChannelSettings } from "#lib/domain/channel.ts";
import type { DeliveryProblem } from "#lib/domain/delivery-result.ts";
import type { MoveReason } from "#lib/domain/failover.ts";
import type { Notice } from "#lib/domain/notice.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

/** The tables of alerts, beside those of `schema.ts` and under the same test. */

const flag = (name: string) => integer(name, { mode: "boolean" });

export const alertChannels = sqliteTable("alert_channels", {
  id: text().primaryKey(),
  kind: text().notNull().$type<ChannelKind>(),
  name: text().notNull(),
  settings: text({ mode: "json" }).notNull().$type<ChannelSettings>(),
  sealed: text().notNull().$type<SealedSecret>(),
  locale: text().notNull().$type<"en" | "zh-CN">(),
  isEnabled: flag("is_enabled").notNull(),
  kinds: text({ mode: "json" }).notNull().$type<AlertKind[]>(),
  minimumSeverity: text("minimum_severity").notNull().$type<AlertSeverity>(),
  zone: text().notNull(),
  quietFromMinute: integer("quiet_from_minute"),
  quietToMinute: integer("quiet_to_minute"),
  criticalPasses: flag("critical_passes").notNull(),
  digestMinute: integer("digest_minute"),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by").notNull(),
  changedAtMs: integer("changed_at_ms").notNull(),
  changedBy: text("changed_by").notNull(),
});

export const alertRules = sqliteTable("alert_rules", {
  id: integer().primaryKey(),
  expirySteps: text("expiry_steps", { mode: "json" }).notNull().$type<number[]>(),
  probeFailures: integer("probe_failures").notNull(),
  reminderHours: integer("reminder_hours"),
  retentionDays: integer("retention_days").notNull(),
  changedAtMs: integer("changed_at_ms").notNull(),
  changedBy: text("changed_by").notNull(),
});

export const alertLooks = sqliteTable("alert_looks", {
  id: integer().primaryKey(),
  looker: text().notNull(),
  leaseUntilMs: integer("lease_until_ms").notNull(),
  lookedAtMs: integer("looked_at_ms"),
});

export const alertStates = sqliteTable("alert_states", {
  key: text().primaryKey(),
  gatewayId: text("gateway_id")
    .notNull()
    .references((): AnySQLiteColumn => gateways.id, { onDelete: "cascade" }),
  condition: text({ mode: "json" }).notNull().$type<AlertCondition>(),
  toldLevel: integer("told_level").notNull(),
  openedAtMs: integer("opened_at_ms").notNull(),
  lastEventMs: integer("last_event_ms").notNull(),
  absentSinceMs: integer("absent_since_ms"),
  mutedUntilMs: integer("muted_until_ms"),
});

export const alertDeliveries = sqliteTable("alert_deliveries", {
  id: text().primaryKey(),
  channelId: text("channel_id")
    .notNull()
    .references(() => alertChannels.id, { onDelete: "cascade" }),
  dedupeKey: text("dedupe_key").notNull(),
  notice: text({ mode: "json" }).notNull().$type<Notice>(),
  state: text().notNull().$type<"pending" | "sent" | "failed" | "abandoned">(),
  isGathering: flag("is_gathering").notNull(),
  tries: integer().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  nextTryMs: integer("next_try_ms"),
  leaseUntilMs: integer("lease_until_ms"),
  problem: text().$type<DeliveryProblem>(),
  httpStatus: integer("http_status"),
  latencyMs: integer("latency_ms"),
  finishedAtMs: integer("finished_at_ms"),
});

export const failoverObservations = sqliteTable("failover_observations", {
  id: integer().primaryKey({ autoIncrement: true }),
  gatewayId: text("gateway_id")
    .notNull()
    .references((): AnySQLiteColumn => gateways.id, { onDelete: "cascade" }),
  agentId: text("agent_id").notNull(),
  provider: text().notNull(),
  profileId: text("profile_id").notNull(),
  previousProfileId: text("previous_profile_id"),
  why: text().$type<MoveReason>(),
  sinceMs: integer("since_ms").notNull(),
  seenAtMs: integer("seen_at_ms").notNull(),
});
