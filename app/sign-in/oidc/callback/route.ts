import { redirect } from "next/navigation";
import { returnFromProvider } from "#app/_server/oidc.ts";

export const dynamic = "force-dynamic";

/** Back from the OpenID provider. */
export async function GET(request: Request): Promise<never> {
  redirect((await returnFromProvider(new URL(request.url).searchParams)) as never);
}
