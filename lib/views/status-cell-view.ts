import { findGateway } from "#db/repositories/gateways.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import { type CredentialType, readableInline, type StoredProfile } from "#lib/domain/auth-store.ts";
import { environmentKey } from "#lib/domain/environment-key.ts";
import { maskSecret, maskTail } from "#lib/domain/mask.ts";
import type { ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";
import { configuredProvider, shownKey } from "#lib/domain/provider-key.ts";
import type { Drift } from "#lib/domain/publish-plan.ts";
import type { RuntimeSource } from "#lib/domain/runtime-credential.ts";
import type { StatusCause, StatusState } from "#lib/domain/status-cell.ts";
import { mayBeClaudeCodeOnly, type StatusStep, statusStep } from "#lib/domain/status-step.ts";
import { type GatewayCell, gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { RefFailure } from "#lib/openclaw/secret-resolution.ts";
import { type CredentialProbe, lastProbeKey, lastProbesOf } from "#lib/views/credential-probes-view.ts";
import { driftOf, listAncestors } from "#lib/views/gateway-health.ts";
import { type Page, pageOf } from "#lib/views/page-of.ts";
import { driftOfCell, heldRowIds, lastUsedOf, rowReader, type StatusRow } from "#lib/views/status-rows.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** Where a profile's secret stands, masked. `at_run_time`: a command is asked then, and nobody asked it now. */
export type SecretSource =
  | { kind: "inline"; shown: string; overRef: string | null }
  | { kind: "ref"; ref: string; outcome: "resolves" | "at_run_time" | RefFailure }
  | { kind: "oauth"; hasRefresh: boolean }
  | { kind: "none" };

export type CellProfile = Pick<
  ProfileOrderRow,
  "profileId" | "position" | "excludedBy" | "reasons" | "window"
> & {
  state: StatusState;
  cause: StatusCause;
  type: CredentialType | null;
  source: SecretSource;
  email: string | null;
  expiresAtMs: number | null;
  lastUsedMs: number | null;
  errorCount: number;
  isEffective: boolean;
  /** Main's, which this agent has through it. */
  isInherited: boolean;
  /** The console's own page about it; null when the console does not hold it. */
  rowId: string | null;
  drift: Drift["what"] | null;
  step: StatusStep;
  mayBeClaudeCodeOnly: boolean;
  /** What its provider said of it last; of a profile inherited from main, what it said there. */
  lastProbe: CredentialProbe | null;
};

export type StatusCellView = {
  asOfMs: number;
  stateDir: string;
  row: StatusRow;
  basis: GatewayCell["evaluation"]["basis"];
  profiles: Page<CellProfile>;
  /** What would be used if the one in use were not there, strongest first. */
  shadowed: RuntimeSource[];
  /** Keys outside of profiles, masked, in OpenClaw's words. */
  keys: { kind: "env" | "config"; source: string; shown: string }[];
  drift: Drift[];
};

/** Everything about one agent and provider of a gateway, without a secret; null when there is no such thing. */
export function statusCellView(
  ctx: ViewContext,
  key: { gatewayId: string; agentId: string; provider: string; page?: number | undefined },
): StatusCellView | null {
  const { reader } = ctx.db;
  const gateway = findGateway(reader, key.gatewayId);
  if (!gateway) return null;
  const state = readUnchangedGateway(gateway);
  const [cell] = gatewayCells(state, ctx.nowMs, key);
  if (!cell) return null;
  const held = listProfiles(reader, gateway.id);
  const drift = driftOf(state, listAncestors(reader, gateway.id)) ?? [];
  const canImport = state.storage !== "sqlite";
  const row = rowReader({ gateway, drift, held, canImport })(cell);
  const rowIds = heldRowIds(held);
  const driftHere = driftOfCell(drift, cell);
  const probes = lastProbesOf(ctx, gateway.id);
  const mainId = state.mainDir?.agentId ?? null;
  const isUnimported = canImport && held.length === 0;
  const page = pageOf(cell.evaluation.rows, key.page);
  const used = row.effective?.source;
  return {
    asOfMs: ctx.nowMs,
    stateDir: gateway.stateDir,
    row,
    basis: cell.evaluation.basis,
    profiles: {
      ...page,
      rows: page.rows.map((each) =>
        cellProfile(cell, each, { rowIds, drift: driftHere, isUnimported, probes, mainId }),
      ),
    },
    shadowed: [cell.evaluation.runtime.used, ...cell.evaluation.runtime.shadowed].flatMap((source) =>
      source && source.source !== used ? [source] : [],
    ),
    keys: keysOf(cell),
    drift: driftHere,
  };
}

type Beside = {
  rowIds: ReadonlyMap<string, string>;
  drift: readonly Drift[];
  isUnimported: boolean;
  probes: ReadonlyMap<string, CredentialProbe>;
  mainId: string | null;
};

function cellProfile(cell: GatewayCell, row: ProfileOrderRow, beside: Beside): CellProfile {
  const { agent, provider, verdict, facts } = cell;
  const { profileId, position, excludedBy, reasons, window } = row;
  const profile = facts.store.profiles.get(profileId) ?? null;
  const { state, cause } = verdict.profiles.get(profileId) ?? { state: "missing", cause: "profile_missing" };
  const rowId = beside.rowIds.get(`${agent.agentId}\0${profileId}`) ?? null;
  const type = profile?.type ?? null;
  const disabledReason = window?.reason ?? null;
  const isInherited = facts.mainStore !== null && profile !== null && !agent.store?.profiles.has(profileId);
  const stepFacts = { provider, profileId, type, rowId, disabledReason, isUnimported: beside.isUnimported };
  return {
    ...{ profileId, position, excludedBy, reasons, window, state, cause, type, rowId },
    source: secretSource(cell, profile),
    email: profile?.email ?? null,
    expiresAtMs: profile?.expires.kind === "at" ? profile.expires.atMs : null,
    lastUsedMs: lastUsedOf(cell, profileId),
    errorCount: facts.store.usageStats.get(profileId)?.errorCount ?? 0,
    isEffective: verdict.effective?.profileId === profileId,
    isInherited,
    drift: beside.drift.find(({ kind, key }) => kind === "profile" && key === profileId)?.what ?? null,
    step: statusStep(cause, stepFacts),
    mayBeClaudeCodeOnly: mayBeClaudeCodeOnly(stepFacts, cause),
    lastProbe: lastProbeOf(isInherited ? beside.mainId : agent.agentId, profileId, beside),
  };
}

function lastProbeOf(agentId: string | null, profileId: string, { probes }: Beside): CredentialProbe | null {
  return agentId === null ? null : (probes.get(lastProbeKey(agentId, profileId)) ?? null);
}

function secretSource({ outcomeOf }: GatewayCell, profile: StoredProfile | null): SecretSource {
  if (profile?.oauth) return { kind: "oauth", hasRefresh: profile.oauth.hasRefresh };
  const ref = profile?.ref ? `${profile.ref.source}:${profile.ref.provider}:${profile.ref.id}` : null;
  if (profile?.inline) {
    const secret = readableInline(profile);
    return { kind: "inline", shown: secret ? maskSecret(secret) : maskTail(null), overRef: ref };
  }
  if (!profile?.ref || ref === null) return { kind: "none" };
  const outcome = outcomeOf(profile.ref);
  if (outcome.ok) return { kind: "ref", ref, outcome: "resolves" };
  return {
    kind: "ref",
    ref,
    outcome: outcome.failure === "command_not_run" ? "at_run_time" : outcome.failure,
  };
}

function keysOf({ provider, facts }: GatewayCell): StatusCellView["keys"] {
  const keys: StatusCellView["keys"] = [];
  const env = environmentKey(provider, facts.environment);
  if (env) keys.push({ kind: "env", source: env.source, shown: env.value ? maskSecret(env.value) : "" });
  const key = configuredProvider(facts.models, provider)?.key;
  const source = `models.providers.${provider}.apiKey`;
  if (key?.kind === "text") keys.push({ kind: "config", source, shown: shownKey(key.value) });
  if (key?.kind === "ref") {
    const { source: from, provider: alias, id } = key.ref;
    keys.push({ kind: "config", source, shown: `${from}:${alias}:${id}` });
  }
  return keys;
}
