import { z } from "zod";
import { type AuditEntry, OWN_RECORD, type Tx } from "#db/mutate.ts";
import { findGatewayHost, updateGatewayHost } from "#db/repositories/gateway-hosts.ts";
import {
  findResolverToken,
  insertResolverToken,
  isResolverTokenLive,
  markResolverTokenUsed,
  revokeOtherTokens,
} from "#db/repositories/resolver.ts";
import type { HostRequest } from "#lib/domain/host-request.ts";
import type { PublishReceipt } from "#lib/domain/publish-receipt.ts";
import { GatewayReport } from "#lib/openclaw/report-schema.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import { HostReceipt, HostTrouble } from "#lib/operations/host-receipt.ts";
import { IntervalS, TokenHash } from "#lib/operations/join-gateway.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { recordPublished, recordUnpublished } from "#lib/operations/publish-records.ts";
import type { WaitingRequest } from "#lib/operations/request-publish.ts";

export const SyncInput = z.strictObject({
  /** The host's clock, in Unix milliseconds. */
  atMs: z.number(),
  intervalS: IntervalS,
  report: GatewayReport,
  /** The hash of the token that the host will ask with from now on. */
  nextTokenHash: TokenHash.optional(),
  /** What came of the request that it was given before. */
  receipt: HostReceipt.optional(),
  trouble: HostTrouble.optional(),
});
export type SyncInput = z.output<typeof SyncInput>;

type Caller = { gatewayId: string; tokenId: string };

export type SyncAnswer = { name: string; request: HostRequest | null };

/**
 * Takes what a gateway's host says of it, records what it did, and tells it what to do.
 *
 * A request is given until its receipt comes, so that a host which was cut off does it again; a receipt for anything
 * else changes nothing. The first report with a new token ends those before it.
 */
export function receiveReport(ctx: WriteContext, caller: Caller, input: SyncInput): SyncAnswer {
  const { gatewayId, tokenId } = caller;
  if (ctx.actor.kind !== "gateway" || ctx.actor.gatewayId !== gatewayId)
    throw new OperationError("forbidden", { permission: "sync" });
  return mutate(ctx, (tx) => {
    if (!isResolverTokenLive(tx, tokenId)) throw new OperationError("resolver_token_revoked");
    const { name } = requireGateway(tx, gatewayId);
    const host = findGatewayHost(tx, gatewayId);
    if (host === null) throw new OperationError("gateway_on_this_host", { name });
    const request = host.wanted === null ? null : (JSON.parse(host.wanted) as WaitingRequest);
    const receipt = receiptOf(request, input);
    settleTokens(tx, caller, input, ctx.nowMs);
    updateGatewayHost(tx, gatewayId, {
      ...reported(input, ctx.nowMs),
      wanted: receipt === null ? host.wanted : null,
    });
    if (request === null || receipt === null)
      return { result: { name, request: request && forHost(request) }, audit: OWN_RECORD };
    const full = { ...receipt, gatewayId, kind: request.kind, atMs: ctx.nowMs } as PublishReceipt;
    return {
      result: { name, request: null },
      audit: recorded(tx, request, full, { observation: input.report.observation, nowMs: ctx.nowMs }),
    };
  });
}

/** A receipt of what was asked last; one of an earlier request says nothing any more. */
function receiptOf(request: WaitingRequest | null, { receipt }: SyncInput): HostReceipt | null {
  return receipt !== undefined && receipt.publicationId === request?.publicationId ? receipt : null;
}

function reported({ report, atMs, intervalS, trouble }: SyncInput, nowMs: number) {
  return {
    report: JSON.stringify(report),
    reportedAtMs: nowMs,
    skewMs: Math.round(atMs - nowMs),
    intervalS,
    trouble: trouble === undefined ? null : JSON.stringify(trouble),
  };
}

/** A new token counts beside the one that announces it until the first report comes with it. */
function settleTokens(
  tx: Tx,
  { gatewayId, tokenId }: Caller,
  { nextTokenHash }: SyncInput,
  nowMs: number,
): void {
  markResolverTokenUsed(tx, tokenId, nowMs);
  if (nextTokenHash === undefined) revokeOtherTokens(tx, gatewayId, tokenId, nowMs);
  else if (findResolverToken(tx, nextTokenHash) === null) {
    const id = newId("tok");
    insertResolverToken(tx, { id, gatewayId, tokenHash: nextTokenHash, createdAtMs: nowMs });
  }
}

function recorded(
  tx: Tx,
  { kind, wanted }: WaitingRequest,
  receipt: PublishReceipt,
  record: Parameters<typeof recordPublished>[3],
): AuditEntry {
  const isPublish = kind === "publish";
  if (isPublish) recordPublished(tx, wanted, receipt, record);
  else recordUnpublished(tx, receipt, record);
  const { gatewayId, publicationId, changes, verified, reload } = receipt;
  const details = { publicationId, changes: changes.length, verified, reload: reload.kind };
  return {
    event: isPublish ? "gateway.published" : "gateway.unpublished",
    subject: gatewayId,
    details,
  };
}

function forHost({ publicationId, kind, wanted }: WaitingRequest): HostRequest {
  const { profiles, orders, ancestors } = wanted;
  return { publicationId, kind, wanted: { profiles, orders, ancestors } };
}
