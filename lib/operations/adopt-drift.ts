import { z } from "zod";
import { type AuditEntry, NO_CHANGE, type Tx } from "#db/mutate.ts";
import { findProfileByKey } from "#db/repositories/profiles.ts";
import { deletePublishedEntry } from "#db/repositories/publications.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import { type DriftKey, driftName, parseDriftName } from "#lib/domain/drift-adoption.ts";
import { type Ancestor, type Drift, findDrift } from "#lib/domain/publish-plan.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import { adoptOrder } from "#lib/operations/adopt-order.ts";
import { type AdoptionGround, adoptProfile, adoptRemoval } from "#lib/operations/adopt-profile.ts";
import { authorise, mutate } from "#lib/operations/context.ts";
import { GatewayId } from "#lib/operations/credential-input.ts";
import { refuseUnreadable, requireGatewayState } from "#lib/operations/gateway-state.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** More than any gateway has entries. */
const ENTRIES_MAX = 100_000;

const DriftName = z
  .string()
  .max(2048)
  .transform((name, ctx): DriftKey => {
    const key = parseDriftName(name);
    if (key) return key;
    ctx.addIssue({ code: "custom", message: "invalid" });
    return z.NEVER;
  });

/** Without `entries` everything that drifted is meant. */
export const AdoptDriftInput = z.strictObject({
  gatewayId: GatewayId,
  entries: z.array(DriftName).min(1, "adopt_nothing_chosen").max(ENTRIES_MAX).optional(),
});
export type AdoptDriftInput = z.output<typeof AdoptDriftInput>;

/**
 * Takes the gateway's version of what someone changed there since the last publish: inline secrets go into
 * the vault, references and facts are taken as they are, what was removed there is removed here. All of it
 * or, when one entry is refused, nothing. Nothing is written on the gateway.
 *
 * What is adopted is what the gateway has now. An entry that was named and has not drifted is passed over.
 */
export function adoptDrift(ctx: OpeningContext, input: AdoptDriftInput): { adopted: Drift[] } {
  authorise(ctx.actor, "credential:manage");
  const { gateway, state } = requireGatewayState(ctx.db.reader, input.gatewayId);
  if (state.problem) throw new OperationError(state.problem, { stateDir: gateway.stateDir });
  refuseUnreadable(state);
  const chosen = input.entries && new Set(input.entries.map(driftName));
  return mutate(ctx, (tx) => {
    const { profiles, ancestors } = readWantedState(tx, gateway.id);
    const agents = observedAgents(state, { profiles, ancestors });
    const adopted = findDrift(agents, ancestors).filter((item) => !chosen || chosen.has(driftName(item)));
    const ground: AdoptionGround = { gatewayId: gateway.id, state, agents, ancestors };
    const audit = adopted.map((drift) => adoptEntry(tx, ctx, ground, drift));
    return { result: { adopted }, audit: audit.length > 0 ? audit : NO_CHANGE };
  });
}

function adoptEntry(tx: Tx, ctx: OpeningContext, ground: AdoptionGround, drift: Drift): AuditEntry {
  const { gatewayId } = ground;
  if (drift.kind === "order") return adoptOrder(tx, ctx, ground, drift);
  const { agentId, key: profileId } = drift;
  const row = findProfileByKey(tx, { gatewayId, agentId, profileId });
  const ancestor = ground.ancestors.find((item) => isProfile(item) && driftName(item) === driftName(drift));
  if (!row || !ancestor || !isProfile(ancestor)) {
    // Nothing here stands for it any more, so there is only the record of it to let go of.
    deletePublishedEntry(tx, { gatewayId, ...drift });
    const details = { gatewayId, agentId, profileId, took: "nothing" };
    return { event: "profile.adopted", subject: gatewayId, details };
  }
  const store = ground.state.agents.find((agent) => agent.agentId === agentId)?.store;
  const found = store?.profiles.get(profileId);
  return found
    ? adoptProfile(tx, ctx, ground, { row, found, ancestor })
    : adoptRemoval(tx, ctx, ground, { row, ancestor });
}

function isProfile(item: Ancestor): item is Extract<Ancestor, { kind: "profile" }> {
  return item.kind === "profile";
}
