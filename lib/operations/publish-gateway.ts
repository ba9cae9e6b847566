import type { Tx } from "#db/mutate.ts";
import { saveObservation } from "#db/repositories/gateways.ts";
import { deleteOrderOverride, findOrderOverride } from "#db/repositories/order-overrides.ts";
import { deleteProfile, findProfile } from "#db/repositories/profiles.ts";
import {
  deletePublishedEntry,
  finishPublication,
  insertPublication,
  savePublishedEntry,
} from "#db/repositories/publications.ts";
import { deleteGrant, insertResolverToken, listGrants, saveGrant } from "#db/repositories/resolver.ts";
import { publishedRef, type WantedState } from "#db/repositories/wanted-state.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import type { PublishNote, PublishPreview, PublishReceipt } from "#lib/domain/publish-receipt.ts";
import { type ConfigWrites, writeConfig } from "#lib/openclaw/config-write.ts";
import { isListening } from "#lib/openclaw/gateway-listening.ts";
import { installResolver, readInstalledResolver } from "#lib/openclaw/resolver-install.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { newId } from "#lib/operations/new-id.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";
import {
  askedGround,
  ownResolverText,
  type PublishGround,
  readPublishGround,
  refuseHeldProvider,
} from "#lib/operations/publish-ground.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { writeCredentials } from "#lib/operations/write-credentials.ts";
import { newResolverToken } from "#lib/vault/token.ts";

/** What `publishGateway` would do, for a person to read. Writes nothing. */
export function previewPublish(ctx: OperationContext, gatewayId: string): PublishPreview {
  authorise(ctx.actor, "status:read");
  try {
    const ground = readPublishGround(ctx.db.reader, gatewayId);
    refuseHeldProvider(ground);
    return ground.preview;
  } catch (error) {
    throw asOperationError(error);
  }
}

/**
 * Makes a gateway hold what the console wants, as references only, and proves it.
 *
 * The order is never reversed: grants and token in the database, resolver, config (so that no reference
 * is ever without its secret provider), stores, reload, read back, receipt. A crash between two steps
 * leaves each file old or new and every reference resolvable; publishing again goes on from there.
 */
export async function publishGateway(
  ctx: OperationContext,
  gatewayId: string,
  reload: Reload,
): Promise<PublishReceipt> {
  authorise(ctx.actor, "publish");
  try {
    const ground = await askedGround(ctx, gatewayId);
    refuseHeldProvider(ground);
    const publicationId = newId("pub");
    const token = begin(ctx, ground, publicationId);
    const { stateDir, rpcUrl } = ground.gateway;
    const wasThere = rpcUrl !== null && (await isListening(rpcUrl));
    installResolver(stateDir, ownResolverText(), { url: ground.preview.resolver.url, token });
    const config = writeConfig(ground.state.config.file, ground.preview.config);
    const stores = await writeCredentials(ground, ground.wanted, ground.preview.changes);
    const outcome = await reload(gatewayId, { restarting: wasThere && config.noticed });
    const { preview: after, state } = await askedGround(ctx, gatewayId);
    const { changes, config: configChanges, resolver, notes } = ground.preview;
    const receipt: PublishReceipt = {
      publicationId,
      gatewayId,
      kind: "publish",
      atMs: ctx.nowMs,
      changes,
      config: configChanges,
      resolver,
      files: writtenFiles([...config.files, ...stores]),
      reload: outcome,
      verified: after.config.length === 0 && after.changes.every((change) => change.action === "forget"),
      notes: [...notes, ...unnoticed(config)],
    };
    finish(ctx, ground.wanted, receipt, state.observation);
    return receipt;
  } catch (error) {
    throw asOperationError(error);
  }
}

/** What a receipt says of the files. */
export function writtenFiles(files: { path: string; sha256: string; changed: boolean }[]) {
  return files.filter((file) => file.changed).map(({ path, sha256 }) => ({ path, sha256 }));
}

/** A running gateway that was not shown the change goes on with the old config until it is restarted. */
export function unnoticed({ files, noticed }: ConfigWrites): PublishNote[] {
  const changed = files.filter((file) => file.changed);
  if (noticed || changed.length === 0) return [];
  return [{ code: "config_unnoticed", params: { files: changed.map((file) => file.path).join(", ") } }];
}

/** Vault entries are there already; this grants them to the gateway and, when needed, issues its token. */
function begin(ctx: OperationContext, ground: PublishGround, publicationId: string): string {
  const { gateway, wanted, preview } = ground;
  const installed = readInstalledResolver(gateway.stateDir).settings?.token;
  const issued = preview.resolver.issuesToken || installed === undefined ? newResolverToken() : null;
  mutate(ctx, (tx) => {
    for (const row of sealedRows(wanted)) {
      saveGrant(tx, {
        gatewayId: gateway.id,
        refId: publishedRef(row).id,
        profileRowId: row.id,
        grantedAtMs: ctx.nowMs,
      });
    }
    if (issued) {
      insertResolverToken(tx, {
        id: issued.id,
        gatewayId: gateway.id,
        tokenHash: issued.hash,
        createdAtMs: ctx.nowMs,
      });
    }
    const startedBy = actorName(ctx.actor);
    insertPublication(tx, {
      id: publicationId,
      gatewayId: gateway.id,
      kind: "publish",
      startedAtMs: ctx.nowMs,
      startedBy,
    });
    const details = { publicationId, changes: preview.changes.length, issuedToken: issued?.id ?? null };
    return { result: undefined, audit: { event: "publish.started", subject: gateway.id, details } };
  });
  return issued?.token.reveal() ?? (installed as string);
}

const sealedRows = (wanted: WantedState) =>
  wanted.rows.filter((row) => row.source === "vault" && row.removedAtMs === null);

/** Notes what is on the gateway now, and lets go of what was removed. */
function finish(
  ctx: OperationContext,
  wanted: WantedState,
  receipt: PublishReceipt,
  observation: GatewayObservation | null,
): void {
  const { gatewayId, publicationId } = receipt;
  mutate(ctx, (tx) => {
    if (observation) saveObservation(tx, gatewayId, observation);
    recordProfiles(tx, gatewayId, wanted, ctx.nowMs);
    recordOrders(tx, gatewayId, wanted, ctx.nowMs);
    const granted = new Set(sealedRows(wanted).map((row) => publishedRef(row).id));
    for (const { refId } of listGrants(tx, gatewayId))
      if (!granted.has(refId)) deleteGrant(tx, gatewayId, refId);
    finishPublication(tx, publicationId, ctx.nowMs, receipt);
    const details = {
      publicationId,
      changes: receipt.changes.length,
      verified: receipt.verified,
      reload: receipt.reload.kind,
    };
    return { result: undefined, audit: { event: "gateway.published", subject: gatewayId, details } };
  });
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
