import {
  deletePublishedEntry,
  finishPublication,
  insertPublication,
  listPublishedEntries,
} from "#db/repositories/publications.ts";
import { deleteGrant, listGrants, revokeResolverTokens } from "#db/repositories/resolver.ts";
import { actorName } from "#lib/domain/actor.ts";
import { CLAWKEEP_PROVIDER, isOwnRef, planPublish } from "#lib/domain/publish-plan.ts";
import type { PublishReceipt } from "#lib/domain/publish-receipt.ts";
import { planConfig } from "#lib/openclaw/config-plan.ts";
import { writeConfig } from "#lib/openclaw/config-write.ts";
import { isListening } from "#lib/openclaw/gateway-listening.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import { removeResolver } from "#lib/openclaw/resolver-install.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { newId } from "#lib/operations/new-id.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";
import { type PublishGround, readPublishGround } from "#lib/operations/publish-ground.ts";
import { type StoreWishes, writeStores } from "#lib/operations/publish-stores.ts";
import type { Reload } from "#lib/operations/publish-types.ts";

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
    const ground = readPublishGround(ctx.db.reader, gatewayId);
    const { gateway, state } = ground;
    const wasThere = gateway.rpcUrl !== null && (await isListening(gateway.rpcUrl));
    const publicationId = newId("pub");
    begin(ctx, gatewayId, publicationId);
    const wishes = withoutEverything(ground);
    const changes = planPublish({ agents: observedAgents(state), ...wishes });
    const stores = await writeStores(state, wishes);
    const { changes: configChanges } = planConfig({
      config: state.config.auth,
      secretProvider: state.config.document.get(["secrets", "providers", CLAWKEEP_PROVIDER]),
      command: null,
      profiles: wishes.profiles,
      stores: [],
    });
    const config = writeConfig(state.config.file, configChanges);
    const outcome = await reload(gatewayId, { restarting: wasThere && config.changed });
    const after = planPublish({
      agents: observedAgents(readPublishGround(ctx.db.reader, gatewayId).state),
      ...wishes,
    });
    const receipt: PublishReceipt = {
      publicationId,
      gatewayId,
      kind: "unpublish",
      atMs: ctx.nowMs,
      changes,
      config: configChanges,
      resolver: { ...ground.preview.resolver, action: "remove", issuesToken: false },
      files: [...stores, config].filter((file) => file.changed).map(({ path, sha256 }) => ({ path, sha256 })),
      reload: outcome,
      verified: after.every((change) => change.action === "forget"),
      notes: [],
    };
    finish(ctx, receipt);
    removeResolver(gateway.stateDir);
    return receipt;
  } catch (error) {
    throw asOperationError(error);
  }
}

/**
 * Only what depends on the console goes: entries whose secret it holds. A reference of the operator's own
 * works without the console and stays. An order keeps the ids that are left.
 *
 * What was published is not all: a publish that was cut off wrote references and recorded none of them, and
 * OpenClaw copies entries between agents. None of them would resolve without the token.
 */
function withoutEverything({ state, wanted: { ancestors } }: PublishGround): StoreWishes {
  const published = ancestors.filter((item) => item.kind === "profile" && isOwnRef(item.value.ref));
  const referring = observedAgents(state).flatMap(({ agentId, store }) =>
    [...store.profiles.values()].flatMap(({ profileId: key, ref }) =>
      isOwnRef(ref) ? [{ agentId, key }] : [],
    ),
  );
  const gone = new Map([...published, ...referring].map((item) => [`${item.agentId}\0${item.key}`, item]));
  const orders = ancestors.flatMap((item) => {
    if (item.kind !== "order") return [];
    const left = item.value.filter((id) => !gone.has(`${item.agentId}\0${id}`));
    return [{ agentId: item.agentId, provider: item.key, profileIds: left.length > 0 ? left : null }];
  });
  const profiles = [...gone.values()].map((item) => ({
    agentId: item.agentId,
    profileId: item.key,
    entry: null,
  }));
  return { profiles, orders, ancestors };
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

function finish(ctx: OperationContext, receipt: PublishReceipt): void {
  const { gatewayId, publicationId } = receipt;
  mutate(ctx, (tx) => {
    for (const entry of listPublishedEntries(tx, gatewayId))
      deletePublishedEntry(tx, { gatewayId, ...entry });
    for (const { refId } of listGrants(tx, gatewayId)) deleteGrant(tx, gatewayId, refId);
    const revoked = revokeResolverTokens(tx, gatewayId, ctx.nowMs);
    finishPublication(tx, publicationId, ctx.nowMs, receipt);
    const details = {
      publicationId,
      changes: receipt.changes.length,
      verified: receipt.verified,
      revokedTokens: revoked,
    };
    return { result: undefined, audit: { event: "gateway.unpublished", subject: gatewayId, details } };
  });
}
