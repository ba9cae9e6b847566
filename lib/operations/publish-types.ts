import type { ReloadOutcome } from "#lib/domain/publish-receipt.ts";

/** Has the gateway take what was written. Adapters bring it, because it has to open the gateway's own token. */
export type Reload = (gatewayId: string, state: GatewayPresence) => Promise<ReloadOutcome>;

/** `restarting`: it was there and its config was changed, whereupon it starts itself again (semantics §1.5). */
export type GatewayPresence = { restarting: boolean };
