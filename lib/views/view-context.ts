import type { Reader } from "#db/client.ts";
import type { Actor } from "#lib/domain/actor.ts";

/** What every view gets: it can read, and there is no vault in it. Every operation's context is one too. */
export type ViewContext = {
  readonly db: { readonly reader: Reader };
  readonly actor: Actor;
  readonly nowMs: number;
};
