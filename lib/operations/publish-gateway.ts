import { insertPublication } from "#db/repositories/publications.ts";
import { insertResolverToken } from "#db/repositories/resolver.ts";
import type { WantedState } from "#db/repositories/wanted-state.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import type { PublishNote, PublishPreview, PublishReceipt } from "#lib/domain/publish-receipt.ts";
import { type ConfigWrites, writeConfig } from "#lib/openclaw/config-write.ts";
import { isListening } from "#lib/openclaw/gateway-listening.ts";
import { installResolver, readInstalledResolver } from "#lib/openclaw/resolver-install.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { requireOwnHost } from "#lib/operations/gateway-state.ts";
import { newId } from "#lib/operations/new-id.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";
import {
  askedGround,
  ownResolverText,
  type PublishGround,
  readPublishGround,
  refuseHeldProvider,
} from "#lib/operations/publish-ground.ts";
import { grantSealed, recordPublished } from "#lib/operations/publish-records.ts";
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
    requireOwnHost(ctx.db.reader, gatewayId);
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
    grantSealed(tx, gateway.id, wanted, ctx.nowMs);
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

/** Notes what is on the gateway now, and lets go of what was removed. */
function finish(
  ctx: OperationContext,
  wanted: WantedState,
  receipt: PublishReceipt,
  observation: GatewayObservation | null,
): void {
  const { gatewayId, publicationId } = receipt;
  mutate(ctx, (tx) => {
    recordPublished(tx, wanted, receipt, { observation, nowMs: ctx.nowMs });
    const details = {
      publicationId,
      changes: receipt.changes.length,
      verified: receipt.verified,
      reload: receipt.reload.kind,
    };
    return { result: undefined, audit: { event: "gateway.published", subject: gatewayId, details } };
  });
}
