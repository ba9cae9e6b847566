import {
  type FailureReason,
  failureWording,
  isBillingWording,
  isKeyWording,
  isOverloadedWording,
  paymentWording,
} from "#lib/domain/failure-wording.ts";
import { isProof, type ProbeProof } from "#lib/domain/probe-proof.ts";
import type { ProbeReason, ProbeStatus, ProbeVerdict } from "#lib/domain/probe-verdict.ts";

/** A provider's answer and what it is an answer to. */
export type ProbeAnswer = {
  /** 200 to 299 or 400 to 599. */
  status: number;
  text: string;
  isCut: boolean;
  step: "free" | "paid";
  proof: ProbeProof;
};

const CLAUDE_CODE_ONLY = /only authorized for use with claude code/i;

/** Of a key that may do other things: it was recognised, so it is no dead key. */
const SCOPE = /missing scopes?\b|insufficient permissions? for this operation|scope requirement/i;

/** The completion began and was stopped by our own limit, which is all that was asked. */
const STOPPED_BY_LIMIT = /max_tokens or model output limit was reached/i;

const MONEY_QUOTA = /insufficient[_ ]quota|exceeded your current quota|billing/i;

/**
 * Puts a provider's answer into OpenClaw's buckets. `ok` takes a success in the shape that was asked for, never a
 * status alone.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.2 and §9. Other than there, an answer that OpenClaw hides behind `ok`
 * when it has no model to fall back to is judged for what it says.
 */
export function classifyAnswer(answer: ProbeAnswer): ProbeVerdict {
  const { status, text, isCut, proof } = answer;
  if (status < 300 && isProof(proof, text, isCut)) return verdict("ok");
  if (CLAUDE_CODE_ONLY.test(text)) return verdict("auth", "claude_code_only");
  if (status < 300) return notWhatWasAsked(text);
  return refusal(answer);
}

function notWhatWasAsked(text: string): ProbeVerdict {
  const looksLikeJson = /^\s*[{[]/.test(text);
  const reason = looksLikeJson ? failureWording(text) : null;
  return reason === null ? verdict("unknown", "not_a_provider") : fromWording(reason);
}

function refusal(answer: ProbeAnswer): ProbeVerdict {
  const { status, text, step } = answer;
  switch (status) {
    case 400:
    case 422:
      return badRequest(answer);
    case 401:
      return verdict("auth");
    case 402:
      return verdict(paymentWording(text));
    case 403:
      return step === "free" && SCOPE.test(text)
        ? verdict("unknown", "check_not_permitted")
        : verdict("auth");
    case 404:
    case 405:
      return step === "free" ? verdict("unknown", "check_not_offered") : missingModel(text);
    case 429:
      return verdict("rate_limit", MONEY_QUOTA.test(text) ? "quota_exhausted" : null);
    default:
      return serverTrouble(status, text);
  }
}

function badRequest({ text, step }: ProbeAnswer): ProbeVerdict {
  if (step === "paid" && STOPPED_BY_LIMIT.test(text)) return verdict("ok");
  if (failureWording(text) === "model_not_found") return verdict("unknown", "model_not_found");
  if (isBillingWording(text)) return verdict("billing");
  return verdict(isKeyWording(text) ? "auth" : "format");
}

function missingModel(text: string): ProbeVerdict {
  const isModel = failureWording(text) === "model_not_found";
  return verdict("unknown", isModel ? "model_not_found" : null);
}

const SLOW_OR_GONE: ReadonlySet<number> = new Set([408, 499, 500, 502, 503, 504, 521, 522, 523, 524]);

function serverTrouble(status: number, text: string): ProbeVerdict {
  if (status === 529) return verdict("rate_limit");
  if (SLOW_OR_GONE.has(status)) return verdict(isOverloadedWording(text) ? "rate_limit" : "timeout");
  const reason = failureWording(`${status} ${text}`);
  return reason === null ? verdict("unknown") : fromWording(reason);
}

/** Source: OpenClaw 2026.3.13, `mapFailoverReasonToProbeStatus` in its bundle. */
function fromWording(reason: FailureReason): ProbeVerdict {
  switch (reason) {
    case "auth":
    case "auth_permanent":
      return verdict("auth");
    case "rate_limit":
    case "overloaded":
      return verdict("rate_limit");
    case "billing":
    case "timeout":
    case "format":
      return verdict(reason);
    case "model_not_found":
      return verdict("unknown", "model_not_found");
    case "session_expired":
      return verdict("unknown");
  }
}

function verdict(status: ProbeStatus, reasonCode: ProbeReason | null = null): ProbeVerdict {
  return { status, reasonCode };
}
