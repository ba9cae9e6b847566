import { countDeliveriesByState, type DeliveryRow } from "#db/repositories/alert-deliveries.ts";
import { listAlertStates } from "#db/repositories/alert-states.ts";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import {
  countPublications,
  listResolverCounts,
  type PublicationCounts,
  type ResolverCounts,
} from "#db/repositories/machine-counts.ts";
import { listLastProbes } from "#db/repositories/probes.ts";
import { ALERT_KINDS, type AlertKind } from "#lib/domain/alert-condition.ts";
import type { CredentialType } from "#lib/domain/auth-store.ts";
import { credentialEnd } from "#lib/domain/credential-end.ts";
import { type HealthStatus, healthStatus } from "#lib/domain/credential-health.ts";
import type { ProbeState } from "#lib/domain/probe-facts.ts";
import { normalizeAuthProvider } from "#lib/domain/provider-id.ts";
import { type UsageWindow, usageWindow } from "#lib/domain/usage-window.ts";
import { printable, shownName } from "#lib/openclaw/finding.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";
import { checkState, unreadableBecause } from "#lib/views/check-view.ts";
import { machineGateways } from "#lib/views/machine-gateway.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** Groups of profiles in one answer, each of which becomes a few series. A gateway has tens; more is a mistake of its config. */
const GROUPS_MAX = 2_000;
const LABEL_LENGTH_MAX = 64;

/** The profiles of one type that an agent has for a provider: counts and times, no name. */
export type ProfileGroup = {
  gateway: string;
  agent: string;
  provider: string;
  type: CredentialType;
  byStatus: Partial<Record<HealthStatus, number>>;
  byWindow: Partial<Record<UsageWindow["kind"], number>>;
  /** The first to end, whether that is over or ahead; null when none ends by itself. */
  earliestExpiryMs: number | null;
};

export type GatewayMetrics = {
  gateway: string;
  isReadable: boolean;
  exitCode: 0 | 1 | 2;
  publications: PublicationCounts[];
  resolver: Pick<ResolverCounts, "calls" | "resolved" | "refused">;
  /** Credentials by the result of their last probe. */
  lastProbes: Partial<Record<ProbeState, number>>;
  /** What is wrong now, that people were told of. */
  alerts: Record<AlertKind, number>;
};

export type MetricsView = {
  gateways: GatewayMetrics[];
  groups: ProfileGroup[];
  groupsDropped: number;
  /** Messages of the delivery log; null for whoever may know of one gateway alone. */
  deliveries: Record<DeliveryRow["state"], number> | null;
};

/** Everything a monitoring system counts, of one gateway or of all. Reads state dirs and counted rows; no vault. */
export function metricsView(ctx: ViewContext, gatewayId: string | null): MetricsView {
  const { reader } = ctx.db;
  const publications = countPublications(reader);
  const resolver = listResolverCounts(reader);
  const readings = machineGateways(ctx, gatewayId).map((gateway) => ({
    gateway,
    state: readUnchangedGateway(gateway),
  }));
  const groups = readings.flatMap(({ gateway, state }) => groupsOf(gateway, state, ctx.nowMs));
  return {
    gateways: readings.map(({ gateway, state }) => ({
      gateway: gateway.name,
      isReadable: unreadableBecause(state) === null,
      exitCode: checkState(state, ctx.nowMs).exitCode,
      publications: publications.filter((row) => row.gatewayId === gateway.id),
      resolver: resolver.find((row) => row.gatewayId === gateway.id) ?? { calls: 0, resolved: 0, refused: 0 },
      lastProbes: lastProbesByState(ctx, gateway.id),
      alerts: alertsByKind(ctx, gateway.id),
    })),
    groups: groups.slice(0, GROUPS_MAX),
    groupsDropped: Math.max(0, groups.length - GROUPS_MAX),
    deliveries: gatewayId === null ? deliveriesByState(ctx) : null,
  };
}

function alertsByKind(ctx: ViewContext, gatewayId: string): GatewayMetrics["alerts"] {
  const present = listAlertStates(ctx.db.reader).filter(
    ({ condition, absentSinceMs }) => condition.gatewayId === gatewayId && absentSinceMs === null,
  );
  const counted = ALERT_KINDS.map((kind) => {
    return [kind, present.filter(({ condition }) => condition.kind === kind).length] as const;
  });
  return Object.fromEntries(counted) as GatewayMetrics["alerts"];
}

function deliveriesByState(ctx: ViewContext): NonNullable<MetricsView["deliveries"]> {
  const counts = { pending: 0, sent: 0, failed: 0, abandoned: 0 };
  for (const { state, deliveries } of countDeliveriesByState(ctx.db.reader)) counts[state] = deliveries;
  return counts;
}

function lastProbesByState(ctx: ViewContext, gatewayId: string): GatewayMetrics["lastProbes"] {
  const counts: GatewayMetrics["lastProbes"] = {};
  for (const { status } of listLastProbes(ctx.db.reader, gatewayId)) {
    if (status !== null) counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

/** In the sequence of names, so that a cut answer drops the same groups every time. */
function groupsOf(gateway: GatewayRow, state: GatewayState, nowMs: number): ProfileGroup[] {
  const groups = new Map<string, ProfileGroup>();
  for (const agent of state.agents) addAgent(groups, gateway, agent, nowMs);
  return [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
}

function addAgent(
  groups: Map<string, ProfileGroup>,
  gateway: GatewayRow,
  agent: AgentState,
  nowMs: number,
): void {
  const { profiles, usageStats } = agent.effective;
  for (const [profileId, profile] of profiles) {
    const labels = {
      gateway: gateway.name,
      agent: printable(agent.agentId, LABEL_LENGTH_MAX),
      provider: providerLabel(profile.provider),
      type: profile.type,
    };
    const key = JSON.stringify([labels.agent, labels.provider, labels.type]);
    const group = groups.get(key) ?? { ...labels, byStatus: {}, byWindow: {}, earliestExpiryMs: null };
    groups.set(key, group);
    const status = healthStatus(profile, nowMs);
    group.byStatus[status] = (group.byStatus[status] ?? 0) + 1;
    const window = usageWindow(usageStats.get(profileId), profile.provider, nowMs);
    if (window) group.byWindow[window.kind] = (group.byWindow[window.kind] ?? 0) + 1;
    const endsAtMs = credentialEnd(profile);
    if (endsAtMs !== null) group.earliestExpiryMs = Math.min(group.earliestExpiryMs ?? endsAtMs, endsAtMs);
  }
}

/** A provider is free text in a store, and someone may have pasted something else there. */
function providerLabel(provider: string): string {
  return printable(shownName(normalizeAuthProvider(provider)), LABEL_LENGTH_MAX);
}
