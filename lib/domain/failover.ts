import type { StatusCause } from "#lib/domain/status-cell.ts";

/**
 * Why an agent uses another profile than before.
 *
 * The first six are fail-overs: the profile before cannot be used. `recovered` is the way back, `published` a change
 * made through this console, `order_changed` one made on the gateway. `unknown` is anything else, such as a profile
 * that OpenClaw no longer fits to its config.
 */
export const MOVE_REASONS = [
  "cooldown",
  "disabled",
  "expired",
  "missing",
  "removed",
  "unknown",
  "recovered",
  "published",
  "order_changed",
] as const;
export type MoveReason = (typeof MOVE_REASONS)[number];

const FAILOVERS: ReadonlySet<MoveReason> = new Set(MOVE_REASONS.slice(0, 6));

/** What was last seen of an agent and provider. Times are Unix milliseconds. */
export type FailoverObservation = {
  profileId: string;
  /** The one used before it; null, together with `why`, when nothing else was ever seen. */
  previousProfileId: string | null;
  why: MoveReason | null;
  sinceMs: number;
  /** When this was written down. */
  seenAtMs: number;
};

/** One profile as a reading of the gateway has it. */
export type FailoverProfile = {
  profileId: string;
  cause: StatusCause;
  /** 1 is tried first; null is not tried. */
  position: number | null;
  /** `lastFailureAt` of its usage stats. */
  failedAtMs: number | null;
  endsAtMs: number | null;
};

/** What a run would use now, and how the profiles stand. */
export type FailoverReading = {
  /** Null when a run would use no profile: a key of the environment, or nothing. */
  profileId: string | null;
  profiles: readonly FailoverProfile[];
  /** An order names the sequence; else OpenClaw takes turns among profiles of a type. */
  hasOrder: boolean;
  /** The console published to the gateway since the observation was written. */
  wasPublished: boolean;
};

/** `add`: the agent moved. `replace`: OpenClaw took turns, which is no move, so the observation before is written over. */
export type FailoverStep = { kind: "none" } | { kind: "add" | "replace"; observation: FailoverObservation };

const NONE: FailoverStep = { kind: "none" };

/**
 * What two readings say about an agent that goes from one profile to another: since when and why.
 *
 * The reading before is the observation that was kept of it, null for the first. Without an order OpenClaw prefers the
 * profile that was unused for longest, so a change between two that both work is its habit and no move. `lastGood`
 * decides nothing in OpenClaw and nothing here.
 *
 * Source: OpenClaw 2026.3.13, semantics §2.2, §5.3 and §9.
 */
export function nextFailoverStep(
  before: FailoverObservation | null,
  reading: FailoverReading,
  nowMs: number,
): FailoverStep {
  const { profileId } = reading;
  if (profileId === null) return NONE;
  if (before === null) {
    return {
      kind: "add",
      observation: { profileId, previousProfileId: null, why: null, sinceMs: nowMs, seenAtMs: nowMs },
    };
  }
  if (isBack(before, reading)) return moved(before, profileId, { why: "recovered", sinceMs: nowMs }, nowMs);
  if (before.profileId === profileId) return NONE;
  const left = profileOf(reading, before.profileId);
  if (left && isFit(left)) return moveFromFit(before, profileId, reading, nowMs);
  const gone = !left || left.position === null;
  if (gone && reading.wasPublished)
    return moved(before, profileId, { why: "published", sinceMs: nowMs }, nowMs);
  return moved(before, profileId, leftBecause(left, before, nowMs), nowMs);
}

/** True while an agent uses one profile because another one, which it used before, is of no use. */
export function isFailedOver(
  observation: FailoverObservation | null,
  reading: Pick<FailoverReading, "profiles">,
): boolean {
  if (!observation?.previousProfileId || observation.why === null) return false;
  if (!FAILOVERS.has(observation.why)) return false;
  const previous = profileOf(reading, observation.previousProfileId);
  return !previous || !isFit(previous);
}

/** The profile that it had to leave is used again, and works. */
function isBack(before: FailoverObservation, { profileId, profiles }: FailoverReading): boolean {
  if (
    profileId === null ||
    before.why === null ||
    !FAILOVERS.has(before.why) ||
    before.previousProfileId !== profileId
  )
    return false;
  const previous = profileOf({ profiles }, profileId);
  return previous !== null && isFit(previous);
}

function moveFromFit(
  before: FailoverObservation,
  profileId: string,
  reading: FailoverReading,
  nowMs: number,
): FailoverStep {
  if (reading.wasPublished) return moved(before, profileId, { why: "published", sinceMs: nowMs }, nowMs);
  if (!reading.hasOrder) return { kind: "replace", observation: turned(before, profileId, reading, nowMs) };
  return moved(before, profileId, { why: "order_changed", sinceMs: nowMs }, nowMs);
}

/** As long as the agent is kept from another profile, that stays what is known of it. */
function turned(
  before: FailoverObservation,
  profileId: string,
  reading: FailoverReading,
  nowMs: number,
): FailoverObservation {
  if (isFailedOver(before, reading)) return { ...before, profileId };
  return { profileId, previousProfileId: null, why: null, sinceMs: nowMs, seenAtMs: nowMs };
}

type Reason = Pick<FailoverObservation, "sinceMs"> & { why: MoveReason };

function moved(
  before: FailoverObservation,
  profileId: string,
  { why, sinceMs }: Reason,
  nowMs: number,
): FailoverStep {
  const observation = { profileId, previousProfileId: before.profileId, why, sinceMs, seenAtMs: nowMs };
  return { kind: "add", observation };
}

/** A failure or an end between the two looks says when; else it is known only that it is so now. */
function leftBecause(left: FailoverProfile | null, before: FailoverObservation, nowMs: number): Reason {
  if (!left) return { why: "removed", sinceMs: nowMs };
  const within = (atMs: number | null) => Math.min(nowMs, Math.max(atMs ?? nowMs, before.sinceMs));
  switch (left.cause) {
    case "cooldown":
    case "disabled":
      return { why: left.cause, sinceMs: within(left.failedAtMs) };
    case "expired":
    case "invalid_expires":
      return { why: "expired", sinceMs: within(left.endsAtMs) };
    case "missing_credential":
    case "profile_missing":
    case "unresolved_ref":
      return { why: "missing", sinceMs: nowMs };
    default:
      return { why: left.position === null ? "order_changed" : "unknown", sinceMs: nowMs };
  }
}

function profileOf(
  { profiles }: Pick<FailoverReading, "profiles">,
  profileId: string,
): FailoverProfile | null {
  return profiles.find((each) => each.profileId === profileId) ?? null;
}

function isFit({ cause, position }: FailoverProfile): boolean {
  return position !== null && (cause === "usable" || cause === "renewed" || cause === "expiring");
}
