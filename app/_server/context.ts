import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { auth } from "#app/_server/auth.ts";
import { runtime } from "#app/_server/runtime.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { isRole } from "#lib/domain/role.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { isSetupOpen } from "#lib/operations/setup.ts";

/** What a page or an action may do: read through views, act through operations. No opener. */
export type ConsoleContext = OperationContext & { readonly actor: Extract<Actor, { kind: "user" }> };

/**
 * Who is signed in, asked once per request and answered from the database, so that a changed role or an
 * ended session counts from the very next request. Redirects everyone else.
 */
export async function operatorContext(): Promise<ConsoleContext> {
  const actor = await signedInActor();
  if (actor) return runtime().operationContext(actor, Date.now());
  redirect(isSetupOpen(runtime()) ? "/setup" : "/sign-in");
}

/** The context of the pages before sign-in. */
export async function visitorContext(): Promise<OperationContext> {
  await headers();
  return runtime().operationContext({ kind: "visitor" }, Date.now());
}

export const signedInActor = cache(async (): Promise<ConsoleContext["actor"] | null> => {
  const requestHeaders = await headers();
  if (isSetupOpen(runtime())) return null;
  const found = await auth().api.getSession({ headers: requestHeaders });
  if (!found || !isRole(found.user.role)) return null;
  const { id: userId, email, role } = found.user;
  return { kind: "user", userId, email, role };
});
