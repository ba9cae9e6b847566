import { chooseGateway } from "#cli/gateway-argument.ts";
import type { LightInput } from "#cli/light-command.ts";
import { openingContext } from "#cli/opening.ts";
import type { ProbeOptions } from "#cli/probe-flags.ts";
import { progressLine } from "#cli/progress-line.ts";
import type { ReadSource, SourceFlags } from "#cli/state-source.ts";
import { type ProbeDocument, type ProbeOutcome, probeResults } from "#lib/domain/probe-document.ts";
import { isProbeReason } from "#lib/domain/probe-reasons.ts";
import type { Translator } from "#lib/messages.ts";
import { probeStateDir } from "#lib/operations/probe-state-dir.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { startProbes } from "#lib/operations/start-probes.ts";
import { probeOutcomes } from "#lib/views/probes-view.ts";

type Probing = { source: ReadSource; flags: SourceFlags; agentId: string; options: ProbeOptions };

/**
 * Asks the providers of one agent's credentials, with progress on stderr when that is a terminal. A registered
 * gateway's are asked with the vault's secrets, within the rules of the console, and kept in its history; those of a
 * state dir with what is there, and nothing is kept.
 */
export async function probeDocument(input: LightInput, probing: Probing): Promise<ProbeDocument> {
  const t = await input.translator();
  const { options } = probing;
  const startedAt = Date.now();
  const startedMs = performance.now();
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop);
  const progress = progressLine(input.stderr, (done, total) => t("cli.probe.progress", { done, total }));
  try {
    const outcomes =
      probing.flags["state-dir"] === undefined
        ? await probeRegistered(input, probing, stopping.signal, progress.show)
        : await probeFolder(probing, stopping.signal, progress.show);
    const durationMs = Math.round(performance.now() - startedMs);
    const { provider, profileIds, timeoutMs, concurrency, maxTokens } = options;
    return {
      startedAt,
      finishedAt: startedAt + durationMs,
      durationMs,
      totalTargets: outcomes.length,
      options: {
        ...(provider === undefined ? {} : { provider }),
        profileIds,
        timeoutMs,
        concurrency,
        maxTokens,
      },
      results: probeResults(outcomes, (outcome) => sentenceOf(outcome, t)),
    };
  } finally {
    process.removeListener("SIGINT", stop);
    progress.clear();
  }
}

type Show = (done: number, total: number) => void;

function probeFolder(
  { source, agentId, options }: Probing,
  signal: AbortSignal,
  onProgress: Show,
): Promise<ProbeOutcome[]> {
  const { provider, profileIds, mayPay, concurrency, timeoutMs, maxTokens } = options;
  return probeStateDir(source.state, {
    agentId,
    provider,
    profileIds: profileIds.length > 0 ? profileIds : undefined,
    mayPay,
    mayRunCommands: source.mayRunCommands,
    atOnce: concurrency,
    limits: { deadlineMs: timeoutMs, tokensMax: maxTokens },
    signal,
    nowMs: Date.now(),
    onProgress,
  });
}

async function probeRegistered(
  input: LightInput,
  { flags, agentId, options }: Probing,
  signal: AbortSignal,
  onProgress: Show,
): Promise<ProbeOutcome[]> {
  const outcomes: ProbeOutcome[] = [];
  await input.withConsole(async ({ context, runtime }) => {
    const ctx = context();
    const { gatewayId } = chooseGateway(ctx, flags.gateway);
    const { provider, profileIds, concurrency, timeoutMs, maxTokens } = options;
    const narrowed = profileIds.length > 0 ? { profileIds } : {};
    const { sweepId } = startProbes(ctx, { gatewayId, agentId, provider, ...narrowed });
    await runProbes(openingContext(runtime, ctx), sweepId, {
      clock: Date.now,
      signal,
      atOnce: concurrency,
      limits: { deadlineMs: timeoutMs, tokensMax: maxTokens },
      onProgress,
    });
    outcomes.push(...probeOutcomes(ctx, sweepId));
    return 0;
  });
  return outcomes;
}

/** In the reader's language, for what OpenClaw has no words for. */
function sentenceOf({ status, reason, message }: ProbeOutcome, t: Translator): string {
  if (message !== null && reason === null) return message;
  if (reason !== null && isProbeReason(reason)) return t(`probes.reason.${reason}`);
  return status === "ok" ? "" : t(`probes.advice.${status}`);
}
