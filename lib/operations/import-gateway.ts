import { NO_CHANGE, type Tx } from "#db/mutate.ts";
import { insertProfilesWithCredentials, type NewProfile } from "#db/repositories/bulk-profiles.ts";
import { saveOrderOverride } from "#db/repositories/order-overrides.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { Finding } from "#lib/openclaw/finding.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import { refuseUnreadable, requireGatewayState, requireOwnHost } from "#lib/operations/gateway-state.ts";
import {
  type ImportPlan,
  type OrderItem,
  type ProfileItem,
  planImport,
} from "#lib/operations/import-plan.ts";
import { newId } from "#lib/operations/new-id.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";

/** An environment key that the gateway reads: shown, and left where it is. */
export type EnvironmentKey = { name: string; source: string; providers: string[] };

export type ImportReport = {
  profiles: Omit<ProfileItem, "secret">[];
  orders: OrderItem[];
  findings: Finding[];
  /** How many rows the import wrote or, in a dry run, would write. */
  changes: number;
};

/**
 * Takes over what a gateway has: static secrets into the vault, references as references, OAuth as
 * facts, order overrides as order overrides; all in one transaction.
 *
 * Refused as a whole when a store is malformed: half an import would look like a whole one. Importing
 * twice changes nothing.
 */
export function importGateway(ctx: OperationContext, gatewayId: string): ImportReport {
  const state = readForImport(ctx, gatewayId);
  return namingRefusals(() =>
    mutate(ctx, (tx) => {
      const plan = planImport(tx, ctx.sealer, gatewayId, state);
      const result = report(plan, state);
      if (result.changes === 0) return { result, audit: NO_CHANGE };
      writeProfiles(tx, ctx, gatewayId, plan.profiles);
      writeOrders(tx, ctx, gatewayId, plan.orders);
      const count = (action: string) => plan.profiles.filter((item) => item.action === action).length;
      const details = {
        sealed: count("seal"),
        references: count("keep_reference"),
        oauth: count("record_oauth"),
        orders: plan.orders.filter((item) => item.action === "take_order").length,
      };
      return { result, audit: { event: "gateway.imported", subject: gatewayId, details } };
    }),
  );
}

/** What `importGateway` would do. Writes nothing. */
export function previewImport(ctx: OperationContext, gatewayId: string): ImportReport {
  const state = readForImport(ctx, gatewayId);
  return namingRefusals(() => report(planImport(ctx.db.reader, ctx.sealer, gatewayId, state), state));
}

/** The vault refuses a secret it cannot hold, such as one beyond 16 KiB; then nothing at all is imported. */
function namingRefusals<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asOperationError(error);
  }
}

function readForImport(ctx: OperationContext, gatewayId: string): GatewayState {
  authorise(ctx.actor, "credential:manage");
  const { state } = requireGatewayState(ctx.db.reader, requireOwnHost(ctx.db.reader, gatewayId).id);
  refuseUnreadable(state);
  return state;
}

function countWrites(plan: ImportPlan): number {
  const writing = new Set<string>(["seal", "keep_reference", "record_oauth", "take_order"]);
  return [...plan.profiles, ...plan.orders].filter((item) => writing.has(item.action)).length;
}

function report(plan: ImportPlan, state: GatewayState): ImportReport {
  return {
    profiles: plan.profiles.map(({ secret: _, ...item }) => item),
    orders: plan.orders,
    findings: state.findings,
    changes: countWrites(plan),
  };
}

const SOURCE = { seal: "vault", keep_reference: "ref", record_oauth: "gateway" } as const;

function writeProfiles(tx: Tx, ctx: OperationContext, gatewayId: string, items: ProfileItem[]): void {
  const by = actorName(ctx.actor);
  const rows = items.flatMap((item): NewProfile[] => {
    if (!(item.action in SOURCE)) return [];
    const source = SOURCE[item.action as keyof typeof SOURCE];
    const profile = {
      id: newId("prof"),
      gatewayId,
      agentId: item.agentId,
      profileId: item.profileId,
      provider: item.provider,
      type: item.type,
      source,
      label: null,
      email: item.email,
      ref: source === "ref" ? item.ref : null,
      metadata: item.metadata,
      expiresAtMs: item.expiresAtMs,
      version: 1,
      removedAtMs: null,
      createdAtMs: ctx.nowMs,
      changedAtMs: ctx.nowMs,
      changedBy: by,
    };
    if (item.secret === null) return [{ profile, credential: null }];
    const id = newId("cred");
    const credential = {
      id,
      profileRowId: profile.id,
      sealed: ctx.sealer.seal(item.secret, credentialPlace(id, profile)),
      fingerprint: ctx.sealer.fingerprint(item.secret),
      tail: item.secret.tail(),
      createdAtMs: ctx.nowMs,
      createdBy: by,
    };
    return [{ profile, credential }];
  });
  insertProfilesWithCredentials(tx, rows);
}

function writeOrders(tx: Tx, ctx: OperationContext, gatewayId: string, items: OrderItem[]): void {
  for (const { agentId, provider, profileIds, action } of items) {
    if (action !== "take_order") continue;
    const changedBy = actorName(ctx.actor);
    saveOrderOverride(tx, {
      gatewayId,
      agentId,
      provider,
      profileIds,
      version: 1,
      changedAtMs: ctx.nowMs,
      changedBy,
    });
  }
}
