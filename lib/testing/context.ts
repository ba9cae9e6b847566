import { readConfig } from "#lib/config.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { initialiseVault } from "#lib/operations/initialise-vault.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { Runtime } from "#lib/runtime.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** A runtime on a real database and a real keyring in a folder of its own; its vault is not initialised. */
export function testRuntime(folder = temporaryFolder()): Runtime {
  const runtime = new Runtime(readConfig({ HOME: folder }));
  afterThisTest(() => runtime.close());
  return runtime;
}

export type TestContext = OpeningContext & {
  runtime: Runtime;
  folder: string;
  as(actor: Actor): OpeningContext;
};

export const OWNER: Actor = {
  kind: "user",
  userId: "user_owner",
  email: "owner@example.test",
  role: "owner",
};

/** An owner who needs no fresh proof. */
export const TERMINAL: Actor = { kind: "cli", osUser: "tester", role: "owner" };

export function actorOf(role: "owner" | "admin" | "operator" | "viewer"): Actor {
  return { kind: "user", userId: `user_${role}`, email: `${role}@example.test`, role };
}

/** Everything an operation needs, with the real vault, as an owner unless said otherwise. */
export function testContext(actor: Actor = OWNER, folder = temporaryFolder()): TestContext {
  const runtime = testRuntime(folder);
  initialiseVault(runtime.operationContext({ kind: "system" }, NOW_MS), runtime.config.keyringFile);
  const as = (other: Actor) => runtime.openingContext(other, NOW_MS);
  const ctx = as(actor);
  return { ...ctx, db: ctx.db, sealer: ctx.sealer, opener: ctx.opener, runtime, folder, as };
}
