import "server-only";
import { headers } from "next/headers";
import { auth } from "#app/_server/auth.ts";
import { visitorOpeningContext } from "#app/_server/opening.ts";
import { forgetPendingSignIn, keepPendingSignIn, pendingSignInToken } from "#app/_server/pending-sign-in.ts";
import { checkPassword } from "#lib/operations/check-password.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { countSignIn, forgiveSignIn } from "#lib/operations/limit-sign-in.ts";
import { asksSecondStep, beginSecondStep, passSecondStep } from "#lib/operations/second-step.ts";

/** The peer address that `serve` put on the request, over anything a client claimed. */
export const PEER_ADDRESS_HEADER = "x-clawkeep-peer";

type Signed = "signed_in" | "second_step";

/** The address of who asks, for counting attempts. */
export async function peerAddress(): Promise<string> {
  return (await headers()).get(PEER_ADDRESS_HEADER) ?? "unknown";
}

/**
 * Signs a person in and sets the session cookie, or asks for the second step of an account that has one, or throws
 * `sign_in_failed`, `sign_in_limited`. Attempts are forgiven after the last factor only: whoever has a password guesses
 * codes no faster than passwords.
 */
export async function signIn(
  ctx: WriteContext,
  { email, password }: { email: string; password: string },
): Promise<Signed> {
  countSignIn(ctx, { email, address: await peerAddress() });
  const person = await checkPassword(ctx, { email, password });
  if (asksSecondStep(ctx, person.id)) {
    await keepPendingSignIn(beginSecondStep(ctx, person.id).token);
    return "second_step";
  }
  await enter(ctx, person);
  return "signed_in";
}

/** Takes the code of the second step; throws what `passSecondStep` does. */
export async function finishSecondStep(code: string): Promise<void> {
  const ctx = await visitorOpeningContext();
  const token = (await pendingSignInToken()) ?? "";
  const person = passSecondStep(ctx, { token, code, address: await peerAddress() });
  await forgetPendingSignIn();
  await enter(ctx, person);
}

/** Makes the session of a person who has proven all that their account asks for. */
export async function enter(ctx: WriteContext, { id, email }: { id: string; email: string }): Promise<void> {
  await auth().api.startSession({ body: { userId: id }, headers: await headers() });
  forgiveSignIn(ctx, { email, address: await peerAddress(), userId: id });
}

/** Ends the session on the server and takes its cookie away. */
export async function signOut(): Promise<void> {
  await auth().api.signOut({ headers: await headers() });
}
