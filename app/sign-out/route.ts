import { methodNotAllowed } from "#app/_server/machine.ts";
import { signOut, signOutEverywhere } from "#app/_server/sign-in.ts";

export const dynamic = "force-dynamic";

/**
 * Ends the session, or with `everywhere` all of this person's, and leads to sign-in. A form of its own and no action, because a browser then leaves its document
 * with everything that was shown in it; going back asks the server again.
 */
export async function POST(request: Request): Promise<Response> {
  const everywhere = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")
    ? (await request.formData()).get("everywhere")
    : null;
  await (everywhere === "yes" ? signOutEverywhere() : signOut());
  return new Response(null, { status: 303, headers: { location: "/sign-in", "cache-control": "no-store" } });
}

export {
  methodNotAllowed as DELETE,
  methodNotAllowed as GET,
  methodNotAllowed as OPTIONS,
  methodNotAllowed as PATCH,
  methodNotAllowed as PUT,
};
