import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import {
  type FailoverRow,
  insertFailover,
  listLastFailovers,
  replaceFailover,
} from "#db/repositories/failovers.ts";
import { findLastPublication } from "#db/repositories/publications.ts";
import type { AlertFailover } from "#lib/domain/alert-condition.ts";
import { credentialEnd } from "#lib/domain/credential-end.ts";
import { type FailoverReading, isFailedOver, nextFailoverStep } from "#lib/domain/failover.ts";
import type { GatewayCell } from "#lib/openclaw/gateway-cells.ts";
import { type GatewayLook, nextAfter } from "#lib/operations/alert-facts.ts";

/** A publish that is not over writes files for this long at the most, in milliseconds. */
const PUBLISH_MS = 15 * 60_000;

/**
 * Writes down which profile each agent uses where that changed since the look before, and says who is kept from the
 * profile that it used. `lookedAtMs` is when somebody looked last, null for never.
 */
export function watchFailovers(
  tx: Tx,
  looks: readonly GatewayLook[],
  lookedAtMs: number | null,
  nowMs: number,
): AlertFailover[] {
  const before = new Map(listLastFailovers(tx).map((row) => [placeOf(row), row]));
  return looks.flatMap(({ gateway, cells }) => {
    const wasPublished = publishedSince(tx, gateway.id, lookedAtMs, nowMs);
    return cells.flatMap((cell): AlertFailover[] => {
      const place = { gatewayId: gateway.id, agentId: cell.agent.agentId, provider: cell.provider };
      const reading = readingOf(cell, wasPublished);
      const row = before.get(placeOf(place)) ?? null;
      const observation = write(tx, place, row, reading, nowMs);
      if (!observation?.previousProfileId || !isFailedOver(observation, reading)) return [];
      const { profileId, previousProfileId, sinceMs } = observation;
      const nextProfileId = nextAfter(cell, profileId);
      return [{ ...place, profileId, previousProfileId, nextProfileId, sinceMs }];
    });
  });
}

type Place = Pick<FailoverRow, "gatewayId" | "agentId" | "provider">;

const placeOf = ({ gatewayId, agentId, provider }: Place) => JSON.stringify([gatewayId, agentId, provider]);

function write(tx: Tx, place: Place, row: FailoverRow | null, reading: FailoverReading, nowMs: number) {
  const step = nextFailoverStep(row, reading, nowMs);
  if (step.kind === "none") return row;
  const { observation } = step;
  if (step.kind === "replace" && row) replaceFailover(tx, row.id, observation);
  else insertFailover(tx, { ...place, ...observation });
  return observation;
}

function readingOf({ evaluation, verdict, facts }: GatewayCell, wasPublished: boolean): FailoverReading {
  return {
    profileId: verdict.effective?.profileId ?? null,
    hasOrder: evaluation.basis === "stored" || evaluation.basis === "config",
    wasPublished,
    profiles: evaluation.rows.map(({ profileId, position }) => {
      const profile = facts.store.profiles.get(profileId);
      const failedAtMs = facts.store.usageStats.get(profileId)?.lastFailureAt;
      return {
        profileId,
        position,
        cause: verdict.profiles.get(profileId)?.cause ?? "profile_missing",
        failedAtMs: failedAtMs !== undefined && Number.isFinite(failedAtMs) ? failedAtMs : null,
        endsAtMs: profile ? credentialEnd(profile) : null,
      };
    }),
  };
}

function publishedSince(db: Reader, gatewayId: string, lookedAtMs: number | null, nowMs: number): boolean {
  const last = findLastPublication(db, gatewayId);
  if (!last || lookedAtMs === null) return false;
  const { startedAtMs, finishedAtMs } = last;
  const isRunning = finishedAtMs === null && nowMs - startedAtMs < PUBLISH_MS;
  return isRunning || (finishedAtMs ?? startedAtMs) >= lookedAtMs;
}
