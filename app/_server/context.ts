import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { auth } from "#app/_server/auth.ts";
import { namedByProxy } from "#app/_server/named-by-proxy.ts";
import { requestHeaders } from "#app/_server/request-headers.ts";
import { runtime } from "#app/_server/runtime.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { activePerson } from "#lib/operations/person-state.ts";
import { isSomeoneElse } from "#lib/operations/proxy-sign-in.ts";
import { mustSetUpSecondFactor } from "#lib/operations/second-step.ts";
import { isSessionOver } from "#lib/operations/session-age.ts";
import { isSetupOpen } from "#lib/operations/setup.ts";

/** What a page or an action may do: read through views, act through operations. No opener. */
export type ConsoleContext = OperationContext & { readonly actor: Extract<Actor, { kind: "user" }> };

/**
 * Who is signed in, asked once per request and answered from the database, so that a changed role or an
 * ended session counts from the very next request. Redirects everyone else, and who has to set up a second
 * factor first to where that is done.
 */
export async function operatorContext(): Promise<ConsoleContext> {
  const ctx = await accountContext();
  if (mustSetUpSecondFactor(ctx, ctx.actor)) redirect("/two-step");
  return ctx;
}

/** Who is signed in, whatever their account still lacks: for one's own sign-in and for leaving. */
export async function accountContext(): Promise<ConsoleContext> {
  const actor = await sessionActor();
  if (actor) return runtime().operationContext(actor, Date.now());
  redirect(isSetupOpen(runtime()) ? "/setup" : "/sign-in");
}

/** The context of the pages before sign-in. */
export async function visitorContext(): Promise<OperationContext> {
  await headers();
  return runtime().operationContext({ kind: "visitor" }, Date.now());
}

/** Whose session the request brings; they may still lack a second factor. */
export const sessionActor = cache(async (): Promise<ConsoleContext["actor"] | null> => {
  const sent = await requestHeaders();
  if (isSetupOpen(runtime())) return null;
  const found = await auth().api.getSession({ headers: sent });
  const person = found && activePerson(runtime().db.reader, found.user.id);
  if (!person || isSomeoneElse(await namedByProxy(), person)) return null;
  const visit = { userId: person.userId, startedAtMs: found.session.createdAt.getTime() };
  if (isSessionOver({ db: runtime().db, nowMs: Date.now() }, visit)) return null;
  return { kind: "user", ...person, sessionId: found.session.id };
});
