import { redirect } from "next/navigation";
import { leaveForProvider } from "#app/_server/oidc.ts";

export const dynamic = "force-dynamic";

/** To the OpenID provider. A page cannot send a form there: its policy lets forms go to this console only. */
export async function GET(): Promise<never> {
  redirect((await leaveForProvider()) as never);
}
