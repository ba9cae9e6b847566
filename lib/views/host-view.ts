import { findGatewayHost } from "#db/repositories/gateway-hosts.ts";
import { findGateway } from "#db/repositories/gateways.ts";
import { type HostRequest, type HostSilence, hostSilence, isSkewed } from "#lib/domain/host-request.ts";
import type { GatewayReport } from "#lib/openclaw/report-schema.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** What is known of the other host that a gateway is on. */
export type HostView = {
  host: string;
  stateDir: string;
  reportedAtMs: number;
  /** Seconds between two reports; null when somebody has to have it report. */
  intervalS: number | null;
  silence: HostSilence;
  /** How far its clock is ahead of the console's, in milliseconds; null when they agree well enough. */
  skewMs: number | null;
  /** What was asked and is not done yet. */
  waiting: Pick<HostRequest, "publicationId" | "kind"> | null;
  /** Why it could not be done the last time, as the code and facts of a sentence. */
  trouble: { code: string; params: Record<string, string | number> } | null;
};

/** Null for a gateway on the console's own host, and when there is none. */
export function hostView(ctx: ViewContext, gatewayId: string): HostView | null {
  const row = findGatewayHost(ctx.db.reader, gatewayId);
  if (row === null) return null;
  const { host, report, reportedAtMs, intervalS, skewMs, wanted, trouble } = row;
  const request = wanted === null ? null : (JSON.parse(wanted) as HostRequest);
  return {
    host,
    stateDir: (JSON.parse(report) as GatewayReport).stateDir,
    reportedAtMs,
    intervalS,
    silence: hostSilence(row, ctx.nowMs),
    skewMs: isSkewed(row) ? skewMs : null,
    waiting: request && { publicationId: request.publicationId, kind: request.kind },
    trouble: trouble === null ? null : JSON.parse(trouble),
  };
}

/** Whether a gateway's files are out of this console's reach. */
export function isOnOtherHost(ctx: ViewContext, gatewayId: string): boolean {
  return findGateway(ctx.db.reader, gatewayId)?.host != null;
}
