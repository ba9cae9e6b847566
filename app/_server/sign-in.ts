import "server-only";
import { isAPIError } from "better-auth/api";
import { headers } from "next/headers";
import type { z } from "zod";
import { auth } from "#app/_server/auth.ts";
import { sessionActor, visitorContext } from "#app/_server/context.ts";
import { visitorOpeningContext } from "#app/_server/opening.ts";
import { keepChallenge, passkeyPlace, takeChallenge } from "#app/_server/passkeys.ts";
import { forgetPendingSignIn, keepPendingSignIn, pendingSignInToken } from "#app/_server/pending-sign-in.ts";
import { requestHeaders } from "#app/_server/request-headers.ts";
import { runtime } from "#app/_server/runtime.ts";
import { checkPassword } from "#lib/operations/check-password.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { endSessions } from "#lib/operations/end-sessions.ts";
import { countSignIn, forgiveSignIn } from "#lib/operations/limit-sign-in.ts";
import { requireOtherWays } from "#lib/operations/manage-oidc.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { PasskeyAnswer } from "#lib/operations/passkey-challenge.ts";
import { requireMaySignIn } from "#lib/operations/person-state.ts";
import {
  asksSecondStep,
  beginSecondStep,
  passSecondStep,
  pendingPerson,
} from "#lib/operations/second-step.ts";
import { beginPasskeySignIn, finishPasskeySignIn } from "#lib/operations/sign-in-with-passkey.ts";

/** The peer address that `serve` put on the request, over anything a client claimed. */
export const PEER_ADDRESS_HEADER = "x-clawkeep-peer";

type Signed = "signed_in" | "second_step";

type PersonRow = { id: string; email: string };

/** The address of who asks, for counting attempts. */
export async function peerAddress(): Promise<string> {
  return (await headers()).get(PEER_ADDRESS_HEADER) ?? "unknown";
}

/**
 * Signs a person in and sets the session cookie, or asks for the second step of an account that has one, or throws
 * `sign_in_failed`, `sign_in_limited`. Attempts are forgiven after the last factor only: whoever has a password guesses
 * codes no faster than passwords. A disabled account is refused as a wrong password is.
 */
export async function signIn(
  ctx: WriteContext,
  { email, password }: { email: string; password: string },
): Promise<Signed> {
  requireOtherWays(ctx);
  countSignIn(ctx, { email, address: await peerAddress() });
  return admit(ctx, await checkPassword(ctx, { email, password }));
}

/** Lets a person in whose first factor was right, or asks for their second. */
export async function admit(ctx: WriteContext, person: PersonRow): Promise<Signed> {
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

/**
 * What to ask the device of someone who signs in with a passkey: any it has for this console, or one of the person
 * whose password was right.
 */
export async function passkeyQuestion(who: "anyone" | "second_step") {
  const ctx = await visitorContext();
  if (who === "anyone") requireOtherWays(ctx);
  const person = who === "second_step" ? pendingPerson(ctx, (await pendingSignInToken()) ?? "") : null;
  if (who === "second_step" && !person) throw new OperationError("second_step_over");
  const from = { userId: person?.id ?? null, address: await peerAddress() };
  const { options, token } = await beginPasskeySignIn(ctx, await passkeyPlace(), from);
  await keepChallenge(token);
  return options;
}

/** Signs in whoever's passkey answered; throws what `finishPasskeySignIn` does. */
export async function signInWithPasskey(answer: z.output<typeof PasskeyAnswer>): Promise<void> {
  const ctx = await visitorContext();
  if (!pendingPerson(ctx, (await pendingSignInToken()) ?? "")) requireOtherWays(ctx);
  const person = await finishPasskeySignIn(ctx, await takeChallenge(), answer);
  await forgetPendingSignIn();
  await enter(ctx, person);
}

/** Makes the session of a person who has proven all that their account asks for. A disabled account gets none. */
export async function enter(ctx: WriteContext, { id, email }: PersonRow): Promise<void> {
  requireMaySignIn(ctx, id);
  await auth().api.startSession({ body: { userId: id }, headers: await headers() });
  forgiveSignIn(ctx, { email, address: await peerAddress(), userId: id });
}

/** Gives the session of who proved again who they are another token, and its cookie. Throws `signed_out`. */
export async function renewSession(): Promise<void> {
  try {
    await auth().api.renewSession({ headers: await requestHeaders() });
  } catch (error) {
    if (isAPIError(error)) throw new OperationError("signed_out");
    throw error;
  }
}

/** Ends every session of whoever asks, and takes this one's cookie away. */
export async function signOutEverywhere(): Promise<void> {
  const actor = await sessionActor();
  if (actor) endSessions(runtime().operationContext(actor, Date.now()), actor.userId);
  await signOut();
}

/** Ends the session on the server and takes its cookie away. */
export async function signOut(): Promise<void> {
  await auth().api.signOut({ headers: await requestHeaders() });
}
