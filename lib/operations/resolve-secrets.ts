import { z } from "zod";
import {
  findResolverToken,
  type GrantedSecret,
  isResolverTokenLive,
  listGrantedSecrets,
  markResolverTokenUsed,
} from "#db/repositories/resolver.ts";
import { resolverRefId } from "#lib/domain/resolver-id.ts";
import { mutate } from "#lib/operations/context.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { Opener } from "#lib/vault/opener.ts";
import { hashResolverToken } from "#lib/vault/token.ts";

/** OpenClaw sends at most 512 ids for one provider by default and allows 4096. */
const IDS_MAX = 4096;

export const ResolveSecretsInput = z.object({
  protocolVersion: z.literal(1),
  provider: z.string().max(64),
  ids: z.array(z.string().min(1).max(256)).min(1).max(IDS_MAX),
});
export type ResolveSecretsInput = z.output<typeof ResolveSecretsInput>;

/** Exec protocol v1: every asked id is in exactly one of the two. */
export type ResolverAnswer = {
  protocolVersion: 1;
  values: Record<string, string>;
  errors: Record<string, { code: string; message: string }>;
};

/** Who a resolver token belongs to, or a refusal. */
export function identifyGateway(
  ctx: Pick<OpeningContext, "db">,
  token: string,
): { gatewayId: string; tokenId: string } {
  const row = findResolverToken(ctx.db.reader, hashResolverToken(token));
  if (!row) throw new OperationError("resolver_token_unknown");
  if (row.revokedAtMs !== null) throw new OperationError("resolver_token_revoked");
  return { gatewayId: row.gatewayId, tokenId: row.id };
}

/**
 * Answers one gateway with the secrets that were published to it, and nothing else.
 *
 * The audit row that names every id is committed before the values leave this function: when it
 * cannot be written, nobody gets a secret. An id that was never granted and one that does not exist
 * get the same answer.
 */
export function resolveSecrets(
  ctx: OpeningContext,
  caller: { gatewayId: string; tokenId: string },
  input: ResolveSecretsInput,
): ResolverAnswer {
  if (ctx.actor.kind !== "gateway" || ctx.actor.gatewayId !== caller.gatewayId) {
    throw new OperationError("forbidden", { permission: "resolve" });
  }
  const { opener } = ctx;
  return mutate(ctx, (tx) => {
    if (!isResolverTokenLive(tx, caller.tokenId)) throw new OperationError("resolver_token_revoked");
    const asked = [...new Set(input.ids)];
    const granted = new Map(listGrantedSecrets(tx, caller.gatewayId, asked).map((row) => [row.refId, row]));
    const answers = asked.map((id) => ({ id, ...answerFor(opener, caller.gatewayId, granted.get(id)) }));
    const values = answers.flatMap(({ id, value }) => (value === undefined ? [] : [[id, value] as const]));
    const errors = answers.flatMap(({ id, error }) => (error === undefined ? [] : [[id, error] as const]));
    markResolverTokenUsed(tx, caller.tokenId, ctx.nowMs);
    const details = { resolved: values.map(([id]) => id), refused: errors.map(([id]) => id) };
    return {
      result: {
        protocolVersion: 1 as const,
        values: Object.fromEntries(values),
        errors: Object.fromEntries(errors),
      },
      audit: { event: "secrets.resolved", subject: caller.gatewayId, details },
    };
  });
}

type Answer = { value?: string; error?: { code: string; message: string } };

function answerFor(opener: Opener, gatewayId: string, row: GrantedSecret | undefined): Answer {
  if (!row) return { error: NOT_FOUND };
  if (!isOwnGrant(row, gatewayId)) return { error: DAMAGED };
  try {
    return { value: opener.open(row.sealed, credentialPlace(row.credentialId, row.profile)).reveal() };
  } catch {
    return { error: DAMAGED };
  }
}

/** The envelope is bound to its profile, and nothing binds a grant to it: one that was moved would send another secret. */
function isOwnGrant({ refId, profile }: GrantedSecret, gatewayId: string): boolean {
  return profile.gatewayId === gatewayId && resolverRefId({ ...profile, rowId: profile.id }) === refId;
}

const NOT_FOUND = {
  code: "NOT_FOUND",
  message:
    "Clawkeep has not published this id to this gateway. Publish the profile again, or remove the reference.",
};
const DAMAGED = {
  code: "UNREADABLE",
  message:
    "Clawkeep cannot open this secret: its row was changed outside the console. Replace the secret and publish.",
};
