import type { OutboundProxy } from "#lib/domain/outbound-proxy.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import type { Opener } from "#lib/vault/opener.ts";

/** A context that can also open secrets. Importing this type puts a module on the list of few hands. */
export type OpeningContext = OperationContext & {
  readonly opener: Opener;
  /** What it sends goes through this, unless an admin opened the server. */
  readonly proxy: OutboundProxy | null;
};
