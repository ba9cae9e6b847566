import "server-only";
import { cookies, headers } from "next/headers";
import { runtime } from "#app/_server/runtime.ts";
import { type PasskeyAddress, passkeyAddress } from "#lib/domain/passkey-address.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { CHALLENGE_MS } from "#lib/operations/passkey-challenge.ts";

/** Binds a challenge to the browser that asked for it. */
const COOKIE = "clawkeep_passkey";

/**
 * The origin at which this request came in. One that could change something says it itself, and the guard has checked it;
 * so does the page after an action, which Next asks for at another host. Else it is the host's.
 */
export async function requestOrigin(): Promise<string> {
  const given = await headers();
  const origin = given.get("origin");
  if (origin !== null && URL.canParse(origin)) return new URL(origin).origin;
  const host = given.get("host") ?? "";
  const { consoleUrl } = runtime().config;
  const configured = consoleUrl === null ? null : new URL(consoleUrl);
  return configured?.host === host ? configured.origin : `http://${host}`;
}

/** Where the passkeys of this request are good; throws `passkey_address` where a browser has none. */
export async function passkeyPlace(): Promise<PasskeyAddress> {
  const found = passkeyAddress(await requestOrigin());
  if (!found.ok) throw new OperationError("passkey_address");
  return found.address;
}

export async function keepChallenge(token: SecretText): Promise<void> {
  (await cookies()).set(COOKIE, token.reveal(), {
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure: (await requestOrigin()).startsWith("https:"),
    maxAge: CHALLENGE_MS / 1000,
  });
}

/** The token of the challenge, whose cookie ends with this: it is good once. */
export async function takeChallenge(): Promise<string> {
  const jar = await cookies();
  const token = jar.get(COOKIE)?.value ?? "";
  jar.delete(COOKIE);
  return token;
}
