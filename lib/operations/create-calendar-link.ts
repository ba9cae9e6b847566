import { z } from "zod";
import { insertCalendarLink, listLiveCalendarLinks } from "#db/repositories/calendar-links.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { GatewayId } from "#lib/operations/credential-input.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { newCalendarSecret } from "#lib/vault/token.ts";

/** A person has a few calendar programs. */
const LINKS_PER_PERSON_MAX = 10;

export const CreateCalendarLinkInput = z.strictObject({
  /** The only gateway whose expiries it shows; all of them when left out. */
  gatewayId: GatewayId.optional(),
  /** The language of its events. */
  locale: z.enum(["en", "zh-CN"]),
});
export type CreateCalendarLinkInput = z.output<typeof CreateCalendarLinkInput>;

/**
 * Makes the secret part of a calendar address for the person who asks, and for nobody else. It is shown
 * once; the database gets its hash. Whoever knows it can read expiries, and it ends with the account.
 */
export function createCalendarLink(
  ctx: WriteContext,
  input: CreateCalendarLinkInput,
): { linkId: string; secret: SecretText } {
  authorise(ctx.actor, "status:read");
  const userId = personOf(ctx.actor);
  const { token: secret, id, hash } = newCalendarSecret();
  const { gatewayId = null, locale } = input;
  return mutate(ctx, (tx) => {
    const gateway = gatewayId === null ? null : requireGateway(tx, gatewayId);
    if (listLiveCalendarLinks(tx, userId).length >= LINKS_PER_PERSON_MAX) {
      throw new OperationError("calendar_link_limit", { max: LINKS_PER_PERSON_MAX });
    }
    insertCalendarLink(tx, { id, userId, gatewayId, secretHash: hash, locale, createdAtMs: ctx.nowMs });
    const details = { gateway: gateway?.name ?? null, locale };
    return {
      result: { linkId: id, secret },
      audit: { event: "calendar_link.created", subject: id, details },
    };
  });
}

/** A link belongs to an account; a terminal has none. */
export function personOf(actor: Actor): string {
  if (actor.kind === "user") return actor.userId;
  throw new OperationError("forbidden", { permission: "status:read" });
}
