import type { Reader } from "#db/client.ts";
import { listRefusedGateways } from "#db/repositories/audit-log.ts";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import { listProbeFailures } from "#db/repositories/probes.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import { findLastPublication, listPublishedEntries } from "#db/repositories/publications.ts";
import type { AlertFacts, AlertGatewayFact, AlertProfile } from "#lib/domain/alert-condition.ts";
import { credentialEnd } from "#lib/domain/credential-end.ts";
import { type Ancestor, findDrift } from "#lib/domain/publish-plan.ts";
import { isUnreadable } from "#lib/openclaw/agent-states.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { type GatewayCell, gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { isConfigRefused } from "#lib/openclaw/status-facts.ts";

const MINUTE_MS = 60_000;

/** A publish that is not over after so long has come to nothing: its process is gone. */
const PUBLISH_MAX_MS = 15 * MINUTE_MS;

/** A refused secret is a trouble for so long after it was asked for last. */
const REFUSAL_MS = 60 * MINUTE_MS;

/** A gateway as one look found it. */
export type GatewayLook = {
  gateway: GatewayRow;
  state: GatewayState;
  /** Those of agents whose store could be read. */
  cells: GatewayCell[];
  /** False when something that counts could not be read: what is not seen there may still be so. */
  isComplete: boolean;
};

/** Reads a gateway as the status page does. No command of it is run. */
export function lookAtGateway(gateway: GatewayRow, nowMs: number): GatewayLook {
  const state = readUnchangedGateway(gateway);
  const { problem, findings, agents } = state;
  const isComplete =
    problem === null &&
    isKnown(state) &&
    !isConfigRefused(state) &&
    !agents.some(isUnreadable) &&
    !findings.some(({ severity }) => severity === "error");
  const cells = gatewayCells(state, nowMs).filter(({ agent }) => !isUnreadable(agent));
  return { gateway, state, cells, isComplete };
}

/** Everything an alert can be about, but fail-overs, which need the look before. */
export function alertFacts(
  reader: Reader,
  looks: readonly GatewayLook[],
  nowMs: number,
): Omit<AlertFacts, "failovers"> {
  const failures = new Map(listProbeFailures(reader).map((row) => [nameOf(row), row]));
  const failuresOf = (place: Place, fingerprint: string | null | undefined) => {
    const row = failures.get(nameOf(place));
    const isOther = row?.fingerprint && fingerprint && row.fingerprint !== fingerprint;
    return row && !isOther ? row.failures : 0;
  };
  const drifted = looks.filter(({ gateway, state, isComplete }) => {
    if (!isComplete) return false;
    const ancestors = ancestorsOf(reader, gateway.id);
    return findDrift(observedAgents(state, { profiles: [], ancestors }), ancestors).length > 0;
  });
  const known = new Set(looks.map(({ gateway }) => gateway.id));
  const refused = listRefusedGateways(reader, nowMs - REFUSAL_MS);
  return {
    profiles: looks.flatMap((look) => profilesOf(reader, look, failuresOf)),
    withoutCredential: looks.flatMap(accessesWithoutCredential),
    drifted: drifted.map(({ gateway }) => ({ gatewayId: gateway.id, sinceMs: null })),
    publishFailures: looks.flatMap(({ gateway }) => publishFailure(reader, gateway.id, nowMs)),
    resolverDenials: refused
      .filter(({ gatewayId }) => known.has(gatewayId))
      .map(({ gatewayId, atMs }) => ({ gatewayId, sinceMs: atMs })),
  };
}

type Place = { gatewayId: string; agentId: string; profileId: string };

const nameOf = ({ gatewayId, agentId, profileId }: Place) => `${gatewayId}\0${agentId}\0${profileId}`;

/** What an agent has from main is told of main alone, where that is one of the agents. */
function profilesOf(
  reader: Reader,
  { gateway, state, cells }: GatewayLook,
  failuresOf: (place: Place, fingerprint: string | null | undefined) => number,
): AlertProfile[] {
  const held = listProfiles(reader, gateway.id).filter(({ removedAtMs }) => removedAtMs === null);
  const fingerprints = new Map(held.map((row) => [nameOf(row), row.fingerprint]));
  const hasMain = state.agents.some(({ agentDir }) => agentDir === state.mainDir?.agentDir);
  const found = cells.flatMap((cell) =>
    cell.evaluation.rows.flatMap((row): AlertProfile[] => {
      const { profileId, window } = row;
      const verdict = cell.verdict.profiles.get(profileId);
      const isAnothers = verdict?.cause === "profile_missing" && cell.evaluation.basis === "config_profiles";
      if (!verdict || isAnothers || (hasMain && isInherited(cell, profileId))) return [];
      const place = { gatewayId: gateway.id, agentId: cell.agent.agentId, profileId };
      const profile = cell.facts.store.profiles.get(profileId);
      return [
        {
          ...place,
          provider: cell.provider,
          cause: verdict.cause,
          endsAtMs: profile ? credentialEnd(profile) : null,
          heldUntilMs: window?.untilMs ?? null,
          probeFailures: failuresOf(place, fingerprints.get(nameOf(place))),
          nextProfileId: nextAfter(cell, profileId),
        },
      ];
    }),
  );
  // Providers that share credentials each have a cell with the same profile.
  return [...new Map(found.toReversed().map((each) => [nameOf(each), each])).values()].toReversed();
}

function isInherited({ facts, agent }: GatewayCell, profileId: string): boolean {
  return facts.mainStore !== null && !agent.store?.profiles.has(profileId);
}

/** Which profile a run would use if this one were not there; null for none, or for a key that is no profile. */
export function nextAfter({ evaluation, verdict }: GatewayCell, profileId: string): string | null {
  const { used, shadowed } = evaluation.runtime;
  // A provider may have hundreds of profiles: nothing is copied to look at the first few.
  const first = [verdict.effective, used].find((source) => source !== null && source.profileId !== profileId);
  return (first ?? shadowed.find((source) => source.profileId !== profileId))?.profileId ?? null;
}

function accessesWithoutCredential({ gateway, cells }: GatewayLook) {
  return cells
    .filter(({ inUse, verdict }) => {
      const { effective, cause } = verdict;
      const isBare = cause === "no_credential" || cause === "codex_only" || cause === "left_out";
      return inUse && effective === null && isBare;
    })
    .map(({ agent, provider }) => ({ gatewayId: gateway.id, agentId: agent.agentId, provider }));
}

function publishFailure(reader: Reader, gatewayId: string, nowMs: number): AlertGatewayFact[] {
  const last = findLastPublication(reader, gatewayId);
  if (!last) return [];
  const { startedAtMs, finishedAtMs, reloadFailed, verified } = last;
  const isStuck = finishedAtMs === null && nowMs - startedAtMs >= PUBLISH_MAX_MS;
  const isBad = finishedAtMs !== null && (reloadFailed || verified === false);
  return isStuck || isBad ? [{ gatewayId, sinceMs: finishedAtMs ?? startedAtMs }] : [];
}

function ancestorsOf(reader: Reader, gatewayId: string): Ancestor[] {
  return listPublishedEntries(reader, gatewayId).map(({ publishedAtMs: _, ...entry }) => entry as Ancestor);
}
