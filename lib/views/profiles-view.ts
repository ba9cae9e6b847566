import { listGateways } from "#db/repositories/gateways.ts";
import { listProfiles, type ProfileRow } from "#db/repositories/profiles.ts";
import { publishedRef } from "#db/repositories/wanted-state.ts";
import { type CredentialReason, credentialEligibility } from "#lib/domain/credential-eligibility.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { type PublishState, publishStates } from "#lib/views/publish-states.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type ProfileListItem = {
  rowId: string;
  gatewayId: string;
  gatewayName: string;
  agentId: string;
  profileId: string;
  provider: string;
  type: ProfileRow["type"];
  source: ProfileRow["source"];
  ref: SecretRef | null;
  label: string | null;
  email: string | null;
  tail: string | null;
  fingerprint: string | null;
  expiresAtMs: number | null;
  reason: CredentialReason;
  publishState: PublishState;
  changedAtMs: number;
  changedBy: string;
};

export type ProfilesView = {
  asOfMs: number;
  items: ProfileListItem[];
  /** Agents that have profiles, by gateway, for the filter. */
  gateways: { gatewayId: string; name: string; agentIds: string[] }[];
};

/** Every profile the console holds, filtered by gateway and agent. */
export function profilesView(
  ctx: ViewContext,
  filter: { gatewayId?: string; agentId?: string } = {},
): ProfilesView {
  const { reader } = ctx.db;
  const gateways = listGateways(reader);
  const all = gateways.flatMap((gateway) => {
    const stateOf = publishStates(reader, gateway);
    return listProfiles(reader, gateway.id).map((row) =>
      listItem(row, gateway.name, stateOf(row), ctx.nowMs),
    );
  });
  return {
    asOfMs: ctx.nowMs,
    items: all.filter(
      (item) =>
        (!filter.gatewayId || item.gatewayId === filter.gatewayId) &&
        (!filter.agentId || item.agentId === filter.agentId),
    ),
    gateways: gateways.map(({ id, name }) => ({
      gatewayId: id,
      name,
      agentIds: [...new Set(all.filter((item) => item.gatewayId === id).map((item) => item.agentId))],
    })),
  };
}

export function listItem(
  row: ProfileRow,
  gatewayName: string,
  publishState: PublishState,
  nowMs: number,
): ProfileListItem {
  return {
    rowId: row.id,
    gatewayId: row.gatewayId,
    gatewayName,
    agentId: row.agentId,
    profileId: row.profileId,
    provider: row.provider,
    type: row.type,
    source: row.source,
    ref: row.type === "oauth" ? null : publishedRef(row),
    label: row.label,
    email: row.email,
    tail: row.tail,
    fingerprint: row.fingerprint,
    expiresAtMs: row.expiresAtMs,
    reason: reasonOf(row, nowMs),
    publishState,
    changedAtMs: row.changedAtMs,
    changedBy: row.changedBy,
  };
}

function reasonOf(row: ProfileRow, nowMs: number): CredentialReason {
  return credentialEligibility(
    {
      type: row.type,
      inline: null,
      ref: row.type === "oauth" ? null : publishedRef(row),
      expires: row.expiresAtMs === null ? { kind: "absent" } : { kind: "at", atMs: row.expiresAtMs },
      // OAuth material stays on the gateway; that it was there is all the console knows.
      oauth: row.type === "oauth" ? { hasAccess: true, hasRefresh: true, accountId: null } : null,
    },
    nowMs,
  );
}
