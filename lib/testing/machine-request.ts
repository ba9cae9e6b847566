import type { Actor } from "#lib/domain/actor.ts";
import type { ApiScope } from "#lib/domain/api-scope.ts";
import { CreateApiTokenInput, createApiToken } from "#lib/operations/create-api-token.ts";
import type { TestContext } from "#lib/testing/context.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

const TERMINAL: Actor = { kind: "cli", osUser: "tester", role: "owner" };

/** Lets route handlers work on a test's own database: they find the runtime where the server keeps it. */
export function serveRoutesFrom(ctx: TestContext): void {
  const holder = globalThis as { clawkeepRuntime?: unknown };
  holder.clawkeepRuntime = ctx.runtime;
  afterThisTest(() => {
    holder.clawkeepRuntime = undefined;
  });
}

/** A live API token with these scopes. Routes read the real clock, so it is made at the real time. */
export function apiToken(
  ctx: TestContext,
  scopes: ApiScope[],
  gatewayId?: string,
): { id: string; bearer: string } {
  const input = CreateApiTokenInput.parse({ name: "test", scopes, expiresIn: "1d", gatewayId });
  const { tokenId, token } = createApiToken({ ...ctx, actor: TERMINAL, nowMs: Date.now() }, input);
  return { id: tokenId, bearer: token.reveal() };
}

/** A request as curl sends it. */
export function machineRequest(path: string, bearer?: string): Request {
  const headers = bearer === undefined ? undefined : { authorization: `Bearer ${bearer}` };
  return new Request(`http://127.0.0.1:3210${path}`, { headers });
}
