import type { AuditEntry, Tx } from "#db/mutate.ts";
import {
  deleteOrderOverride,
  findOrderOverride,
  saveOrderOverride,
} from "#db/repositories/order-overrides.ts";
import { deletePublishedEntry, savePublishedEntry } from "#db/repositories/publications.ts";
import { actorName } from "#lib/domain/actor.ts";
import { overrideKeyInUse } from "#lib/domain/order-override.ts";
import type { Drift } from "#lib/domain/publish-plan.ts";
import type { AdoptionGround } from "#lib/operations/adopt-profile.ts";
import type { WriteContext } from "#lib/operations/context.ts";

/** Makes our order override what an agent's store has, or clears it when the store has none. */
export function adoptOrder(tx: Tx, ctx: WriteContext, ground: AdoptionGround, drift: Drift): AuditEntry {
  const { agentId, key: provider } = drift;
  const target = { gatewayId: ground.gatewayId, agentId, provider };
  const entry = { gatewayId: ground.gatewayId, agentId, kind: "order" as const, key: provider };
  const current = findOrderOverride(tx, target);
  const store = ground.agents.find((agent) => agent.agentId === agentId)?.store;
  const keyInUse = store ? overrideKeyInUse(store, provider) : null;
  const profileIds = (keyInUse !== null && store?.order.get(keyInUse)) || null;
  if (profileIds === null) {
    deleteOrderOverride(tx, target);
    deletePublishedEntry(tx, entry);
  } else {
    const version = (current?.version ?? 0) + 1;
    const changedBy = actorName(ctx.actor);
    saveOrderOverride(tx, { ...target, profileIds, version, changedAtMs: ctx.nowMs, changedBy });
    // Under another spelling of the provider it is not where we publish it, so it counts as theirs.
    if (keyInUse === provider)
      savePublishedEntry(tx, { ...entry, value: profileIds, publishedAtMs: ctx.nowMs });
    else deletePublishedEntry(tx, entry);
  }
  const details = { ...target, before: current?.profileIds ?? null, after: profileIds };
  return { event: "order.adopted", subject: `${agentId}/${provider}`, details };
}
