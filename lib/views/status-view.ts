import { type GatewayRow, listGateways } from "#db/repositories/gateways.ts";
import { listOrderOverrides } from "#db/repositories/order-overrides.ts";
import type { CredentialReason } from "#lib/domain/credential-eligibility.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { observedOverride, orderPublishState } from "#lib/views/order-index-view.ts";
import { isInGroup } from "#lib/views/profile-search.ts";
import { type ProfileListItem, profilesView } from "#lib/views/profiles-view.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** The one thing to do next on a gateway, the most pressing first. */
export type NextStep =
  | "mend_state_dir"
  | "newer_release"
  | "import"
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
  nextStep: NextStep;
};

export type StatusView = { asOfMs: number; gateways: GatewayStatus[] };

const UNUSABLE = ["expired", "missing_credential", "invalid_expires"] as const;

/** Every gateway at a glance: what works, what ends soon, what waits to be published. No vault, no network. */
export function statusView(ctx: ViewContext): StatusView {
  const { items } = profilesView(ctx);
  const gateways = listGateways(ctx.db.reader).map((gateway) =>
    gatewayStatus(
      ctx,
      gateway,
      items.filter((item) => item.gatewayId === gateway.id),
    ),
  );
  return { asOfMs: ctx.nowMs, gateways };
}

function gatewayStatus(ctx: ViewContext, gateway: GatewayRow, items: ProfileListItem[]): GatewayStatus {
  const state = readGateway(gateway);
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
  state: Pick<GatewayState, "problem" | "storage">,
): NextStep {
  if (state.problem !== null) return "mend_state_dir";
  if (state.storage === "sqlite") return "newer_release";
  if (facts.profileCount === 0) return "import";
  if (facts.unusable.length > 0) return "replace_unusable";
  if (facts.unpublished > 0) return "publish";
  return facts.expiring.length > 0 ? "replace_expiring" : "nothing";
}
