import { gatewayTriesNextKey, isRateLimitError } from "#lib/domain/key-retry.ts";
import { classifyAnswer } from "#lib/domain/probe-answer.ts";
import type { ProbeEndpoint } from "#lib/domain/probe-endpoint.ts";
import { nextProbeStep, type ProbeFacts } from "#lib/domain/probe-ladder.ts";
import { errorMessage, type ProbeProof } from "#lib/domain/probe-proof.ts";
import type { ProbeDialect } from "#lib/domain/probe-rows.ts";
import { classifyNoAnswer, type NoAnswer, retryAfterMs } from "#lib/domain/probe-transport.ts";
import { adviceFor, type ProbeAdvice, type ProbeVerdict } from "#lib/domain/probe-verdict.ts";
import { cleanedSecret, type SecretText } from "#lib/domain/secret-text.ts";
import { anthropic } from "#lib/providers/anthropic.ts";
import { completionRequest, type Dialect, freeRequest } from "#lib/providers/dialect.ts";
import { google } from "#lib/providers/google.ts";
import {
  DEADLINE_MS,
  guardedRequest,
  type OutboundOptions,
  type OutboundRequest,
} from "#lib/providers/guarded-request.ts";
import { OpenEndpoints } from "#lib/providers/open-endpoints.ts";
import { openai } from "#lib/providers/openai.ts";
import type { OutboundResult } from "#lib/providers/outbound-result.ts";
import { redactorFor } from "#lib/providers/redactor.ts";

/** What a probe found out. It holds no credential, and of the provider's words only `message`. */
export type ProbeResult = ProbeVerdict & {
  /** What was asked last: nothing, something free, or a completion that the provider may charge for. */
  kind: "none" | "free" | "paid";
  httpStatus: number | null;
  /** Of the last request, in milliseconds; null when there was none. */
  latencyMs: number | null;
  retryAfterMs: number | null;
  /** The provider's own sentence about a failure, without the credential and cut; null when there is none. */
  message: string | null;
  advice: ProbeAdvice | null;
  /** Our rotation rule goes on to the next key of a list. */
  isRateLimit: boolean;
  /** A gateway's rotation rule would. */
  gatewayTriesNext: boolean;
};

export type ProbeOptions = OutboundOptions & {
  nowMs: number;
  /** Most tokens of a completion, at most 8. One unless said otherwise. */
  tokensMax?: number;
  /** Shared by the probes of one sweep. */
  openEndpoints?: OpenEndpoints;
  /** Told before a completion is asked for, so that it can be counted before it costs. */
  onPaidRequest?: () => void;
};

const DIALECTS: Record<ProbeDialect, Dialect> = { anthropic, openai, google };

/** Longest sentence of a provider that is kept, in characters. */
const MESSAGE_LENGTH_MAX = 200;

type Asked = Omit<ProbeResult, "advice">;

const NOTHING: Omit<Asked, keyof ProbeVerdict> = {
  kind: "none",
  httpStatus: null,
  latencyMs: null,
  retryAfterMs: null,
  message: null,
  isRateLimit: false,
  gatewayTriesNext: false,
};

/**
 * Finds out whether a credential works: the steps of the ladder, one after the other, within one deadline. Writes
 * nothing anywhere, and to no gateway. `secret` is null when there is none, which the facts then say as well.
 */
export async function probeCredential(
  facts: ProbeFacts,
  secret: SecretText | null,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const endsAt = performance.now() + (options.deadlineMs ?? DEADLINE_MS);
  const usable = secret === null ? null : cleanedSecret(secret);
  let asked: Asked | null = null;
  for (;;) {
    const step = nextProbeStep(facts, asked, options.nowMs);
    if (step.kind === "done") return { ...NOTHING, ...asked, ...step.verdict, advice: step.advice };
    if (usable === null || !facts.endpoint.canProbe) return nothingToSend();
    const left = { ...options, deadlineMs: Math.max(1, endsAt - performance.now()) };
    if (step.request === "paid") return paidResult(facts, facts.endpoint, usable, left, asked);
    asked = await freeAnswer(facts.endpoint, usable, left);
  }
}

function nothingToSend(): ProbeResult {
  return { ...NOTHING, status: "unknown", reasonCode: "missing_credential", advice: null };
}

async function freeAnswer(
  endpoint: ProbeEndpoint,
  secret: SecretText,
  options: ProbeOptions,
): Promise<Asked> {
  const dialect = DIALECTS[endpoint.dialect];
  const openEndpoints = options.openEndpoints ?? new OpenEndpoints();
  const proof = endpoint.freeCheck.proof;
  // At the same time, so that the question about strangers takes no time of its own.
  const [asked, openness] = await Promise.all([
    ask(freeRequest(dialect, endpoint, secret), { step: "free", proof }, secret, options),
    openEndpoints.openness(dialect, endpoint, options),
  ]);
  const provesNothing = asked.status === "ok" && openness !== "closed";
  return provesNothing ? { ...asked, status: "unknown", reasonCode: "key_not_checked" } : asked;
}

async function paidResult(
  facts: ProbeFacts,
  endpoint: ProbeEndpoint,
  secret: SecretText,
  options: ProbeOptions,
  free: Asked | null,
): Promise<ProbeResult> {
  const input = { secret, model: facts.model ?? "", tokensMax: options.tokensMax ?? 1 };
  const request = completionRequest(DIALECTS[endpoint.dialect], endpoint, input);
  if (request === null) {
    return { ...NOTHING, ...free, status: "no_model", reasonCode: "no_model", advice: null };
  }
  options.onPaidRequest?.();
  const proof: ProbeProof = `${endpoint.dialect}_completion`;
  const asked = await ask(request, { step: "paid", proof }, secret, options);
  return { ...asked, advice: adviceFor(asked) };
}

async function ask(
  request: OutboundRequest,
  expected: { step: "free" | "paid"; proof: ProbeProof },
  secret: SecretText,
  options: ProbeOptions,
): Promise<Asked> {
  const result = await guardedRequest(request, options);
  const base = { ...NOTHING, kind: expected.step, latencyMs: result.latencyMs };
  if (result.outcome !== "answered") {
    const httpStatus = result.outcome === "redirect" ? result.status : null;
    return { ...base, ...classifyNoAnswer(endingOf(result)), httpStatus };
  }
  const { status, text, isCut } = result;
  const verdict = classifyAnswer({ status, text, isCut, ...expected });
  return {
    ...base,
    ...verdict,
    httpStatus: status,
    retryAfterMs: retryAfterMs(result.retryAfter, options.nowMs),
    message: verdict.status === "ok" ? null : shownMessage(text, secret),
    isRateLimit: isRateLimitError({ status, text }),
    gatewayTriesNext: verdict.status !== "ok" && gatewayTriesNextKey(`${status} ${text}`),
  };
}

/** Redacted before it is cut: the cut could leave the beginning of a secret that nothing recognises any more. */
function shownMessage(text: string, secret: SecretText): string | null {
  const message = errorMessage(text);
  if (message === null) return null;
  const redacted = redactorFor([secret])(message);
  if (redacted.length <= MESSAGE_LENGTH_MAX) return redacted;
  return `${redacted.slice(0, MESSAGE_LENGTH_MAX - 1).toWellFormed()}…`;
}

function endingOf(result: Exclude<OutboundResult, { outcome: "answered" }>): NoAnswer {
  switch (result.outcome) {
    case "tls":
      return `tls-${result.problem}`;
    case "proxy":
      return `proxy-${result.problem}`;
    case "protocol":
      return result.problem;
    default:
      return result.outcome;
  }
}
