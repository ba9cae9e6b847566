import { type FailoverRow, listFailovers, listLastFailovers } from "#db/repositories/failovers.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** As many moves as a page shows. */
const MOVES_MAX = 20;

/** An agent that went from one profile to another, since when and why. */
export type Move = Pick<FailoverRow, "profileId" | "sinceMs"> & {
  previousProfileId: string;
  why: NonNullable<FailoverRow["why"]>;
};

/** How an agent came to the profile it uses for a provider, newest first; empty when it was never seen to change. */
export function failoverView(
  ctx: ViewContext,
  place: { gatewayId: string; agentId: string; provider: string },
): Move[] {
  return listFailovers(ctx.db.reader, place, MOVES_MAX).flatMap(moveOf);
}

/**
 * The last move of each agent and provider of a gateway. `profileId` is what it was seen to use then: whoever shows it
 * beside what a run would use now compares the two.
 */
export function lastMoves(
  ctx: ViewContext,
  gatewayId: string,
): (agentId: string, provider: string) => Move | null {
  const moves = new Map(
    listLastFailovers(ctx.db.reader, gatewayId).map((row) => [`${row.agentId}\0${row.provider}`, row]),
  );
  return (agentId, provider) => {
    const row = moves.get(`${agentId}\0${provider}`);
    return row ? (moveOf(row)[0] ?? null) : null;
  };
}

function moveOf({ profileId, previousProfileId, why, sinceMs }: FailoverRow): Move[] {
  return previousProfileId !== null && why !== null ? [{ profileId, previousProfileId, why, sinceMs }] : [];
}
