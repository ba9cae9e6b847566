import { NO_CHANGE } from "#db/mutate.ts";
import { type ApiTokenRow, findApiTokenByHash, markApiTokenUsed } from "#db/repositories/api-tokens.ts";
import type { ApiScope } from "#lib/domain/api-scope.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { activePersonMay } from "#lib/operations/person-state.ts";
import { hashApiToken, isApiToken, sameHash } from "#lib/vault/token.ts";

/** A scraper comes every few seconds, and each note of its use is a durable write. */
const USE_NOTED_EVERY_MS = 60_000;

/** Who asks. `gatewayId` is the only gateway it may read, null for all of them. */
export type ApiCaller = { tokenId: string; gatewayId: string | null };

/**
 * Says who a bearer token belongs to, if it may do what is asked.
 *
 * Unknown, expired, revoked, and made by someone who could not make it now are one refusal, `api_token_unknown`: someone
 * who tries tokens learns nothing about those that were. A live one without the scope is `api_token_scope_missing`. The
 * last use is noted at most once a minute and leaves no audit row, which would bury the log under a scraper.
 */
export function authenticateApiToken(ctx: WriteContext, token: string, scope: ApiScope): ApiCaller {
  const row = findLive(ctx, token);
  if (!row) throw new OperationError("api_token_unknown");
  if (!row.scopes.includes(scope)) throw new OperationError("api_token_scope_missing", { scope });
  if (ctx.nowMs - (row.lastUsedAtMs ?? 0) >= USE_NOTED_EVERY_MS) {
    mutate(ctx, (tx) => {
      markApiTokenUsed(tx, row.id, ctx.nowMs);
      return { result: undefined, audit: NO_CHANGE };
    });
  }
  return { tokenId: row.id, gatewayId: row.gatewayId };
}

function findLive(ctx: WriteContext, token: string): ApiTokenRow | null {
  if (!isApiToken(token)) return null;
  const hash = hashApiToken(token);
  const row = findApiTokenByHash(ctx.db.reader, hash);
  if (!row || !sameHash(row.tokenHash, hash)) return null;
  const isLive = row.revokedAtMs === null && ctx.nowMs < row.expiresAtMs;
  return isLive && mayStillBeMade(ctx, row) ? row : null;
}

/** A token gives no more than whoever made it could give now; one from the terminal is nobody's. */
function mayStillBeMade({ db }: WriteContext, { createdById }: ApiTokenRow): boolean {
  return createdById === null || activePersonMay(db.reader, createdById, "token:manage");
}
