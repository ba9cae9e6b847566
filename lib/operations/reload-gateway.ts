import path from "node:path";
import { findSealedRpcToken } from "#db/repositories/gateways.ts";
import { processEnvironment } from "#lib/config.ts";
import type { ReloadOutcome } from "#lib/domain/publish-receipt.ts";
import { reloadSecrets } from "#lib/openclaw/openclaw-cli.ts";
import { authorise } from "#lib/operations/context.ts";
import { rpcTokenPlace } from "#lib/operations/credential-place.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import type { GatewayPresence } from "#lib/operations/publish-types.ts";

/** A gateway takes some seconds to start itself again, and longer where the machine is busy. */
const RESTART_MS = 45_000;

/** What a person runs on the gateway's host when the console cannot. */
export const RELOAD_COMMAND = "openclaw secrets reload";

/**
 * Has a running gateway take what was published. Without that it keeps its memory of the store, and writes it
 * back over ours (semantics §1.5).
 *
 * The gateway's own token is opened for this one call. A failure is an outcome and not a throw: what was
 * published stays published. `dataDir` holds a client folder for each gateway.
 */
export async function reloadGateway(
  ctx: OpeningContext,
  gatewayId: string,
  dataDir: string,
  { restarting }: GatewayPresence = { restarting: false },
): Promise<ReloadOutcome> {
  authorise(ctx.actor, "publish");
  const gateway = requireGateway(ctx.db.reader, gatewayId);
  const sealed = findSealedRpcToken(ctx.db.reader, gatewayId);
  const { openclawPath, rpcUrl } = gateway;
  if (!openclawPath || !rpcUrl || !sealed) return { kind: "by_hand", command: RELOAD_COMMAND };
  const { PATH, HOME } = processEnvironment();
  try {
    const { warningCount } = await reloadSecrets({
      openclaw: openclawPath,
      url: rpcUrl,
      token: ctx.opener.open(sealed, rpcTokenPlace(gateway)),
      clientStateDir: path.join(dataDir, "openclaw-client", gateway.id),
      env: { PATH, HOME },
      patienceMs: restarting ? RESTART_MS : 0,
    });
    return { kind: "reloaded", warningCount };
  } catch (error) {
    const known = asOperationError(error);
    if (!(known instanceof OperationError)) throw error;
    return { kind: "failed", code: known.code, params: { ...known.params }, command: RELOAD_COMMAND };
  }
}
