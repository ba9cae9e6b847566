import { listGateways } from "#db/repositories/gateways.ts";
import { findNames } from "#db/repositories/names.ts";
import {
  countSweepResults,
  countSweeps,
  findSweep,
  listSweeps,
  type ProbeSweepRow,
  sweepProgress,
} from "#db/repositories/probe-sweeps.ts";
import { listProbes, listProbesPage, type ProbeRow } from "#db/repositories/probes.ts";
import { findProfileByKey } from "#db/repositories/profiles.ts";
import type { ProbeOutcome } from "#lib/domain/probe-document.ts";
import type { ProbeScope, ProbeState } from "#lib/domain/probe-facts.ts";
import { type Page, pagePlace } from "#lib/views/page-of.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

const SWEEPS_A_PAGE = 25;
const PROBES_A_PAGE = 100;

/** `gatewayName` is null for all gateways. */
export type SweepScope = Omit<ProbeScope, "gatewayId"> & { gatewayName: string | null };

export type SweepItem = {
  id: string;
  origin: ProbeSweepRow["origin"];
  state: ProbeSweepRow["state"] | "cancelling";
  scope: SweepScope;
  startedBy: string;
  startedAtMs: number;
  finishedAtMs: number | null;
  total: number;
  done: number;
  counts: Partial<Record<ProbeState, number>>;
};

export type ProbeItem = Pick<
  ProbeRow,
  | "id"
  | "gatewayId"
  | "agentId"
  | "provider"
  | "source"
  | "profileId"
  | "request"
  | "status"
  | "reason"
  | "httpStatus"
  | "latencyMs"
  | "costMicrocents"
  | "finishedAtMs"
> & {
  gatewayName: string;
  /** The console's own page about the profile; null when it holds none. */
  rowId: string | null;
};

export type ProbesView = { asOfMs: number; sweeps: Page<SweepItem> };

export type SweepView = {
  asOfMs: number;
  sweep: SweepItem;
  /** What is left at the pace so far, in milliseconds; null before the first result and when it is over. */
  leftMs: number | null;
  probes: Page<ProbeItem>;
};

/** The sweeps there were, newest first. */
export function probesView(ctx: ViewContext, { page }: { page?: number | undefined } = {}): ProbesView {
  const { reader } = ctx.db;
  const found = countSweeps(reader);
  const { offset, ...place } = pagePlace(found, page, SWEEPS_A_PAGE);
  const rows = listSweeps(reader, { limit: SWEEPS_A_PAGE, offset });
  return { asOfMs: ctx.nowMs, sweeps: { rows: sweepItems(ctx, rows), found, ...place } };
}

/** One sweep and a page of its results, the latest or the gravest first; null when there is no such sweep. */
export function sweepView(
  ctx: ViewContext,
  sweepId: string,
  { page }: { page?: number | undefined } = {},
): SweepView | null {
  const { reader } = ctx.db;
  const row = findSweep(reader, sweepId);
  if (!row) return null;
  const [sweep] = sweepItems(ctx, [row]);
  if (!sweep) return null;
  const { offset, ...place } = pagePlace(sweep.total, page, PROBES_A_PAGE);
  const isRunning = sweep.state === "running" || sweep.state === "cancelling";
  const probes = listProbesPage(reader, sweepId, { limit: PROBES_A_PAGE, offset, isRunning });
  const names = gatewayNames(ctx);
  return {
    asOfMs: ctx.nowMs,
    sweep,
    leftMs: timeLeftMs(sweep, ctx.nowMs),
    probes: { rows: probes.map((probe) => probeItem(ctx, probe, names)), found: sweep.total, ...place },
  };
}

/** A sweep's results for a document; those without one are left out. */
export function probeOutcomes(ctx: ViewContext, sweepId: string): ProbeOutcome[] {
  const { reader } = ctx.db;
  return listProbes(reader, sweepId).flatMap((probe): ProbeOutcome[] => {
    const { provider, source, profileId, status, reason, latencyMs, model, type } = probe;
    if (status === null) return [];
    return [{ provider, source, profileId, type, model, status, reason, latencyMs, message: null }];
  });
}

function probeItem(ctx: ViewContext, probe: ProbeRow, names: ReadonlyMap<string, string>): ProbeItem {
  const { sweepId: _sweep, fingerprint: _fingerprint, ...shown } = probe;
  const { gatewayId, agentId, profileId } = probe;
  const held = profileId === null ? null : findProfileByKey(ctx.db.reader, { gatewayId, agentId, profileId });
  return { ...shown, gatewayName: names.get(gatewayId) ?? gatewayId, rowId: held?.id ?? null };
}

function sweepItems(ctx: ViewContext, rows: readonly ProbeSweepRow[]): SweepItem[] {
  const { reader } = ctx.db;
  const names = gatewayNames(ctx);
  const people = findNames(reader, [...new Set(rows.map(({ startedBy }) => startedBy))]);
  return rows.map((row) => {
    const { gatewayId, ...scope } = row.scope;
    const gatewayName = gatewayId === undefined ? null : (names.get(gatewayId) ?? gatewayId);
    const counts = countSweepResults(reader, row.id).map(({ status, probes }) => [status, probes] as const);
    return {
      id: row.id,
      origin: row.origin,
      state: stateOf(row, ctx.nowMs),
      scope: { ...scope, gatewayName },
      startedBy: people.get(row.startedBy)?.name ?? row.startedBy,
      startedAtMs: row.startedAtMs,
      finishedAtMs: row.finishedAtMs,
      ...sweepProgress(reader, row.id),
      counts: Object.fromEntries(counts),
    };
  });
}

/** A sweep whose process no longer says that it is there is not running, whatever its row says. */
function stateOf(row: ProbeSweepRow, nowMs: number): SweepItem["state"] {
  if (row.state !== "running") return row.state;
  if (row.leaseUntilMs < nowMs) return "interrupted";
  return row.cancelAskedAtMs === null ? "running" : "cancelling";
}

function timeLeftMs({ state, startedAtMs, done, total }: SweepItem, nowMs: number): number | null {
  if (state !== "running" || done === 0) return null;
  return Math.round(((nowMs - startedAtMs) / done) * (total - done));
}

function gatewayNames(ctx: ViewContext): Map<string, string> {
  return new Map(listGateways(ctx.db.reader).map(({ id, name }) => [id, name]));
}
