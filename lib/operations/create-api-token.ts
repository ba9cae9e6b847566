import { z } from "zod";
import { countUnrevokedApiTokens, insertApiToken } from "#db/repositories/api-tokens.ts";
import { actorName } from "#lib/domain/actor.ts";
import { API_SCOPES, TOKEN_LIFETIME_MAX_MS } from "#lib/domain/api-scope.ts";
import { parseExpiresIn } from "#lib/domain/duration.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { GatewayId } from "#lib/operations/credential-input.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";
import { newApiToken } from "#lib/vault/token.ts";

/** A console has a handful of monitoring systems. More tokens than this are ones nobody watches. */
const TOKENS_MAX = 100;

/** How long it lives, as `--expires-in` is written everywhere: `90d`, `12h`. At most a year. */
const Lifetime = z
  .string()
  .trim()
  .min(1, "required")
  .max(32, "too_long")
  .transform((text, ctx) => {
    const parsed = parseExpiresIn(text);
    const code = parsed.ok ? (isLifetime(parsed.ms) ? null : "token_lifetime") : parsed.code;
    if (parsed.ok && code === null) return parsed.ms;
    ctx.addIssue({ code: "custom", message: code ?? "token_lifetime" });
    return z.NEVER;
  });

export const CreateApiTokenInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "required")
    .max(80, "too_long")
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "label_characters"),
  scopes: z
    .array(z.enum(API_SCOPES, "token_scope_unknown"))
    .min(1, "token_scope_needed")
    .max(API_SCOPES.length, "token_scope_unknown")
    .transform((scopes) => API_SCOPES.filter((scope) => scopes.includes(scope))),
  /** The only gateway it may read; all of them when left out. */
  gatewayId: GatewayId.optional(),
  expiresIn: Lifetime,
});
export type CreateApiTokenInput = z.output<typeof CreateApiTokenInput>;

/**
 * Makes a bearer token for a machine. This is the only time anyone sees it: the database gets its hash. A person of the
 * web needs a proof of `api_token.create` on its name.
 */
export function createApiToken(
  ctx: WriteContext,
  input: CreateApiTokenInput,
): { tokenId: string; token: SecretText; expiresAtMs: number } {
  authorise(ctx.actor, "token:manage");
  const { token, id, hash } = newApiToken();
  const { name, scopes, gatewayId = null } = input;
  const expiresAtMs = ctx.nowMs + input.expiresIn;
  return mutate(ctx, (tx) => {
    requireStepUp(ctx, tx, "api_token.create", name);
    const gateway = gatewayId === null ? null : requireGateway(tx, gatewayId);
    if (countUnrevokedApiTokens(tx) >= TOKENS_MAX)
      throw new OperationError("token_limit", { max: TOKENS_MAX });
    insertApiToken(tx, {
      id,
      name,
      scopes,
      gatewayId,
      tokenHash: hash,
      createdAtMs: ctx.nowMs,
      createdBy: actorName(ctx.actor),
      createdById: ctx.actor.kind === "user" ? ctx.actor.userId : null,
      expiresAtMs,
    });
    const details = { name, scopes, gateway: gateway?.name ?? null, expiresAtMs };
    return {
      result: { tokenId: id, token, expiresAtMs },
      audit: { event: "api_token.created", subject: id, details },
    };
  });
}

function isLifetime(ms: number): boolean {
  return ms > 0 && ms <= TOKEN_LIFETIME_MAX_MS;
}
