import type { GatewayRow } from "#db/repositories/gateways.ts";
import type { ExpiryRow } from "#db/repositories/timeline.ts";
import type { StoredProfile, UsageStats } from "#lib/domain/auth-store.ts";
import { expirySeverity, type TimelineEvent } from "#lib/domain/timeline.ts";
import { usageWindow } from "#lib/domain/usage-window.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";

type Gateway = Pick<GatewayRow, "id" | "name">;

/** What an agent's own store says of one profile. */
type Seen = { agent: AgentState; profile: StoredProfile };

/**
 * Ends and windows of a gateway's profiles. A static credential ends when the console says, which knows it
 * first; an OAuth login, and what the console does not hold, when the gateway's store says.
 */
export function observedEvents(
  gateway: Gateway,
  state: GatewayState,
  rows: readonly ExpiryRow[],
  nowMs: number,
): TimelineEvent[] {
  const held = new Map(rows.filter((row) => row.gatewayId === gateway.id).map((row) => [keyOf(row), row]));
  const seen = new Map<string, Seen>(
    state.agents.flatMap((agent) =>
      [...(agent.store?.profiles.values() ?? [])].map((profile) => [
        keyOf({ agentId: agent.agentId, profileId: profile.profileId }),
        { agent, profile },
      ]),
    ),
  );
  const keys = new Set([...held.keys(), ...seen.keys()]);
  return [...keys].flatMap((key) => {
    const row = held.get(key);
    const found = seen.get(key);
    const subject = subjectOf(gateway, row, found);
    if (!subject) return [];
    return [...expiryOf(subject, row, found, nowMs), ...windowOf(subject, found, nowMs)];
  });
}

const keyOf = ({ agentId, profileId }: { agentId: string; profileId: string }) => `${agentId}\0${profileId}`;

type Subject = Pick<
  TimelineEvent,
  "gatewayId" | "gatewayName" | "agentId" | "provider" | "profileId" | "linkId"
>;

function subjectOf(gateway: Gateway, row: ExpiryRow | undefined, seen: Seen | undefined): Subject | null {
  const profileId = row?.profileId ?? seen?.profile.profileId;
  if (profileId === undefined) return null;
  return {
    gatewayId: gateway.id,
    gatewayName: gateway.name,
    agentId: row?.agentId ?? seen?.agent.agentId ?? null,
    provider: row?.provider ?? seen?.profile.provider ?? null,
    profileId,
    linkId: row?.rowId ?? null,
  };
}

function expiryOf(
  subject: Subject,
  row: ExpiryRow | undefined,
  seen: Seen | undefined,
  nowMs: number,
): TimelineEvent[] {
  const expires = seen?.profile.expires;
  const stored = expires?.kind === "at" ? expires.atMs : null;
  const isStatic = row !== undefined && row.type !== "oauth";
  const atMs = isStatic ? row.expiresAtMs : (stored ?? row?.expiresAtMs ?? null);
  if (atMs === null) return [];
  const renews = seen?.profile.type === "oauth" && seen.profile.oauth?.hasRefresh === true;
  const severity = expirySeverity(atMs, renews, nowMs);
  return [{ ...subject, kind: "expiry", severity, startMs: atMs, endMs: null, detail: null, actor: null }];
}

/** The window that runs now, from the failure that opened it. Windows that ended are not kept by OpenClaw. */
function windowOf(subject: Subject, seen: Seen | undefined, nowMs: number): TimelineEvent[] {
  if (!seen) return [];
  const stats = seen.agent.effective.usageStats.get(seen.profile.profileId);
  const window = usageWindow(stats, seen.profile.provider, nowMs);
  if (!window) return [];
  return [
    {
      ...subject,
      kind: window.kind,
      severity: "held",
      startMs: startOf(stats, nowMs),
      endMs: window.untilMs,
      detail: window.reason,
      actor: null,
    },
  ];
}

function startOf(stats: UsageStats | undefined, nowMs: number): number {
  const failedAtMs = stats?.lastFailureAt;
  return failedAtMs !== undefined && Number.isFinite(failedAtMs) ? Math.min(failedAtMs, nowMs) : nowMs;
}
