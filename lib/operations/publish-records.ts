import type { Tx } from "#db/mutate.ts";
import { saveObservation } from "#db/repositories/gateways.ts";
import { deleteOrderOverride, findOrderOverride } from "#db/repositories/order-overrides.ts";
import { deleteProfile, findProfile } from "#db/repositories/profiles.ts";
import {
  deletePublishedEntry,
  finishPublication,
  listPublishedEntries,
  savePublishedEntry,
} from "#db/repositories/publications.ts";
import { deleteGrant, listGrants, saveGrant } from "#db/repositories/resolver.ts";
import { publishedRef, type WantedState } from "#db/repositories/wanted-state.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import type { PublishReceipt } from "#lib/domain/publish-receipt.ts";

/** Lets a gateway fetch every secret that will be referred to on it. */
export function grantSealed(tx: Tx, gatewayId: string, wanted: WantedState, grantedAtMs: number): void {
  for (const row of sealedRows(wanted)) {
    saveGrant(tx, { gatewayId, refId: publishedRef(row).id, profileRowId: row.id, grantedAtMs });
  }
}

const sealedRows = (wanted: WantedState) =>
  wanted.rows.filter((row) => row.source === "vault" && row.removedAtMs === null);

/** Notes what is on a gateway now that it was published to, and lets go of what was removed. */
export function recordPublished(
  tx: Tx,
  wanted: WantedState,
  receipt: PublishReceipt,
  { observation, nowMs }: { observation: GatewayObservation | null; nowMs: number },
): void {
  const { gatewayId, publicationId } = receipt;
  if (observation) saveObservation(tx, gatewayId, observation);
  recordProfiles(tx, gatewayId, wanted, nowMs);
  recordOrders(tx, gatewayId, wanted, nowMs);
  const granted = new Set(sealedRows(wanted).map((row) => publishedRef(row).id));
  for (const { refId } of listGrants(tx, gatewayId))
    if (!granted.has(refId)) deleteGrant(tx, gatewayId, refId);
  finishPublication(tx, publicationId, nowMs, receipt);
}

/** Notes that nothing of the console is on a gateway any more, and that it may fetch nothing. */
export function recordUnpublished(
  tx: Tx,
  receipt: PublishReceipt,
  { observation, nowMs }: { observation: GatewayObservation | null; nowMs: number },
): void {
  const { gatewayId, publicationId } = receipt;
  if (observation) saveObservation(tx, gatewayId, observation);
  for (const entry of listPublishedEntries(tx, gatewayId)) deletePublishedEntry(tx, { gatewayId, ...entry });
  for (const { refId } of listGrants(tx, gatewayId)) deleteGrant(tx, gatewayId, refId);
  finishPublication(tx, publicationId, nowMs, receipt);
}

function recordProfiles(tx: Tx, gatewayId: string, wanted: WantedState, publishedAtMs: number): void {
  const entries = new Map(wanted.profiles.map((item) => [`${item.agentId}\0${item.profileId}`, item.entry]));
  for (const { id, agentId, profileId, type, removedAtMs } of wanted.rows) {
    if (type === "oauth") continue;
    const key = { gatewayId, agentId, kind: "profile" as const, key: profileId };
    if (removedAtMs !== null) {
      deletePublishedEntry(tx, key);
      // Someone may have brought it back while the gateway was written; then it is unpublished again.
      if (findProfile(tx, id)?.removedAtMs !== null) deleteProfile(tx, id);
    } else {
      savePublishedEntry(tx, { ...key, value: entries.get(`${agentId}\0${profileId}`), publishedAtMs });
    }
  }
}

function recordOrders(tx: Tx, gatewayId: string, wanted: WantedState, publishedAtMs: number): void {
  for (const { agentId, provider, profileIds } of wanted.orders) {
    const key = { gatewayId, agentId, kind: "order" as const, key: provider };
    if (profileIds === null) {
      deletePublishedEntry(tx, key);
      const target = { gatewayId, agentId, provider };
      if (findOrderOverride(tx, target)?.profileIds === null) deleteOrderOverride(tx, target);
    } else {
      savePublishedEntry(tx, { ...key, value: profileIds, publishedAtMs });
    }
  }
}
