import { redirect } from "next/navigation";
import { enterByProxy } from "#app/_server/proxy-sign-in.ts";

export const dynamic = "force-dynamic";

/** In, for whom the trusted proxy names. */
export async function GET(): Promise<never> {
  redirect((await enterByProxy()) as never);
}
