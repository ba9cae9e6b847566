import { setMaxListeners } from "node:events";
import type { Tx } from "#db/mutate.ts";
import { OWN_RECORD } from "#db/mutate.ts";
import { findGateway } from "#db/repositories/gateways.ts";
import { listAllowed } from "#db/repositories/probe-policies.ts";
import { countSweepResults, findSweep, updateRunningSweep } from "#db/repositories/probe-sweeps.ts";
import { finishProbe, listProbes, type ProbeEnd, type ProbeRow } from "#db/repositories/probes.ts";
import { findSealed } from "#db/repositories/profiles.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate } from "#lib/operations/context.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { PAID_PROBE_MICROCENTS, ProbeBudget } from "#lib/operations/probe-budget.ts";
import {
  byTarget,
  type CandidateReading,
  type ProbeCandidate,
  probeCandidates,
  targetKey,
} from "#lib/operations/probe-candidates.ts";
import {
  allowancesOf,
  type ProbeLimits,
  probeFacts,
  probeObstacle,
  stateOf,
} from "#lib/operations/probe-question.ts";
import { resolveCandidateRef } from "#lib/operations/probe-reference.ts";
import { LEASE_MS } from "#lib/operations/start-probes.ts";
import { OpenEndpoints } from "#lib/providers/open-endpoints.ts";
import { probeCredential } from "#lib/providers/probe-credential.ts";
import { runInTurns } from "#lib/providers/probe-queue.ts";

const AT_ONCE = 10;
const LOOK_EVERY_MS = 1_000;
/** Results are written together this often: each commit waits for the disk, and requests wait for that. */
const WRITE_EVERY_MS = 250;

export type RunProbes = {
  /** Unix milliseconds now; a sweep takes longer than a request, for which time stands still. */
  clock: () => number;
  signal?: AbortSignal;
  /** A scheduled sweep spreads its requests over some seconds. */
  jitterMs?: number;
  /** How many requests are open at once, over all providers; 10 unless said otherwise. */
  atOnce?: number;
  /** How long one credential may take, and how many tokens a completion may have; the client's own unless said. */
  limits?: ProbeLimits;
  ask?: typeof probeCredential;
  /** Told after each result how many there are, of how many. */
  onProgress?: (done: number, total: number) => void;
};

/**
 * Asks the providers of a planned sweep, one smallest request for each credential, outside of any transaction, and
 * writes each result when it is there. Nothing is written to a gateway.
 *
 * Ends early when someone cancels it or `signal` aborts; what was asked by then keeps its results. A second call for
 * the same sweep is refused as `sweep_over` once the first one ended.
 */
export async function runProbes(ctx: OpeningContext, sweepId: string, options: RunProbes): Promise<void> {
  authorise(ctx.actor, "probe:manage");
  const sweep = findSweep(ctx.db.reader, sweepId);
  if (!sweep) throw new OperationError("sweep_not_found", { sweep: sweepId });
  if (sweep.state !== "running") throw new OperationError("sweep_over");
  const run = new Sweep(ctx, sweepId, options);
  await run.toTheEnd();
}

/** A gateway as the sweep found it, with its credentials by their names. */
type SweptGateway = Pick<CandidateReading, "state"> & { candidates: ReadonlyMap<string, ProbeCandidate> };

class Sweep {
  readonly #ctx: OpeningContext;
  readonly #sweepId: string;
  readonly #options: RunProbes;
  readonly #stop = new AbortController();
  readonly #readings = new Map<string, SweptGateway | null>();
  readonly #budget: ProbeBudget;
  readonly #openEndpoints = new OpenEndpoints();
  readonly #failures: unknown[] = [];
  readonly #unwritten: { row: ProbeRow; end: ProbeEnd }[] = [];

