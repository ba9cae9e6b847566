import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Tx } from "#db/mutate.ts";
import {
  insertPasskeyChallenge,
  type PasskeyChallenge,
  takePasskeyChallenge,
} from "#db/repositories/passkeys.ts";
import type { PasskeyAddress } from "#lib/domain/passkey-address.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { hashPasskeyChallenge, newPasskeyChallenge } from "#lib/vault/token.ts";

/** Long enough to find a security key, in milliseconds. */
export const CHALLENGE_MS = 5 * 60_000;

const CHALLENGE_BYTES = 32;

/** The answer of a browser, as `PublicKeyCredential.toJSON` makes it; an honest one has a few kilobytes. */
export const PasskeyAnswer = z
  .string("required")
  .min(1, "required")
  .max(16_384, "too_long")
  .transform((text, ctx) => {
    const parsed = Answer.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    ctx.addIssue({ code: "custom", message: "passkey_refused" });
    return z.NEVER;
  });

const Answer = z.looseObject({
  id: z.string().min(1).max(2048),
  rawId: z.string().max(2048),
  type: z.literal("public-key"),
  response: z.looseObject({ clientDataJSON: z.string() }),
  clientExtensionResults: z.looseObject({}),
});

type Purpose = Pick<PasskeyChallenge, "purpose" | "userId">;

/** A new challenge in a transaction; the token goes to the browser that asks and nowhere else. */
export function issueChallenge(
  tx: Tx,
  { nowMs }: Pick<WriteContext, "nowMs">,
  { rpId, origin }: PasskeyAddress,
  purpose: Purpose,
): { token: SecretText; challenge: string } {
  const { token, hash: tokenHash } = newPasskeyChallenge();
  const challenge = randomBytes(CHALLENGE_BYTES).toString("base64url");
  const times = { createdAtMs: nowMs, expiresAtMs: nowMs + CHALLENGE_MS };
  insertPasskeyChallenge(tx, { tokenHash, ...purpose, challenge, rpId, origin, ...times });
  return { token, challenge };
}

/**
 * Uses a challenge up before the answer to it is looked at: whoever comes second with the same finds none, whatever
 * became of the first. Throws `passkey_over` when it is unknown, over, or was issued for something else.
 */
export function spendChallenge(
  ctx: WriteContext,
  token: string,
  purpose: PasskeyChallenge["purpose"],
): PasskeyChallenge {
  const challenge = mutate(ctx, (tx) => {
    const found = takePasskeyChallenge(tx, hashPasskeyChallenge(token));
    const subject = found?.userId ?? "passkey";
    return {
      result: found,
      audit: { event: "passkey.answered", subject, details: { purpose, known: found !== null } },
    };
  });
  if (!challenge || challenge.purpose !== purpose || challenge.expiresAtMs <= ctx.nowMs) {
    throw new OperationError("passkey_over");
  }
  return challenge;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
