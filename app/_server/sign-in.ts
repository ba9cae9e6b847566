import "server-only";
import { APIError } from "better-auth";
import { headers } from "next/headers";
import { auth } from "#app/_server/auth.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { countSignIn, forgiveSignIn } from "#lib/operations/limit-sign-in.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** The peer address that `serve` put on the request, over anything a client claimed. */
export const PEER_ADDRESS_HEADER = "x-clawkeep-peer";

/**
 * Signs a person in and sets the session cookie, or throws `sign_in_failed`, `sign_in_limited`.
 *
 * Unknown address and wrong password are one answer, and the session library hashes a dummy for the
 * unknown, so neither text nor time tells which it was.
 */
export async function signIn(
  ctx: WriteContext,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const requestHeaders = await headers();
  const address = requestHeaders.get(PEER_ADDRESS_HEADER) ?? "unknown";
  countSignIn(ctx, { email, address });
  try {
    const { user } = await auth().api.signInEmail({ body: { email, password }, headers: requestHeaders });
    forgiveSignIn(ctx, { email, address, userId: user.id });
  } catch (error) {
    if (error instanceof APIError) throw new OperationError("sign_in_failed");
    throw error;
  }
}

/** Ends the session on the server and takes its cookie away. */
export async function signOut(): Promise<void> {
  await auth().api.signOut({ headers: await headers() });
}
