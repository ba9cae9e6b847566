import type { StatusCause } from "#lib/domain/status-cell.ts";

export const ALERT_KINDS = [
  "expiring",
  "expired",
  "missing",
  "probe_failing",
  "cooldown",
  "disabled",
  "failover",
  "drift",
  "publish_failed",
  "resolver_denied",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** The least pressing first. */
export const ALERT_SEVERITIES = ["info", "warning", "critical"] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** Days before an end at which people are told, the first notice first. A day is 24 hours. */
export const EXPIRY_STEPS_DAYS = [30, 14, 7, 1] as const;

/**
 * Something that is wrong now.
 *
 * `key` names the same trouble for as long as it lasts: a credential that is expiring and the same one expired have one
 * key, so its end is the next step of a known condition and not a second one. `level` grows as it gets worse.
 * Times are Unix milliseconds; `step` is the days of an expiry step.
 */
export type AlertCondition = {
  key: string;
  kind: AlertKind;
  severity: AlertSeverity;
  level: number;
  gatewayId: string;
  agentId: string | null;
  provider: string | null;
  profileId: string | null;
  /** Of a fail-over the profile that was used before. */
  previousProfileId: string | null;
  /** What the agent uses when this profile is gone; null when there is none or nobody knows. */
  nextProfileId: string | null;
  sinceMs: number | null;
  untilMs: number | null;
  step: number | null;
};

/** One profile of an agent, with the cause that the status page shows. `endsAtMs` is `credentialEnd`. */
export type AlertProfile = {
  gatewayId: string;
  agentId: string;
  provider: string;
  profileId: string;
  cause: StatusCause;
  endsAtMs: number | null;
  /** End of its cooldown or disabled time. */
  heldUntilMs: number | null;
  /** Probes that failed one after the other, up to now; 0 when none was made. */
  probeFailures: number;
  /** What the agent uses when this one is gone. */
  nextProfileId: string | null;
};

/** An agent and provider that have nothing to use and no profile that could be mended. */
export type AlertAccess = { gatewayId: string; agentId: string; provider: string };

/** An agent that went from one profile to another. */
export type AlertFailover = AlertAccess & {
  profileId: string;
  previousProfileId: string;
  nextProfileId: string | null;
  sinceMs: number;
};

/** Something that happened to a whole gateway, since when. */
export type AlertGatewayFact = { gatewayId: string; sinceMs: number | null };

export type AlertFacts = {
  profiles: readonly AlertProfile[];
  withoutCredential: readonly AlertAccess[];
  failovers: readonly AlertFailover[];
  drifted: readonly AlertGatewayFact[];
  publishFailures: readonly AlertGatewayFact[];
  resolverDenials: readonly AlertGatewayFact[];
};

export type AlertThresholds = {
  /** Days before an end; in any order. */
  expirySteps: readonly number[];
  /** So many failed probes in a row are an alert. At least 1. */
  probeFailures: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;

const SEVERITY: Record<AlertKind, AlertSeverity> = {
  expiring: "warning",
  expired: "critical",
  missing: "critical",
  probe_failing: "critical",
  cooldown: "info",
  disabled: "critical",
  failover: "warning",
  drift: "warning",
  publish_failed: "critical",
  resolver_denied: "warning",
};

/** Of an expiry condition that is over: above every step there can be. */
const LEVEL_OVER = 1_000_000;

/** What is wrong now, each condition once. Decides nothing that the status page decides: causes come from there. */
export function alertConditions(
  facts: AlertFacts,
  thresholds: AlertThresholds,
  nowMs: number,
): AlertCondition[] {
  const all = [
    ...facts.profiles.flatMap((profile) => profileConditions(profile, thresholds, nowMs)),
    ...facts.withoutCredential.map((access) => condition("missing", "access", access)),
    ...facts.failovers.map((each) => condition("failover", "failover", each)),
    ...facts.drifted.map((each) => condition("drift", "drift", each)),
    ...facts.publishFailures.map((each) => condition("publish_failed", "publish", each)),
    ...facts.resolverDenials.map((each) => condition("resolver_denied", "resolver", each)),
  ];
  return [...new Map(all.map((each) => [each.key, each])).values()];
}

function profileConditions(
  profile: AlertProfile,
  thresholds: AlertThresholds,
  nowMs: number,
): AlertCondition[] {
  const { cause, endsAtMs, heldUntilMs, probeFailures } = profile;
  const found: AlertCondition[] = [];
  if (cause === "expired" || cause === "invalid_expires") {
    found.push(
      condition("expired", "end", { ...profile, sinceMs: endsAtMs, untilMs: endsAtMs, level: LEVEL_OVER }),
    );
  } else if (cause === "missing_credential" || cause === "profile_missing" || cause === "unresolved_ref") {
    found.push(condition("missing", "material", profile));
  } else {
    found.push(...expiringCondition(profile, thresholds.expirySteps, nowMs));
  }
  if (cause === "cooldown" || cause === "disabled") {
    const level = cause === "disabled" ? 2 : 1;
    found.push(condition(cause, "held", { ...profile, untilMs: heldUntilMs, level }));
  }
  if (probeFailures >= Math.max(1, thresholds.probeFailures)) {
    found.push(condition("probe_failing", "probe", profile));
  }
  return found;
}

/** The narrowest step that the end has reached. A step begins when exactly its days are left. */
function expiringCondition(profile: AlertProfile, steps: readonly number[], nowMs: number): AlertCondition[] {
  const { endsAtMs } = profile;
  if (endsAtMs === null || profile.cause === "left_out" || nowMs >= endsAtMs) return [];
  const reached = steps.filter((days) => endsAtMs - nowMs <= days * DAY_MS);
  if (reached.length === 0) return [];
  const step = Math.min(...reached);
  const level = 1 + steps.filter((days) => days > step).length;
  const found = condition("expiring", "end", { ...profile, untilMs: endsAtMs, step, level });
  return [step <= 1 ? { ...found, severity: "critical" } : found];
}

type Subject = { gatewayId: string } & Partial<
  Pick<
    AlertCondition,
    | "agentId"
    | "provider"
    | "profileId"
    | "previousProfileId"
    | "nextProfileId"
    | "sinceMs"
    | "untilMs"
    | "step"
    | "level"
  >
>;

function condition(kind: AlertKind, topic: string, subject: Subject): AlertCondition {
  const { gatewayId, agentId = null, provider = null, profileId = null } = subject;
  const named = topic === "failover" ? [agentId, provider] : [agentId, provider, profileId];
  return {
    key: [topic, gatewayId, ...named].map((part) => encodeURIComponent(part ?? "")).join("/"),
    kind,
    severity: SEVERITY[kind],
    level: subject.level ?? 1,
    ...{ gatewayId, agentId, provider, profileId },
    previousProfileId: subject.previousProfileId ?? null,
    nextProfileId: subject.nextProfileId ?? null,
    sinceMs: subject.sinceMs ?? null,
    untilMs: subject.untilMs ?? null,
    step: subject.step ?? null,
  };
}
