import type { ProfileRow } from "#db/repositories/profiles.ts";
import type { ChannelSettings } from "#lib/domain/channel.ts";
import { channelServer } from "#lib/domain/channel-draft.ts";
import type { Place } from "#lib/domain/place.ts";

type BoundFacts = Pick<
  ProfileRow,
  "id" | "gatewayId" | "agentId" | "profileId" | "provider" | "type" | "label" | "email" | "expiresAtMs"
>;

/**
 * Where a profile's secret belongs. Every fact a page shows beside the secret is bound, so an envelope
 * does not open for another agent, provider or gateway, nor after its expiry or label was edited in
 * the database by hand.
 */
export function credentialPlace(credentialId: string, profile: BoundFacts): Place {
  const { id, gatewayId, agentId, profileId, provider, type, label, email, expiresAtMs } = profile;
  return {
    table: "credentials",
    field: "sealed",
    rowId: credentialId,
    facts: { profileRowId: id, gatewayId, agentId, profileId, provider, type, label, email, expiresAtMs },
  };
}

/** Where a gateway's own RPC token belongs. The URL is bound, so the token is never sent to another address. */
export function rpcTokenPlace(gateway: { id: string; rpcUrl: string | null }): Place {
  return {
    table: "gateways",
    field: "rpc_token_sealed",
    rowId: gateway.id,
    facts: { rpcUrl: gateway.rpcUrl },
  };
}

/** Where a key that is written to a gateway's `.env` belongs: it opens for no other variable or gateway. */
export function environmentKeyPlace(row: { id: string; gatewayId: string; variable: string }): Place {
  const { id, gatewayId, variable } = row;
  return { table: "environment_keys", field: "sealed", rowId: id, facts: { gatewayId, variable } };
}

/** Where a channel's secrets belong: they open for no other channel, nor for another server than they were entered for. */
export function channelPlace(channel: { id: string; kind: string; settings: ChannelSettings }): Place {
  const { id, kind, settings } = channel;
  return {
    table: "alert_channels",
    field: "sealed",
    rowId: id,
    facts: { kind, server: channelServer(settings) },
  };
}
