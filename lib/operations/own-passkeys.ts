import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { z } from "zod";
import {
  countPasskeys,
  deletePasskey,
  findPasskeyByCredential,
  insertPasskey,
  listPasskeys,
} from "#db/repositories/passkeys.ts";
import { deleteRecoveryCodes, findFactors } from "#db/repositories/second-factors.ts";
import type { PasskeyAddress } from "#lib/domain/passkey-address.ts";
import { hasSecondFactor } from "#lib/domain/second-factor.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { countSignIn } from "#lib/operations/limit-sign-in.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { issueRecoveryCodes, requirePassword, requirePerson } from "#lib/operations/own-second-factors.ts";
import {
  CHALLENGE_MS,
  issueChallenge,
  PasskeyAnswer,
  spendChallenge,
} from "#lib/operations/passkey-challenge.ts";

/** A phone, a laptop, a few security keys. More are ones nobody knows. */
const PASSKEYS_MAX = 20;

/**
 * What the browser needs to make a passkey for one's own account at this address. It has to be one that the device can
 * list (so that signing in needs no name) and that checks who holds it, by fingerprint, face or PIN.
 */
export async function beginPasskey(
  ctx: WriteContext,
  address: PasskeyAddress,
): Promise<{ options: PublicKeyCredentialCreationOptionsJSON; token: SecretText }> {
  const { userId, email } = requirePerson(ctx.actor);
  const { token, challenge, known } = mutate(ctx, (tx) => {
    const known = listPasskeys(tx, userId);
    if (known.length >= PASSKEYS_MAX) throw new OperationError("too_many_passkeys", { max: PASSKEYS_MAX });
    const issued = issueChallenge(tx, ctx, address, { purpose: "register", userId });
    return { result: { ...issued, known }, audit: { event: "passkey.begun", subject: userId } };
  });
  const options = await generateRegistrationOptions({
    rpName: "Clawkeep",
    rpID: address.rpId,
    userName: email,
    userID: new TextEncoder().encode(userId),
    challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
    timeout: CHALLENGE_MS,
    attestationType: "none",
    excludeCredentials: known
      .filter(({ rpId }) => rpId === address.rpId)
      .map(({ credentialId: id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  return { options, token };
}

export const AddPasskeyInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "required")
    .max(80, "too_long")
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "label_characters"),
  answer: PasskeyAnswer,
});
export type AddPasskeyInput = z.output<typeof AddPasskeyInput>;

/**
 * Keeps the passkey that a browser made. Whoever has their first factor with it gets recovery codes, this once. Throws
 * `passkey_over`, `passkey_refused`, `passkey_known`.
 */
export async function addPasskey(
  ctx: WriteContext,
  token: string,
  { name, answer }: AddPasskeyInput,
): Promise<{ recoveryCodes: SecretText[] }> {
  const { userId } = requirePerson(ctx.actor);
  const { challenge, rpId, origin, userId: forUserId } = spendChallenge(ctx, token, "register");
  if (forUserId !== userId) throw new OperationError("passkey_over");
  const verified = await verifyRegistrationResponse({
    response: answer as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    // The library's messages quote what was sent. What they say is that this is not an answer to what was asked.
  }).catch(() => null);
  if (!verified?.verified) throw new OperationError("passkey_refused");
  const { credential, credentialDeviceType, credentialBackedUp } = verified.registrationInfo;
  return mutate(ctx, (tx) => {
    if (findPasskeyByCredential(tx, credential.id)) throw new OperationError("passkey_known");
    if (countPasskeys(tx, userId) >= PASSKEYS_MAX) {
      throw new OperationError("too_many_passkeys", { max: PASSKEYS_MAX });
    }
    const isFirst = !hasSecondFactor(findFactors(tx, userId));
    const id = newId("pk");
    insertPasskey(tx, {
      ...{ id, userId, name, rpId, createdAtMs: ctx.nowMs, counter: credential.counter },
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      transports: credential.transports ?? [],
      deviceType: credentialDeviceType,
      backedUp: credentialBackedUp,
    });
    const recoveryCodes = isFirst ? issueRecoveryCodes(tx, userId, ctx.nowMs) : [];
    const details = { name, passkeyId: id, rpId, synced: credentialDeviceType === "multiDevice" };
    return { result: { recoveryCodes }, audit: { event: "passkey.added", subject: userId, details } };
  });
}

export const RemovePasskeyInput = z.strictObject({
  passkeyId: z.string().min(1, "required").max(64, "too_long"),
  password: z.string().max(256, "too_long").optional(),
});

/** Removes a passkey of one's own; wants the password. The last factor takes the recovery codes with it. */
export async function removePasskey(
  ctx: WriteContext,
  { passkeyId, password, address }: z.output<typeof RemovePasskeyInput> & { address: string },
): Promise<{ name: string }> {
  const { userId, email } = requirePerson(ctx.actor);
  countSignIn(ctx, { email, address });
  await requirePassword(ctx, { userId, email, password });
  return mutate(ctx, (tx) => {
    const name = deletePasskey(tx, userId, passkeyId);
    if (name === null) throw new OperationError("passkey_not_found");
    if (!hasSecondFactor(findFactors(tx, userId))) deleteRecoveryCodes(tx, userId);
    return {
      result: { name },
      audit: { event: "passkey.removed", subject: userId, details: { name, passkeyId } },
    };
  });
}
