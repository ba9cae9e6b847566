import { z } from "zod";
import type { Reader } from "#db/client.ts";
import { findOrderOverride, saveOrderOverride } from "#db/repositories/order-overrides.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import { actorName } from "#lib/domain/actor.ts";
import { planOrderOverride } from "#lib/domain/order-override.ts";
import { effectiveStores } from "#lib/domain/projected-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { AgentId, GatewayId } from "#lib/operations/credential-input.ts";
import { requireAgent, requireUnchangedState } from "#lib/operations/gateway-state.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

const Target = { gatewayId: GatewayId, agentId: AgentId, provider: z.string().max(128, "too_long") };

/** `version` is the one the editor showed, 0 when there was no override; left out by commands, which show none. */
const SeenVersion = z.coerce.number().int().min(0).optional();

export const SetOrderInput = z.strictObject({
  ...Target,
  profileIds: z.array(z.string().max(1024)).max(1000),
  version: SeenVersion,
});
export type SetOrderInput = z.output<typeof SetOrderInput>;

export const ClearOrderInput = z.strictObject({ ...Target, version: SeenVersion });
export type ClearOrderInput = z.output<typeof ClearOrderInput>;

export type OrderOutcome = { provider: string; profileIds: string[] | null; version: number };

/**
 * Sets an agent's order override for a provider, by OpenClaw's own rules for the ids. It reaches the
 * gateway with the next publish. A save over a version the editor had not seen is refused.
 */
export function setOrder(ctx: OperationContext, input: SetOrderInput): OrderOutcome {
  authorise(ctx.actor, "order:manage");
  const plan = planOrderOverride({ ...input, profiles: profilesOf(ctx.db.reader, input) });
  if (!plan.ok) throw new OperationError(plan.code, { ...plan.params, agentId: input.agentId });
  return save(ctx, { ...input, provider: plan.provider }, plan.profileIds);
}

/** Clears an agent's order override. As with OpenClaw, clearing none is no mistake. */
export function clearOrder(ctx: OperationContext, input: ClearOrderInput): OrderOutcome {
  authorise(ctx.actor, "order:manage");
  requireAgent(requireUnchangedState(ctx.db.reader, input.gatewayId), input.agentId);
  return save(ctx, { ...input, provider: normalizeProvider(input.provider) }, null);
}

function profilesOf(db: Reader, { gatewayId, agentId }: { gatewayId: string; agentId: string }) {
  const state = requireUnchangedState(db, gatewayId);
  requireAgent(state, agentId);
  const stores = effectiveStores(state, readWantedState(db, gatewayId));
  return stores.get(agentId)?.profiles ?? new Map();
}

function save(ctx: OperationContext, input: ClearOrderInput, profileIds: string[] | null): OrderOutcome {
  const { gatewayId, agentId, provider } = input;
  return mutate(ctx, (tx) => {
    const current = findOrderOverride(tx, { gatewayId, agentId, provider });
    const seen = input.version ?? current?.version ?? 0;
    if (seen !== (current?.version ?? 0)) {
      throw new OperationError("order_changed_meanwhile", { by: current?.changedBy ?? "", provider });
    }
    const version = seen + 1;
    const changedBy = actorName(ctx.actor);
    saveOrderOverride(tx, {
      gatewayId,
      agentId,
      provider,
      profileIds,
      version,
      changedAtMs: ctx.nowMs,
      changedBy,
    });
    const details = { gatewayId, agentId, provider, before: current?.profileIds ?? null, after: profileIds };
    return {
      result: { provider, profileIds, version },
      audit: {
        event: profileIds ? "order.set" : "order.cleared",
        subject: `${agentId}/${provider}`,
        details,
      },
    };
  });
}
