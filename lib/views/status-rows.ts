import type { GatewayRow } from "#db/repositories/gateways.ts";
import type { ProfileRow } from "#db/repositories/profiles.ts";
import type { CredentialType } from "#lib/domain/auth-store.ts";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import type { Drift } from "#lib/domain/publish-plan.ts";
import type { RuntimeSource } from "#lib/domain/runtime-credential.ts";
import type { StatusCause, StatusState } from "#lib/domain/status-cell.ts";
import { type StatusStep, statusStep } from "#lib/domain/status-step.ts";
import type { UsageWindow } from "#lib/domain/usage-window.ts";
import type { GatewayCell } from "#lib/openclaw/gateway-cells.ts";

/** One agent and provider: what a run would use, how that is, why, and the next step. Never a value. */
export type StatusRow = {
  gatewayId: string;
  gatewayName: string;
  /** Everything about it is invented. */
  isDemo: boolean;
  agentId: string;
  provider: string;
  inUse: boolean;
  state: StatusState;
  cause: StatusCause;
  /** What is wrong with other profiles, which are not in use now. */
  also: StatusState[];
  hasDrift: boolean;
  effective: RuntimeSource | null;
  /** The profile that `cause` is about; the effective one, if that is a profile. */
  profileId: string | null;
  type: CredentialType | null;
  expiresAtMs: number | null;
  window: UsageWindow | null;
  lastUsedMs: number | null;
  profileCount: number;
  step: StatusStep;
};

export type RowSource = {
  gateway: Pick<GatewayRow, "id" | "name" | "stateDir">;
  drift: readonly Drift[];
  /** Profiles that the console holds for this gateway. */
  held: readonly ProfileRow[];
  /** What the gateway has can be read, and so taken over. */
  canImport: boolean;
};

/** Rows of one gateway. What they need of drift and of the console's profiles is looked up by key. */
export function rowReader({ gateway, drift, held, canImport }: RowSource): (cell: GatewayCell) => StatusRow {
  const rowIds = heldRowIds(held);
  const isDemo = isDemoStateDir(gateway.stateDir);
  return (cell) => {
    const { agent, provider, verdict, evaluation } = cell;
    const subject = subjectOf(cell);
    const { profileId, type, window } = subject;
    const rowId = profileId === null ? null : (rowIds.get(`${agent.agentId}\0${profileId}`) ?? null);
    const isUnimported = canImport && held.length === 0 && agent.effective.profiles.size > 0;
    const disabledReason = window?.reason ?? null;
    return {
      gatewayId: gateway.id,
      gatewayName: gateway.name,
      isDemo,
      agentId: agent.agentId,
      provider,
      inUse: cell.inUse,
      state: verdict.state,
      cause: verdict.cause,
      also: verdict.also,
      hasDrift: driftOfCell(drift, cell).length > 0,
      effective: verdict.effective,
      ...subject,
      profileCount: evaluation.rows.length,
      step: statusStep(verdict.cause, { provider, profileId, type, rowId, disabledReason, isUnimported }),
    };
  };
}

/** The profile that a row is about: the one in use, else the one that would be mended first. */
function subjectOf(
  cell: GatewayCell,
): Pick<StatusRow, "profileId" | "type" | "expiresAtMs" | "window" | "lastUsedMs"> {
  const { verdict, evaluation, facts } = cell;
  const profileId = verdict.effective ? verdict.effective.profileId : culprit(cell);
  const profile = facts.store.profiles.get(profileId ?? "");
  const row = evaluation.rows.find((each) => each.profileId === profileId);
  return {
    profileId,
    type: profile?.type ?? null,
    expiresAtMs: profile?.expires.kind === "at" ? profile.expires.atMs : null,
    window: row?.window ?? null,
    lastUsedMs: lastUsedOf(cell, profileId),
  };
}

/**
 * What someone changed on the gateway that this agent and provider depend on. A profile that is gone there is no row
 * of the order any more, but its id still names its provider.
 */
export function driftOfCell(drift: readonly Drift[], { agent, provider, facts }: GatewayCell): Drift[] {
  return drift.filter(({ agentId, kind, key }) => {
    if (agentId !== agent.agentId) return false;
    if (kind === "order") return normalizeProvider(key) === provider;
    return facts.store.profiles.has(key) || normalizeProvider(key.split(":")[0] ?? "") === provider;
  });
}

/** The console's rows by agent and profile id, whose secret can be replaced here. */
export function heldRowIds(held: readonly ProfileRow[]): ReadonlyMap<string, string> {
  const replaceable = held.filter(({ type, removedAtMs }) => type !== "oauth" && removedAtMs === null);
  return new Map(replaceable.map((row) => [`${row.agentId}\0${row.profileId}`, row.id]));
}

/** The last time OpenClaw used a profile, in Unix milliseconds; null when it never did or nobody knows. */
export function lastUsedOf({ facts }: Pick<GatewayCell, "facts">, profileId: string | null): number | null {
  const usedMs = profileId === null ? undefined : facts.store.usageStats.get(profileId)?.lastUsed;
  return usedMs !== undefined && Number.isFinite(usedMs) && usedMs > 0 ? usedMs : null;
}

/** The profile that a cell without a credential is worst for. */
function culprit({ verdict }: GatewayCell): string | null {
  return [...verdict.profiles].find(([, { cause }]) => cause === verdict.cause)?.[0] ?? null;
}
