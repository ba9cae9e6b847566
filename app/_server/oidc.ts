import "server-only";
import { cookies } from "next/headers";
import { visitorOpeningContext } from "#app/_server/opening.ts";
import { requestOrigin } from "#app/_server/passkeys.ts";
import { admit, peerAddress } from "#app/_server/sign-in.ts";
import { beginOidcSignIn, finishOidcSignIn, OIDC_SIGN_IN_MS } from "#lib/operations/oidc-sign-in.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

/**
 * Binds a visit to the provider to this browser. Lax, because the way back begins at another site; it goes to these two
 * addresses only and is good once.
 */
const COOKIE = "clawkeep_oidc";
const PATH = "/sign-in/oidc";

/** Where the provider sends people back to; it has to know this address. */
export async function oidcRedirectUri(): Promise<string> {
  return `${await requestOrigin()}${PATH}/callback`;
}

/** Where to go now: to the provider, or back to the sign-in page with a code that says why not. */
export async function leaveForProvider(): Promise<string> {
  return orRefusal(async () => {
    const redirectUri = await oidcRedirectUri();
    const ctx = await visitorOpeningContext();
    const { url, token } = await beginOidcSignIn(ctx, { redirectUri, address: await peerAddress() });
    (await cookies()).set(COOKIE, token.reveal(), {
      httpOnly: true,
      sameSite: "lax",
      path: PATH,
      secure: redirectUri.startsWith("https:"),
      maxAge: OIDC_SIGN_IN_MS / 1000,
    });
    return url.href;
  });
}

/** Takes who came back from the provider, and says where to go now. */
export async function returnFromProvider(query: URLSearchParams): Promise<string> {
  return orRefusal(async () => {
    const jar = await cookies();
    const token = jar.get(COOKIE)?.value ?? "";
    jar.delete({ name: COOKIE, path: PATH });
    const ctx = await visitorOpeningContext();
    const person = await finishOidcSignIn(ctx, { token, query });
    const signed = await admit(ctx, person);
    return signed === "second_step" ? "/sign-in/continue?to=second-step" : "/sign-in/continue";
  });
}

async function orRefusal(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    const known = asOperationError(error);
    if (!(known instanceof OperationError)) throw error;
    return `/sign-in?refused=${encodeURIComponent(known.code)}`;
  }
}
