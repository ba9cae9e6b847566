import { z } from "zod";
import { saveJoinToken } from "#db/repositories/gateway-hosts.ts";
import { findGatewayByName } from "#db/repositories/gateways.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { GatewayName } from "#lib/operations/gateway-input.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { newJoinToken } from "#lib/vault/token.ts";

/** A day: the token is used within minutes, or somebody else has to do it tomorrow. */
const JOIN_LIFETIME_MS = 24 * 60 * 60_000;

export const InviteGatewayInput = z.strictObject({ name: GatewayName });
export type InviteGatewayInput = z.output<typeof InviteGatewayInput>;

export type GatewayInvitation = { name: string; token: SecretText; expiresAtMs: number; isAgain: boolean };

/**
 * Makes the one-time token with which another host joins under a name. For the name of a gateway that has joined before,
 * its host joins again: that gives it a new token of its own, and the old one stops working.
 */
export function inviteGateway(ctx: WriteContext, { name }: InviteGatewayInput): GatewayInvitation {
  authorise(ctx.actor, "gateway:manage");
  const { token, id, hash } = newJoinToken();
  const expiresAtMs = ctx.nowMs + JOIN_LIFETIME_MS;
  return mutate(ctx, (tx) => {
    const known = findGatewayByName(tx, name);
    if (known && known.host === null) throw new OperationError("gateway_name_taken", { name });
    saveJoinToken(tx, {
      id,
      tokenHash: hash,
      name,
      createdAtMs: ctx.nowMs,
      createdBy: actorName(ctx.actor),
      expiresAtMs,
      gatewayId: known?.id ?? null,
      usedHash: null,
    });
    return {
      result: { name, token, expiresAtMs, isAgain: known !== null },
      audit: { event: "gateway.invited", subject: known?.id ?? id, details: { name, expiresAtMs } },
    };
  });
}
