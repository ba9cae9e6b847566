import { createHash } from "node:crypto";
import { listAuditRows } from "#db/repositories/audit-log.ts";
import { listGateways } from "#db/repositories/gateways.ts";
import { probesMark } from "#db/repositories/probe-sweeps.ts";
import { stateSignature } from "#lib/openclaw/state-signature.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** How long a page may stand before what it says of remaining times is wrong, in milliseconds. */
const TICK_MS = 60_000;

/** `change` is another text after each change; `tick` after each minute, because credentials end without one. */
export type LiveVersion = { change: string; tick: number };

/**
 * Says whether a page is still right, without reading anything that it shows: the last entry of the audit log, which
 * every change in the console makes, how far running probes are, and the size and times of the gateways' files.
 */
export function liveVersion(ctx: ViewContext): LiveVersion {
  const { reader } = ctx.db;
  const [last] = listAuditRows(reader, { limit: 1 });
  const hash = createHash("sha256").update(`${last?.id ?? 0} ${probesMark(reader)}`);
  for (const { id, stateDir } of listGateways(reader)) hash.update(`\0${id}\0${stateSignature(stateDir)}`);
  return { change: hash.digest("base64url").slice(0, 22), tick: Math.floor(ctx.nowMs / TICK_MS) };
}
