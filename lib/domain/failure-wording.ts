/** Why a turn failed, in OpenClaw's words. */
export type FailureReason =
  | "session_expired"
  | "model_not_found"
  | "billing"
  | "rate_limit"
  | "overloaded"
  | "timeout"
  | "format"
  | "auth_permanent"
  | "auth";

/** Longest text that is looked at, in characters: what a provider says of its reasons comes first. */
const WORDING_LENGTH_MAX = 4096;

/** A billing error is short; a long text that happens to mention credit is something else. */
const BILLING_LENGTH_MAX = 512;

const SESSION =
  /\b(?:session|conversation) (?:id )?(?:not found|does not exist|expired|invalid)|no such session|invalid session/;
const MODEL =
  /unknown model|model not found|model_not_found|not_found_error|invalid model(?! reference)|models\/\S+ is not found/;
const CODE_402 =
  /["']?(?:status|code)["']?\s*[:=]\s*402\b|\bhttp\s*402\b|\berror(?:\s+code)?\s*[:=]?\s*402\b|\b(?:got|returned|received)\s+(?:a\s+)?402\b|^\s*402\s+(?:payment required\b|.*used up your points\b)/;
const PERIODIC =
  /\b(?:daily|weekly|monthly)(?:\/(?:daily|weekly|monthly))* (?:usage )?limits?(?: (?:exhausted|reached|exceeded))?\b/;
const RATE_LIMIT =
  /rate[_ ]limit|too many requests|429|model_cooldown|exceeded your current quota|resource has been exhausted|quota exceeded|resource_exhausted|usage limit|\btpm\b|tokens per minute|tokens per day/;
const OVERLOADED =
  /overloaded|service[_ ]unavailable.*(?:overload|capacity|high[_ ]demand)|(?:overload|capacity|high[_ ]demand).*service[_ ]unavailable|high demand/;
const TRANSIENT = /^\s*(?:http\s*)?(?:499|500|502|503|504|52[1-4]|529)(?:\s|$)/;
const FORMAT =
  /string should match pattern|tool_use\.id|tool_use_id|invalid request format|tool call id was.*must be/;
const BILLING =
  /payment required|insufficient credits|insufficient[_ ]quota|credit balance|plans & billing|insufficient balance|insufficient usd or diem balance|requires?\s+more\s+credits/;
const BILLING_HEAD = /^(?:error[:\s-]+)?billing(?:\s+error)?(?:[:\s-]+|$)/;
const TIMEOUT =
  /timeout|timed out|service unavailable|deadline exceeded|connection error|network error|network request failed|fetch failed|socket hang up|\be(?:conn(?:refused|reset|aborted)|netunreach|hostunreach|hostdown|netreset|(?:socket)?timedout|pipe|notfound|ai_again)\b/;
const AUTH_PERMANENT =
  /api[_ ]?key[_ ]?(?:revoked|invalid|deactivated|deleted)|invalid_api_key|key has been (?:disabled|revoked)|account has been deactivated|could not (?:authenticate|validate).*(?:api[_ ]?key|credentials)|permission_error|not allowed for this organization/;
const AUTH =
  /invalid[_ ]?api[_ ]?key|incorrect api key|invalid token|authentication|re-authenticate|oauth token refresh failed|unauthorized|forbidden|access denied|insufficient permissions?|missing scopes?:|expired|\b40[13]\b|no (?:credentials|api key) found/;

/**
 * What a provider's error says happened, by its wording, or null when it says nothing known. The first that fits
 * counts. `text` is as OpenClaw has it: the status, a blank, and the body.
 *
 * Source: OpenClaw 2026.3.13, semantics §9, and `classifyFailoverReason` in its bundle.
 */
export function failureWording(text: string): FailureReason | null {
  const said = text.slice(0, WORDING_LENGTH_MAX).toLowerCase();
  if (SESSION.test(said)) return "session_expired";
  if (MODEL.test(said) || (/\b404\b/.test(said) && /not[-_ ]?found/.test(said))) return "model_not_found";
  if (said.includes("does not exist") && said.includes("model")) return "model_not_found";
  if (CODE_402.test(said)) return paymentWording(said);
  if (PERIODIC.test(said)) return isBillingWording(said) ? "billing" : "rate_limit";
  return laterWording(said);
}

const LATER: readonly [RegExp, FailureReason][] = [
  [TIMEOUT, "timeout"],
  [AUTH_PERMANENT, "auth_permanent"],
  [AUTH, "auth"],
];

function laterWording(said: string): FailureReason | null {
  if (RATE_LIMIT.test(said)) return "rate_limit";
  if (OVERLOADED.test(said) || /^\s*(?:http\s*)?529(?:\s|$)/.test(said)) return "overloaded";
  if (TRANSIENT.test(said)) return "timeout";
  if (FORMAT.test(said)) return "format";
  if (isBillingWording(said)) return "billing";
  return LATER.find(([pattern]) => pattern.test(said))?.[1] ?? null;
}

/** True when an error says that money is missing. */
export function isBillingWording(text: string): boolean {
  const said = text.slice(0, WORDING_LENGTH_MAX).toLowerCase();
  if (said.length > BILLING_LENGTH_MAX) return CODE_402.test(said);
  return BILLING.test(said) || (BILLING_HEAD.test(said) && /upgrade|credits|payment|plan/.test(said));
}

/** True when an error says that the key itself is no good, rather than what it was asked to do. */
export function isKeyWording(text: string): boolean {
  const said = text.slice(0, WORDING_LENGTH_MAX).toLowerCase();
  return AUTH_PERMANENT.test(said) || AUTH.test(said);
}

/** True when a server says that it has too much to do for anyone. */
export function isOverloadedWording(text: string): boolean {
  return OVERLOADED.test(text.slice(0, WORDING_LENGTH_MAX).toLowerCase());
}

const HARD_LIMIT =
  /insufficient (?:credits|quota|balance)|credit balance|plans & billing|add more credits|top up|billing hard limit|hard limit reached/;
const PLAN = /upgrade your plan|upgrade plan|current plan|subscription|maximum allowed/;
const RETRY = /try again|retry|temporary|cooldown/;
const RETRY_LIMIT = /usage limit|rate limit|organization usage/;
const SCOPED_RESULT = /spend(?:ing)? limit|billing period|exceeded|reached|exhausted/;

/**
 * Whether a 402 asks for money or for patience: a limit that comes back by itself is `rate_limit`.
 *
 * Source: OpenClaw 2026.3.13, semantics §9, and `classify402Message` in its bundle.
 */
export function paymentWording(text: string): "billing" | "rate_limit" {
  const said = text
    .slice(0, WORDING_LENGTH_MAX)
    .trim()
    .toLowerCase()
    .replace(
      /^(?:error[:\s-]+)?(?:(?:http\s*)?402(?:\s+payment required)?|payment required)(?:[:\s-]+|$)/,
      "",
    );
  const hasLimit = said.includes("limit");
  if (said.includes("subscription quota limit") && /automatic quota refresh|rolling time window/.test(said)) {
    return "rate_limit";
  }
  if (HARD_LIMIT.test(said) || (PLAN.test(said) && hasLimit)) return "billing";
  if (RATE_LIMIT.test(said)) return "rate_limit";
  return hasLimit && comesBack(said) ? "rate_limit" : "billing";
}

function comesBack(said: string): boolean {
  if (RETRY.test(said) && RETRY_LIMIT.test(said)) return true;
  if (/daily|weekly|monthly/.test(said)) return /usage limit|spend(?:ing)? limit|reset/.test(said);
  return /organization|workspace/.test(said) && SCOPED_RESULT.test(said);
}
