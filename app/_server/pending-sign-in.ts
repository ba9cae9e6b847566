import "server-only";
import { cookies } from "next/headers";
import { consoleAddress } from "#app/_server/console-address.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { PENDING_SIGN_IN_MS } from "#lib/operations/second-step.ts";

/** Binds a sign-in under way to the browser that began it. It is sent to the sign-in pages and nowhere else. */
const COOKIE = "clawkeep_pending_sign_in";
const PATH = "/sign-in";

export async function keepPendingSignIn(token: SecretText): Promise<void> {
  (await cookies()).set(COOKIE, token.reveal(), {
    httpOnly: true,
    sameSite: "strict",
    path: PATH,
    secure: (await consoleAddress()).startsWith("https:"),
    maxAge: PENDING_SIGN_IN_MS / 1000,
  });
}

export async function pendingSignInToken(): Promise<string | null> {
  return (await cookies()).get(COOKIE)?.value ?? null;
}

export async function forgetPendingSignIn(): Promise<void> {
  (await cookies()).delete({ name: COOKIE, path: PATH });
}
