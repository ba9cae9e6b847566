import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import type { z } from "zod";
import {
  findPasskeyByCredential,
  listPasskeys,
  notePasskeyUse,
  type PasskeyRow,
} from "#db/repositories/passkeys.ts";
import { findPerson, type PersonRow } from "#db/repositories/people.ts";
import { deletePendingSignIns } from "#db/repositories/second-factors.ts";
import type { PasskeyAddress } from "#lib/domain/passkey-address.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { countSignInFrom } from "#lib/operations/limit-sign-in.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import {
  CHALLENGE_MS,
  issueChallenge,
  type PasskeyAnswer,
  spendChallenge,
} from "#lib/operations/passkey-challenge.ts";

/**
 * What the browser needs to sign in with a passkey. With `userId`, as in the second step, it has to be one of that
 * person's; without, whoever's the device offers. Counts against the address.
 */
export async function beginPasskeySignIn(
  ctx: WriteContext,
  place: PasskeyAddress,
  { userId, address }: { userId: string | null; address: string },
): Promise<{ options: PublicKeyCredentialRequestOptionsJSON; token: SecretText }> {
  countSignInFrom(ctx, { way: "passkey", address });
  const { token, challenge, known } = mutate(ctx, (tx) => {
    const known = userId === null ? [] : listPasskeys(tx, userId);
    const issued = issueChallenge(tx, ctx, place, { purpose: "sign_in", userId });
    return { result: { ...issued, known }, audit: { event: "passkey.asked", subject: userId ?? "passkey" } };
  });
  const options = await generateAuthenticationOptions({
    rpID: place.rpId,
    challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
    timeout: CHALLENGE_MS,
    userVerification: "required",
    allowCredentials: known
      .filter(({ rpId }) => rpId === place.rpId)
      .map(({ credentialId: id, transports }) => ({ id, transports })),
  });
  return { options, token };
}

/**
 * Says whose passkey answered. A passkey that checked who holds it is two factors by itself, so nothing more is asked.
 * Throws `passkey_over`; and `passkey_refused` for any answer that is not what was asked for, without saying why.
 */
export async function finishPasskeySignIn(
  ctx: WriteContext,
  token: string,
  answer: z.output<typeof PasskeyAnswer>,
): Promise<PersonRow> {
  const asked = spendChallenge(ctx, token, "sign_in");
  const passkey = findPasskeyByCredential(ctx.db.reader, answer.id);
  const isTheirs = passkey !== null && (asked.userId === null || asked.userId === passkey.userId);
  if (!isTheirs || passkey.rpId !== asked.rpId || !namesItsPerson(answer, passkey.userId)) {
    throw new OperationError("passkey_refused");
  }
  const { credentialId: id, counter, publicKey, transports } = passkey;
  const verified = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    expectedChallenge: asked.challenge,
    expectedOrigin: asked.origin,
    expectedRPID: asked.rpId,
    requireUserVerification: true,
    credential: { id, counter, publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")), transports },
  }).catch(() => null);
  const info = verified?.verified ? verified.authenticationInfo : null;
  // Whether a passkey may be copied to other devices is fixed when it is made; one that says otherwise is another.
  if (info?.credentialDeviceType !== passkey.deviceType) throw new OperationError("passkey_refused");
  return noted(ctx, passkey, { counter: info.newCounter, backedUp: info.credentialBackedUp });
}

function noted(
  ctx: WriteContext,
  { id, userId, name, counter: counterBefore }: PasskeyRow,
  seen: { counter: number; backedUp: boolean },
): PersonRow {
  return mutate(ctx, (tx) => {
    const now = listPasskeys(tx, userId).find((row) => row.id === id);
    const person = findPerson(tx, userId);
    // Removed, or used by another request, since it was looked at.
    if (!person || now?.counter !== counterBefore) throw new OperationError("passkey_refused");
    notePasskeyUse(tx, id, { ...seen, lastUsedAtMs: ctx.nowMs });
    deletePendingSignIns(tx, userId);
    const details = { by: "passkey", name, passkeyId: id };
    return { result: person, audit: { event: "sign_in.second_step_passed", subject: userId, details } };
  });
}

/** A passkey that was found by itself says whose it is, and has to say the person it was made for. */
function namesItsPerson(answer: z.output<typeof PasskeyAnswer>, userId: string): boolean {
  const handle = answer.response.userHandle;
  if (handle === undefined || handle === null) return true;
  return typeof handle === "string" && Buffer.from(handle, "base64url").toString("utf8") === userId;
}
