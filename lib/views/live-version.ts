import { createHash } from "node:crypto";
import { lastAuditId } from "#db/repositories/audit-log.ts";
import { listGateways } from "#db/repositories/gateways.ts";
import { rotationMark } from "#db/repositories/key-rotations.ts";
import { probesMark } from "#db/repositories/probe-sweeps.ts";
import { gatewayMark } from "#lib/openclaw/gateway-mark.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** How long a page may stand before what it says of remaining times is wrong, in milliseconds. */
const TICK_MS = 60_000;

/** `change` is another text after each change; `tick` after each minute, because credentials end without one. */
export type LiveVersion = { change: string; tick: number };

/**
 * Says whether a page is still right: the last entry of the audit log, which every change in the console makes, how far
 * running probes and a rotation of keys are, and the mark of each gateway's files. Only a gateway whose files have changed is read.
 */
export function liveVersion(ctx: ViewContext): LiveVersion {
  const { reader } = ctx.db;
  const hash = createHash("sha256").update(
    `${lastAuditId(reader)} ${probesMark(reader)} ${rotationMark(reader)}`,
  );
  for (const gateway of listGateways(reader)) hash.update(`\0${gateway.id}\0${gatewayMark(gateway)}`);
  return { change: hash.digest("base64url").slice(0, 22), tick: Math.floor(ctx.nowMs / TICK_MS) };
}
