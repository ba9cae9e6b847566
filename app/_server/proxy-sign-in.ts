import "server-only";
import { visitorContext } from "#app/_server/context.ts";
import { namedByProxy } from "#app/_server/named-by-proxy.ts";
import { admit, peerAddress } from "#app/_server/sign-in.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { signInByProxy } from "#lib/operations/proxy-sign-in.ts";

/** Signs in whom the trusted proxy names, and says where to go now: the way on is a page, as the way here may have begun at another site. */
export async function enterByProxy(): Promise<string> {
  const user = await namedByProxy();
  if (user === null) return "/sign-in";
  try {
    const ctx = await visitorContext();
    const signed = await admit(ctx, signInByProxy(ctx, { user, address: await peerAddress() }));
    return signed === "second_step" ? "/sign-in/continue?to=second-step" : "/sign-in/continue";
  } catch (error) {
    const known = asOperationError(error);
    if (!(known instanceof OperationError)) throw error;
    return `/sign-in?refused=${encodeURIComponent(known.code)}`;
  }
}
