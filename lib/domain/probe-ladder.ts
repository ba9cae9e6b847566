import {
  type ConfigProfile,
  type CredentialFacts,
  type EligibilityReason,
  profileEligibility,
} from "#lib/domain/credential-eligibility.ts";
import type { probeEndpoint } from "#lib/domain/probe-endpoint.ts";
import {
  adviceFor,
  isInconclusive,
  type OpenclawProbeReason,
  type ProbeAdvice,
  type ProbeReason,
  type ProbeVerdict,
} from "#lib/domain/probe-verdict.ts";

/**
 * What a completion of at most 8 tokens costs at most, in US cents: 30 tokens of input and 8 of output by the dearest
 * model there is cost 0.93.
 *
 * Source: OpenClaw 2026.3.13, model catalog: o1-pro, 150 and 600 dollars per million tokens.
 */
export const PAID_PROBE_CENTS_MAX = 1;

/** Whether completions are allowed for the provider, and what is left of today's budget. */
export type PaidProbes = { isAllowed: boolean; requestsLeft: number; centsLeft: number };

export const NO_PAID_PROBES: PaidProbes = { isAllowed: false, requestsLeft: 0, centsLeft: 0 };

/** What decides which request a probe makes, if any. The secret is no part of it. */
export type ProbeFacts = {
  provider: string;
  /** The stored profile; null for a key of the environment or the config. */
  profile: (CredentialFacts & { provider: string }) | null;
  /** The profile's entry of `auth.profiles`. */
  configEntry: ConfigProfile | null;
  /** An explicit order for the provider leaves the profile out. */
  isExcluded: boolean;
  /** Its SecretRef could not be resolved. */
  isUnresolved: boolean;
  endpoint: ReturnType<typeof probeEndpoint>;
  /** The model to ask, without its provider; null when the gateway uses none of this provider. */
  model: string | null;
  paid: PaidProbes;
};

export type ProbeStep =
  | { kind: "done"; verdict: ProbeVerdict; advice: ProbeAdvice | null }
  | { kind: "request"; request: "free" | "paid" };

/**
 * The next step of a probe: nothing at all for a credential that OpenClaw would not use, then a request that costs
 * nothing, then, where the operator allowed it and the budget has room, the smallest completion. `free` is what the
 * free request said, null before it was made.
 *
 * A completion follows a free success too, because only it shows an empty account; it never follows a refusal.
 *
 * Source of the codes: OpenClaw 2026.3.13, semantics §6.2. Ours are given whether or not there is an explicit order.
 */
export function nextProbeStep(facts: ProbeFacts, free: ProbeVerdict | null, nowMs: number): ProbeStep {
  const obstacle = obstacleOf(facts, nowMs);
  if (obstacle !== null) return done({ status: "unknown", reasonCode: obstacle });
  if (free === null) return { kind: "request", request: "free" };
  if (free.status !== "ok" && !isInconclusive(free)) return done(free);
  return afterFree(facts, free);
}

/** What comes after a success, or after an answer that left the question open. */
function afterFree({ paid, model, endpoint }: ProbeFacts, free: ProbeVerdict): ProbeStep {
  const isOpen = isInconclusive(free);
  if (!endpoint.canProbe || !endpoint.hasCompletion) return done(free);
  if (!paid.isAllowed) return done(free, isOpen ? "allow_paid_probe" : null);
  const hasBudget = paid.requestsLeft >= 1 && paid.centsLeft >= PAID_PROBE_CENTS_MAX;
  if (!hasBudget) return done(free, isOpen ? "raise_budget" : null);
  if (model !== null) return { kind: "request", request: "paid" };
  return done(isOpen ? { status: "no_model", reasonCode: "no_model" } : free);
}

function obstacleOf(facts: ProbeFacts, nowMs: number): ProbeReason | null {
  const { profile, provider, configEntry, endpoint } = facts;
  if (facts.isExcluded) return "excluded_by_auth_order";
  if (profile) {
    const eligibility = profileEligibility({ profile, provider, configEntry, nowMs });
    if (eligibility !== "ok") return probeReasonOf(eligibility);
    if (profile.type === "oauth") return "oauth_held_by_gateway";
  }
  if (facts.isUnresolved) return "unresolved_ref";
  return endpoint.canProbe ? null : endpoint.obstacle;
}

/** Source: OpenClaw 2026.3.13, `mapEligibilityReasonToProbeReasonCode` in its bundle. */
function probeReasonOf(eligibility: Exclude<EligibilityReason, "ok">): OpenclawProbeReason {
  switch (eligibility) {
    case "missing_credential":
    case "expired":
    case "invalid_expires":
      return eligibility;
    default:
      return "ineligible_profile";
  }
}

function done(verdict: ProbeVerdict, advice: ProbeAdvice | null = null): ProbeStep {
  return { kind: "done", verdict, advice: advice ?? adviceFor(verdict) };
}
