import { z } from "zod";
import type { Tx } from "#db/mutate.ts";
import {
  findGatewayHost,
  findJoinToken,
  type JoinTokenRow,
  saveGatewayHost,
  useJoinToken,
} from "#db/repositories/gateway-hosts.ts";
import {
  findGatewayByName,
  findGatewayByStateDir,
  insertGateway,
  placeElsewhere,
  updateGateway,
} from "#db/repositories/gateways.ts";
import { findResolverToken, insertResolverToken, revokeResolverTokens } from "#db/repositories/resolver.ts";
import { GatewayReport } from "#lib/openclaw/report-schema.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { hashJoinToken, isJoinToken } from "#lib/vault/token.ts";

/** The hash of a token that the host made and keeps: the token itself is never sent but to prove who asks. */
export const TokenHash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Seconds between two reports; null for a host that reports when somebody has it do so. */
export const IntervalS = z.number().int().min(5).max(86_400).nullable();

export const JoinGatewayInput = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9._-]{1,253}$/),
  tokenHash: TokenHash,
  atMs: z.number(),
  report: GatewayReport,
});
export type JoinGatewayInput = z.output<typeof JoinGatewayInput>;

export type JoinedGateway = { gatewayId: string; name: string };

/**
 * Registers a gateway of another host, or its host anew, with a one-time token and the token that the host will ask with.
 *
 * The answer may be lost on its way: the same host asking again with the same token is answered the same.
 * OperationError `join_token_unknown` whatever is wrong with the token.
 */
export function joinGateway(ctx: WriteContext, token: string, input: JoinGatewayInput): JoinedGateway {
  return mutate(ctx, (tx) => {
    const invitation = openInvitation(tx, token, input, ctx.nowMs);
    const { name } = invitation;
    const { host, report, tokenHash } = input;
    const gatewayId = registered(tx, invitation, input, ctx.nowMs);
    saveGatewayHost(tx, {
      gatewayId,
      host,
      report: JSON.stringify(report),
      reportedAtMs: ctx.nowMs,
      skewMs: Math.round(input.atMs - ctx.nowMs),
      intervalS: null,
      wanted: findGatewayHost(tx, gatewayId)?.wanted ?? null,
      trouble: null,
    });
    const known = findResolverToken(tx, tokenHash);
    if (known !== null && known.revokedAtMs !== null) throw new OperationError("join_token_unknown");
    if (known === null) {
      revokeResolverTokens(tx, gatewayId, ctx.nowMs);
      insertResolverToken(tx, { id: newId("tok"), gatewayId, tokenHash, createdAtMs: ctx.nowMs });
    }
    useJoinToken(tx, invitation.id, gatewayId, tokenHash);
    const details = { name, host, stateDir: report.stateDir };
    return {
      result: { gatewayId, name },
      audit: { event: "gateway.joined", subject: gatewayId, details },
    };
  });
}

function openInvitation(tx: Tx, token: string, input: JoinGatewayInput, nowMs: number): JoinTokenRow {
  const invitation = isJoinToken(token) ? findJoinToken(tx, hashJoinToken(token)) : null;
  if (!invitation || !isOpen(invitation, input, nowMs)) throw new OperationError("join_token_unknown");
  return invitation;
}

/** The gateway that joins again, else a new one; a state dir of a host is one gateway. */
function registered(
  tx: Tx,
  { gatewayId, name, createdBy }: JoinTokenRow,
  { host, report }: JoinGatewayInput,
  createdAtMs: number,
): string {
  const stateDir = placeElsewhere(host, report.stateDir);
  const other = findGatewayByStateDir(tx, stateDir);
  if (other && other.id !== gatewayId)
    throw new OperationError("gateway_state_dir_taken", { stateDir: report.stateDir, name: other.name });
  if (gatewayId !== null) {
    updateGateway(tx, gatewayId, { stateDir });
    return gatewayId;
  }
  if (findGatewayByName(tx, name)) throw new OperationError("gateway_name_taken", { name });
  const id = newId("gw");
  insertGateway(tx, { id, name, stateDir, createdAtMs, createdBy });
  return id;
}

function isOpen({ expiresAtMs, usedHash }: JoinTokenRow, input: JoinGatewayInput, nowMs: number): boolean {
  return nowMs < expiresAtMs && (usedHash === null || usedHash === input.tokenHash);
}
