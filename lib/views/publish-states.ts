import type { Reader } from "#db/client.ts";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import type { ProfileRow } from "#db/repositories/profiles.ts";
import { listPublishedEntries } from "#db/repositories/publications.ts";
import { wantedEntry } from "#db/repositories/wanted-state.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import { holdsEntry, observeEntry } from "#lib/domain/store-entry.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/**
 * Whether the gateway has what the console wants, as of the last publish. `there_already`: nothing was
 * published, and the gateway holds it exactly so by itself, like a reference that was imported from there.
 */
export type PublishState =
  | "published"
  | "changed"
  | "unpublished"
  | "to_remove"
  | "on_gateway_only"
  | "there_already";

/**
 * The publish state of a gateway's profiles. Its files are read once, and only when one was never published; not
 * at all when they were `read` before.
 */
export function publishStates(
  reader: Reader,
  gateway: Pick<GatewayRow, "id" | "stateDir" | "observed">,
  read?: GatewayState,
): (row: ProfileRow) => PublishState {
  const entries = listPublishedEntries(reader, gateway.id).filter((entry) => entry.kind === "profile");
  const publishedAtMs = new Map(
    entries.map((entry) => [placeOf(entry.agentId, entry.key), entry.publishedAtMs]),
  );
  const stateOf = publishStateReader(gateway, read);
  return (row) => stateOf(row, publishedAtMs.get(placeOf(row.agentId, row.profileId)) ?? null);
}

/** The same for rows of which is known when they were last published, null for never. */
export function publishStateReader(
  gateway: Pick<GatewayRow, "stateDir" | "observed">,
  read?: GatewayState,
): (row: ProfileRow, publishedAtMs: number | null) => PublishState {
  let state = read;
  return (row, publishedAtMs) => {
    if (row.type === "oauth") return "on_gateway_only";
    if (row.removedAtMs !== null) return "to_remove";
    if (publishedAtMs !== null) return publishedAtMs >= row.changedAtMs ? "published" : "changed";
    state ??= readUnchangedGateway(gateway);
    return isThere(state, row) ? "there_already" : "unpublished";
  };
}

const placeOf = (agentId: string, profileId: string) => `${agentId}\0${profileId}`;

function isThere(state: GatewayState, row: ProfileRow): boolean {
  const { agentId, profileId } = row;
  const entry = wantedEntry(row);
  const known = { profiles: [{ agentId, profileId, entry }], ancestors: [] };
  const only = state.observation && onlyProfile(state.observation, profileId);
  const agents = observedAgents({ agents: state.agents, observation: only }, known);
  const found = agents.find((agent) => agent.agentId === agentId)?.store.profiles.get(profileId);
  return found !== undefined && holdsEntry(observeEntry(found), entry);
}

function onlyProfile(observation: GatewayObservation, profileId: string): GatewayObservation {
  const agents = observation.agents.map((agent) => ({
    ...agent,
    profiles: agent.profiles.filter((profile) => profile.profileId === profileId),
  }));
  return { ...observation, agents };
}
