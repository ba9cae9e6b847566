import type { LightInput } from "#cli/light-command.ts";
import type { Probing, Show } from "#cli/probing-registered.ts";
import { progressLine } from "#cli/progress-line.ts";
import { readConfig } from "#lib/config.ts";
import { type ProbeDocument, type ProbeOutcome, probeResults } from "#lib/domain/probe-document.ts";
import { isProbeReason } from "#lib/domain/probe-reasons.ts";
import type { Translator } from "#lib/messages.ts";
import { outboundProxy } from "#lib/operations/outbound-proxy.ts";
import { probeStateDir } from "#lib/operations/probe-state-dir.ts";

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
        ? await registered(input, probing, stopping.signal, progress.show)
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
    proxy: outboundProxy(readConfig()),
    limits: { deadlineMs: timeoutMs, tokensMax: maxTokens },
    signal,
    nowMs: Date.now(),
    onProgress,
  });
}

/** Loaded only here: a state dir needs no database, and loading one takes as long as the answers of many providers. */
async function registered(...args: Parameters<ProbeRegistered>): ReturnType<ProbeRegistered> {
  const { probeRegistered } = await import("#cli/probing-registered.ts");
  return probeRegistered(...args);
}

type ProbeRegistered = typeof import("#cli/probing-registered.ts").probeRegistered;

/** In the reader's language, for what OpenClaw has no words for. */
function sentenceOf({ status, reason, message }: ProbeOutcome, t: Translator): string {
  if (message !== null && reason === null) return message;
  if (reason !== null && isProbeReason(reason)) return t(`probes.reason.${reason}`);
  return status === "ok" ? "" : t(`probes.advice.${status}`);
}
