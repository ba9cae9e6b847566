import "server-only";
import { accountContext, operatorContext, visitorContext } from "#app/_server/context.ts";
import { runtime } from "#app/_server/runtime.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { reloadGateway } from "#lib/operations/reload-gateway.ts";

/** For the few actions whose operation has to open a secret, such as sealing it again beside an edited label. */
export async function openingContext(): Promise<OpeningContext> {
  const { actor, nowMs } = await operatorContext();
  return runtime().openingContext(actor, nowMs);
}

/** For the second step of a sign-in, which checks a code against a sealed secret. */
export async function visitorOpeningContext(): Promise<OpeningContext> {
  const { actor, nowMs } = await visitorContext();
  return runtime().openingContext(actor, nowMs);
}

/** For people's own second factors. */
export async function accountOpeningContext(): Promise<OpeningContext> {
  const { actor, nowMs } = await accountContext();
  return runtime().openingContext(actor, nowMs);
}

/** For the resolver route, whose caller is a gateway and not a person. */
export function gatewayOpeningContext(gatewayId: string): OpeningContext {
  return runtime().openingContext({ kind: "gateway", gatewayId }, Date.now());
}

/** What identifying a gateway reads before there is an actor. */
export function resolverDatabase(): Pick<OpeningContext, "db"> {
  return runtime();
}

/** Lets publishing have a running gateway take what was written, with that gateway's own token. */
export async function gatewayReload(): Promise<Reload> {
  const ctx = await openingContext();
  return (gatewayId, presence) => reloadGateway(ctx, gatewayId, runtime().config.dataDir, presence);
}
