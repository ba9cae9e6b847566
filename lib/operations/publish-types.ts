import type { ReloadOutcome } from "#lib/domain/publish-receipt.ts";

/** Has the gateway take what was written. Adapters bring it, because it has to open the gateway's own token. */
export type Reload = (gatewayId: string) => Promise<ReloadOutcome>;
