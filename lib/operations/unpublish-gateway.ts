import { insertPublication } from "#db/repositories/publications.ts";
import { revokeResolverTokens } from "#db/repositories/resolver.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import type { PublishReceipt, ResolverStep } from "#lib/domain/publish-receipt.ts";
import { placementNotes } from "#lib/openclaw/config-placement.ts";
import { writeConfig } from "#lib/openclaw/config-write.ts";
import { isListening } from "#lib/openclaw/gateway-listening.ts";
import { removeResolver } from "#lib/openclaw/resolver-install.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { requireOwnHost } from "#lib/operations/gateway-state.ts";
import { newId } from "#lib/operations/new-id.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";
import { unnoticed, writtenFiles } from "#lib/operations/publish-gateway.ts";
import { askedGround, type PublishGround, readPublishGround } from "#lib/operations/publish-ground.ts";
import { recordUnpublished } from "#lib/operations/publish-records.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { planUnpublish } from "#lib/operations/unpublish-plan.ts";
import { writeCredentials } from "#lib/operations/write-credentials.ts";

export type UnpublishPreview = Pick<
  PublishReceipt,
  "gatewayId" | "changes" | "config" | "resolver" | "notes"
> & { kind: "unpublish" };

/** What `unpublishGateway` would do, for a person to read. Writes nothing. */
export function previewUnpublish(ctx: OperationContext, gatewayId: string): UnpublishPreview {
  authorise(ctx.actor, "status:read");
  try {
    const ground = readPublishGround(ctx.db.reader, gatewayId);
    const { changes, placement } = planUnpublish(ground);
    return {
      gatewayId,
      kind: "unpublish",
      changes,
      config: placement.changes,
      resolver: goneResolver(ground),
      notes: placementNotes(placement),
    };
  } catch (error) {
    throw asOperationError(error);
  }
}

const goneResolver = ({ preview }: PublishGround): ResolverStep => {
  return { ...preview.resolver, action: "remove", issuesToken: false };
};

/**
 * Takes everything off a gateway that publishing put there, in the safe order: stores, config, reload, then
 * grants and token, then the resolver. The profiles and their secrets stay in the console.
 */
export async function unpublishGateway(
  ctx: OperationContext,
  gatewayId: string,
  reload: Reload,
): Promise<PublishReceipt> {
  authorise(ctx.actor, "publish");
  try {
    requireOwnHost(ctx.db.reader, gatewayId);
    const ground = await askedGround(ctx, gatewayId);
    const { gateway, state } = ground;
    const wasThere = gateway.rpcUrl !== null && (await isListening(gateway.rpcUrl));
    const publicationId = newId("pub");
    begin(ctx, gatewayId, publicationId);
    const { wishes, changes, placement } = planUnpublish(ground);
    const stores = await writeCredentials(ground, wishes, changes);
    const config = writeConfig(state.config.file, placement.changes);
    const outcome = await reload(gatewayId, { restarting: wasThere && config.noticed });
    const left = await askedGround(ctx, gatewayId);
    const after = planUnpublish(left, wishes);
    const receipt: PublishReceipt = {
      publicationId,
      gatewayId,
      kind: "unpublish",
      atMs: ctx.nowMs,
      changes,
      config: placement.changes,
      resolver: goneResolver(ground),
      files: writtenFiles([...stores, ...config.files]),
      reload: outcome,
      verified:
        after.placement.changes.length === 0 && after.changes.every((change) => change.action === "forget"),
      notes: [...placementNotes(placement), ...unnoticed(config)],
    };
    finish(ctx, receipt, left.state.observation);
    removeResolver(gateway.stateDir);
    return receipt;
  } catch (error) {
    throw asOperationError(error);
  }
}

function begin(ctx: OperationContext, gatewayId: string, id: string): void {
  mutate(ctx, (tx) => {
    const startedBy = actorName(ctx.actor);
    insertPublication(tx, { id, gatewayId, kind: "unpublish", startedAtMs: ctx.nowMs, startedBy });
    return {
      result: undefined,
      audit: { event: "unpublish.started", subject: gatewayId, details: { publicationId: id } },
    };
  });
}

function finish(
  ctx: OperationContext,
  receipt: PublishReceipt,
  observation: GatewayObservation | null,
): void {
  const { gatewayId, publicationId } = receipt;
  mutate(ctx, (tx) => {
    recordUnpublished(tx, receipt, { observation, nowMs: ctx.nowMs });
    const revoked = revokeResolverTokens(tx, gatewayId, ctx.nowMs);
    const details = {
      publicationId,
      changes: receipt.changes.length,
      verified: receipt.verified,
      revokedTokens: revoked,
    };
    return { result: undefined, audit: { event: "gateway.unpublished", subject: gatewayId, details } };
  });
}
