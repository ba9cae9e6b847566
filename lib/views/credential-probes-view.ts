import { listCredentialProbes, listLastProbes, type ProbeRow } from "#db/repositories/probes.ts";
import type { ProbeState, ProbeTarget } from "#lib/domain/probe-facts.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

const RESULTS_SHOWN = 10;

/** One result of a credential, without its fingerprint. */
export type CredentialProbe = Pick<
  ProbeRow,
  "sweepId" | "gatewayId" | "agentId" | "provider" | "request" | "reason" | "httpStatus" | "latencyMs"
> & { status: ProbeState; finishedAtMs: number };

/** A credential's last results, newest first. */
export function credentialProbes(
  ctx: ViewContext,
  credential: Pick<ProbeTarget, "gatewayId" | "agentId" | "provider" | "profileId">,
): CredentialProbe[] {
  return listCredentialProbes(ctx.db.reader, credential, RESULTS_SHOWN).flatMap(asResult);
}

/** The last result of each profile of a gateway, by agent and profile id; see `lastProbeKey`. */
export function lastProbesOf(ctx: ViewContext, gatewayId: string): ReadonlyMap<string, CredentialProbe> {
  const rows = listLastProbes(ctx.db.reader, gatewayId);
  return new Map(
    rows.flatMap((row) => asResult(row).map((result) => [lastProbeKey(row.agentId, row.profileId), result])),
  );
}

export function lastProbeKey(agentId: string, profileId: string | null): string {
  return `${agentId}\0${profileId ?? ""}`;
}

function asResult(row: ProbeRow): CredentialProbe[] {
  const { id: _id, source: _source, profileId: _profileId, fingerprint: _fingerprint, ...shown } = row;
  const { status, finishedAtMs } = row;
  return status === null || finishedAtMs === null ? [] : [{ ...shown, status, finishedAtMs }];
}
