import { methodNotAllowed } from "#app/_server/machine.ts";
import { signOut } from "#app/_server/sign-in.ts";

export const dynamic = "force-dynamic";

/**
 * Ends the session, and leads to sign-in. A form of its own and no action, because a browser then leaves its document
 * with everything that was shown in it; going back asks the server again.
 */
export async function POST(): Promise<Response> {
  await signOut();
  return new Response(null, { status: 303, headers: { location: "/sign-in", "cache-control": "no-store" } });
}

export {
  methodNotAllowed as DELETE,
  methodNotAllowed as GET,
  methodNotAllowed as OPTIONS,
  methodNotAllowed as PATCH,
  methodNotAllowed as PUT,
};