  constructor(ctx: OpeningContext, sweepId: string, options: RunProbes) {
    this.#ctx = ctx;
    this.#sweepId = sweepId;
    this.#options = options;
    this.#budget = new ProbeBudget(ctx.db.reader);
    // Every request under way listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  async toTheEnd(): Promise<void> {
    const { signal, jitterMs = 0, atOnce = AT_ONCE, onProgress } = this.#options;
    const abort = () => this.#stop.abort();
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    const heart = setInterval(() => this.#orStop(() => this.#beat()), LOOK_EVERY_MS);
    const pen = setInterval(() => this.#orStop(() => this.#writeResults()), WRITE_EVERY_MS);
    try {
      let done = 0;
      const planned = listProbes(this.#ctx.db.reader, this.#sweepId).filter((row) => row.status === null);
      await runInTurns(
        planned,
        (row) => `${row.gatewayId}\0${row.provider}`,
        async (row) => {
          await this.#probe(row);
          done += 1;
          onProgress?.(done, planned.length);
        },
        { atOnce, jitterMs, signal: this.#stop.signal },
      );
      if (this.#failures.length > 0) throw this.#failures[0];
      this.#finish(this.#stop.signal.aborted ? "cancelled" : "finished");
    } catch (error) {
      this.#finish("interrupted");
      throw error;
    } finally {
      clearInterval(heart);
      clearInterval(pen);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Nobody catches what a timer throws, and it would take the whole console along: the sweep ends with it instead. */
  #orStop(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failures.push(error);
      this.#stop.abort();
    }
  }

  /** Says that this process is there, and looks whether someone cancelled. */
  #beat(): void {
    const nowMs = this.#options.clock();
    const isOurs = this.#write((tx) =>
      updateRunningSweep(tx, this.#sweepId, { leaseUntilMs: nowMs + LEASE_MS }),
    );
    const row = findSweep(this.#ctx.db.reader, this.#sweepId);
    if (!isOurs || row?.cancelAskedAtMs != null) this.#stop.abort();
  }

  async #probe(row: ProbeRow): Promise<void> {
    const end = await this.#resultOf(row);
    if (end) this.#unwritten.push({ row, end: { ...end, finishedAtMs: this.#options.clock() } });
  }

  /** What a paid request cost stays reserved until it is in the database, where others see it. */
  #writeResults(): void {
    const results = this.#unwritten.splice(0);
    if (results.length === 0) return;
    this.#write((tx) => results.filter(({ row, end }) => finishProbe(tx, row.id, end)).length);
    for (const { row, end } of results) if (end.request === "paid") this.#budget.release(row.provider);
  }

  /** Null when the sweep was stopped while this one was being asked. */
  async #resultOf(row: ProbeRow): Promise<Omit<ProbeEnd, "finishedAtMs"> | null> {
    const reading = this.#readingOf(row.gatewayId);
    const candidate = reading?.candidates.get(targetKey(row));
    if (!reading || !candidate) return skipped("credential_gone");
    const nowMs = this.#options.clock();
    const { reader } = this.#ctx.db;
    const servers = new Set(listAllowed(reader, "server"));
    const obstacle = probeObstacle(candidate, servers, nowMs);
    if (obstacle !== null) return skipped(obstacle);
    const found = await this.#secretOf(candidate, reading);
    if (typeof found === "string") return skipped(found);
    const paid = this.#budget.left(row.provider, nowMs);
    const mayPay = paid.requestsLeft > 0;
    if (mayPay) this.#budget.reserve(row.provider);
    let isPaid = false;
    try {
      const { ask = probeCredential, limits = {} } = this.#options;
      const result = await ask(probeFacts(candidate, paid), found, {
        ...{ ...limits, allowances: allowancesOf(candidate, servers), proxy: this.#ctx.proxy },
        signal: this.#stop.signal,
        nowMs,
        openEndpoints: this.#openEndpoints,
      });
      if (result.reasonCode === "cancelled") return null;
      isPaid = result.kind === "paid";
      return {
        status: stateOf(result),
        reason: result.reasonCode,
        request: result.kind,
        fingerprint: this.#ctx.sealer.fingerprint(found),
        httpStatus: result.httpStatus,
        latencyMs: result.latencyMs,
        costMicrocents: result.kind === "paid" ? PAID_PROBE_MICROCENTS : 0,
      };
    } finally {
      if (mayPay && !isPaid) this.#budget.release(row.provider);
    }
  }

  #readingOf(gatewayId: string): SweptGateway | null {
    const known = this.#readings.get(gatewayId);
    if (known !== undefined) return known;
    const { reader } = this.#ctx.db;
    const gateway = findGateway(reader, gatewayId);
    const reading = gateway && probeCandidates(reader, gateway, {}, this.#options.clock());
    const swept = reading && { state: reading.state, candidates: byTarget(reading.candidates) };
    this.#readings.set(gatewayId, swept);
    return swept;
  }

  /** The secret, or why there is none. A command runs only when an admin allowed it by its path. */
  async #secretOf(candidate: ProbeCandidate, { state }: SweptGateway): Promise<SecretText | string> {
    const { secret } = candidate;
    if (secret.kind === "none") return "missing_credential";
    if (secret.kind === "text") return secret.secret;
    if (secret.kind === "vault") {
      const held = findSealed(this.#ctx.db.reader, secret.row.id);
      if (!held) return "missing_credential";
      return this.#ctx.opener.open(held.sealed, credentialPlace(held.id, secret.row));
    }
    const outcome = await resolveCandidateRef(
      secret.ref,
      state,
      new Set(listAllowed(this.#ctx.db.reader, "command")),
    );
    return outcome.ok ? outcome.value : outcome.reason;
  }

  #finish(state: "finished" | "cancelled" | "interrupted"): void {
    this.#writeResults();
    const nowMs = this.#options.clock();
    mutate({ ...this.#ctx, nowMs }, (tx) => {
      updateRunningSweep(tx, this.#sweepId, { state, finishedAtMs: nowMs });
      const counts = countSweepResults(tx, this.#sweepId).map(
        ({ status, probes }) => [status, probes] as const,
      );
      const details = { state, ...Object.fromEntries(counts) };
      return { result: null, audit: { event: "probe.finished", subject: this.#sweepId, details } };
    });
  }

  #write<T>(work: (tx: Tx) => T): T {
    return mutate({ ...this.#ctx, nowMs: this.#options.clock() }, (tx) => ({
      result: work(tx) as T & object,
      audit: OWN_RECORD,
    }));
  }
}

function skipped(reason: string): Omit<ProbeEnd, "finishedAtMs"> {
  return {
    status: "skipped",
    reason,
    request: "none",
    fingerprint: null,
    httpStatus: null,
    latencyMs: null,
    costMicrocents: 0,
  };
}
