import type { Ancestor, WantedOrder, WantedProfile } from "#lib/domain/publish-plan.ts";

/** What a console asks of a gateway on another host: references only. */
export type HostRequest = {
  publicationId: string;
  kind: "publish" | "unpublish";
  wanted: { profiles: WantedProfile[]; orders: WantedOrder[]; ancestors: Ancestor[] };
};

/** How late a report is, by how often its host said that it would come. */
export type HostSilence = "on_time" | "late" | "silent";

/** One missed report may be a slow network; with more than that the host, its timer or its token is gone. */
const LATE_AFTER = 2;
const SILENT_AFTER = 10;
/** A host that does not say how often it comes is expected within a day. */
const INTERVAL_S_UNKNOWN = 86_400;

/**
 * Judges a host by when it reported last. `intervalS` is in seconds, null when it reports only when told to.
 */
export function hostSilence(
  { reportedAtMs, intervalS }: { reportedAtMs: number; intervalS: number | null },
  nowMs: number,
): HostSilence {
  const missed = (nowMs - reportedAtMs) / 1000 / (intervalS ?? INTERVAL_S_UNKNOWN);
  if (missed > SILENT_AFTER) return "silent";
  return missed > LATE_AFTER ? "late" : "on_time";
}

/** Clocks that differ by less decide alike but for credentials that end in that very minute. */
const SKEW_MS_MAX = 60_000;

export function isSkewed({ skewMs }: { skewMs: number }): boolean {
  return Math.abs(skewMs) > SKEW_MS_MAX;
}
