import type { GatewayRow } from "#db/repositories/gateways.ts";
import { listOrderOverrides } from "#db/repositories/order-overrides.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import type { CredentialReason } from "#lib/domain/credential-eligibility.ts";
import { endMoments, type Span, spanAround, storeMoments } from "#lib/domain/steady-span.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { isConfigRefused } from "#lib/openclaw/status-facts.ts";
import { driftOf, listAncestors } from "#lib/views/gateway-health.ts";
import { observedOverride, orderPublishState } from "#lib/views/order-index-view.ts";
import { isInGroup } from "#lib/views/profile-search.ts";
import { listItem, type ProfileListItem } from "#lib/views/profiles-view.ts";
import { publishStates } from "#lib/views/publish-states.ts";
import { rowReader, type StatusRow } from "#lib/views/status-rows.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** The one thing to do next on a gateway, the most pressing first. */
export type NextStep =
  | "mend_state_dir"
  | "ask_gateway"
  | "mend_config"
  | "mend_file"
  | "import"
  | "add"
  | "replace_unusable"
  | "publish"
  | "replace_expiring"
  | "nothing";

export type GatewayStatus = {
  gatewayId: string;
  name: string;
  stateDir: string;
  /** Null when the state dir cannot be read. */
  agentCount: number | null;
  profileCount: number;
  usable: number;
  unusable: { reason: Exclude<CredentialReason, "ok">; count: number }[];
  /** Those that end within two weeks, the first to end first. */
  expiring: ProfileListItem[];
  /** Profiles and order overrides that the gateway does not have as they are wanted here. */
  unpublished: number;
  /** What someone changed on the gateway since the last publish; null when its files do not tell. */
  drifted: number | null;
  nextStep: NextStep;
};

/** A gateway's status and its rows, and how long both stay so while neither its files nor the database change. */
export type EvaluatedGateway = { status: GatewayStatus; rows: StatusRow[]; steady: Span };

const UNUSABLE = ["expired", "missing_credential", "invalid_expires"] as const;

/** Evaluates every agent and provider of a gateway that was read once. No vault, no network, and no command is run. */
export function evaluateGateway(
  ctx: ViewContext,
  gateway: GatewayRow,
  state: GatewayState,
): EvaluatedGateway {
  const { reader } = ctx.db;
  const held = listProfiles(reader, gateway.id);
  const stateOf = publishStates(reader, gateway, state);
  const items = held.map((row) => listItem(row, gateway.name, stateOf(row), ctx.nowMs));
  const drift = driftOf(state, listAncestors(reader, gateway.id));
  const readRow = rowReader({
    gateway,
    drift: drift ?? [],
    held,
    canImport: state.storage !== "sqlite",
  });
  return {
    status: gatewaySummary(ctx, { gateway, state, items, drifted: drift?.length ?? null }),
    rows: gatewayCells(state, ctx.nowMs).map(readRow),
    steady: spanAround(momentsOf(state, items), ctx.nowMs),
  };
}

/** Every moment that a rule asks about, of the gateway's stores and of the console's profiles. */
function* momentsOf({ agents, mainDir }: GatewayState, items: ProfileListItem[]): Generator<number> {
  for (const agent of mainDir ? [...agents, mainDir] : agents) yield* storeMoments(agent.effective);
  for (const { expiresAtMs } of items) yield* endMoments(expiresAtMs);
}

type Summed = { gateway: GatewayRow; state: GatewayState; items: ProfileListItem[]; drifted: number | null };

function gatewaySummary(ctx: ViewContext, { gateway, state, items, drifted }: Summed): GatewayStatus {
  const group = (name: Parameters<typeof isInGroup>[1]) =>
    items.filter((item) => isInGroup(item, name, ctx.nowMs));
  const unusable = group("unusable");
  const facts = {
    gatewayId: gateway.id,
    name: gateway.name,
    stateDir: gateway.stateDir,
    agentCount: state.problem === null ? state.agents.length : null,
    profileCount: items.length,
    usable: group("usable").length,
    unusable: UNUSABLE.map((reason) => ({
      reason,
      count: unusable.filter((item) => item.reason === reason).length,
    })).filter(({ count }) => count > 0),
    expiring: group("expiring").sort((a, b) => (a.expiresAtMs ?? 0) - (b.expiresAtMs ?? 0)),
    unpublished: group("unpublished").length + unpublishedOrders(ctx, gateway.id, state),
    drifted,
  };
  return { ...facts, nextStep: nextStep(facts, state) };
}

/** Order overrides that the gateway does not have as they are wanted here. */
export function unpublishedOrders(ctx: ViewContext, gatewayId: string, state: GatewayState): number {
  const states = listOrderOverrides(ctx.db.reader, gatewayId).map((row) =>
    orderPublishState(row, observedOverride(state, row.agentId, row.provider)),
  );
  return states.filter((each) => ["changed", "unpublished", "to_remove"].includes(each)).length;
}

function nextStep(
  facts: Pick<GatewayStatus, "profileCount" | "unusable" | "unpublished" | "expiring">,
  state: GatewayState,
): NextStep {
  if (state.problem !== null) return "mend_state_dir";
  if (!isKnown(state)) return "ask_gateway";
  if (isConfigRefused(state)) return "mend_config";
  if (state.findings.some(({ severity }) => severity === "error")) return "mend_file";
  if (facts.profileCount === 0) return state.storage === "sqlite" ? "add" : "import";
  if (facts.unusable.length > 0) return "replace_unusable";
  if (facts.unpublished > 0) return "publish";
  return facts.expiring.length > 0 ? "replace_expiring" : "nothing";
}
