import { type AnySQLiteColumn, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { gateways } from "#db/schema.ts";
import type { CredentialType } from "#lib/domain/auth-store.ts";
import type { ProbeRequestKind, ProbeScope, ProbeSource, ProbeState } from "#lib/domain/probe-facts.ts";

/** The tables of probes, beside those of `schema.ts` and under the same test. */

export const probeSweeps = sqliteTable("probe_sweeps", {
  id: text().primaryKey(),
  origin: text().notNull().$type<"person" | "schedule">(),
  scope: text({ mode: "json" }).notNull().$type<ProbeScope>(),
  state: text().notNull().$type<"running" | "finished" | "cancelled" | "interrupted">(),
  startedBy: text("started_by").notNull(),
  startedAtMs: integer("started_at_ms").notNull(),
  finishedAtMs: integer("finished_at_ms"),
  cancelAskedAtMs: integer("cancel_asked_at_ms"),
  leaseUntilMs: integer("lease_until_ms").notNull(),
});

export const probes = sqliteTable("probes", {
  id: integer().primaryKey({ autoIncrement: true }),
  sweepId: text("sweep_id")
    .notNull()
    .references(() => probeSweeps.id, { onDelete: "cascade" }),
  gatewayId: text("gateway_id")
    .notNull()
    .references((): AnySQLiteColumn => gateways.id, { onDelete: "cascade" }),
  agentId: text("agent_id").notNull(),
  provider: text().notNull(),
  source: text().notNull().$type<ProbeSource>(),
  profileId: text("profile_id"),
  type: text().notNull().$type<CredentialType>(),
  model: text(),
  fingerprint: text(),
  request: text().$type<ProbeRequestKind>(),
  status: text().$type<ProbeState>(),
  reason: text(),
  httpStatus: integer("http_status"),
  latencyMs: integer("latency_ms"),
  costMicrocents: integer("cost_microcents").notNull().default(0),
  finishedAtMs: integer("finished_at_ms"),
});

export const probePolicies = sqliteTable("probe_policies", {
  provider: text().primaryKey(),
  paidRequestsPerDay: integer("paid_requests_per_day").notNull(),
  paidCentsPerDay: integer("paid_cents_per_day").notNull(),
  intervalMinutes: integer("interval_minutes"),
  changedAtMs: integer("changed_at_ms").notNull(),
  changedBy: text("changed_by").notNull(),
});

export const probeAllowances = sqliteTable("probe_allowances", {
  id: text().primaryKey(),
  kind: text().notNull().$type<"server" | "command">(),
  value: text().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by").notNull(),
});
