import { Mono, ProfileId } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import type { StatusState } from "#lib/domain/status-cell.ts";
import type { StatusFilter } from "#lib/views/status-search.ts";

export const STATE_TONE: Record<StatusFilter, Tone> = {
  expired: "danger",
  missing: "danger",
  unresolved: "danger",
  held_back: "warn",
  expiring: "warn",
  healthy: "success",
  drift: "info",
};

/** The symbol of a state that `StateShapes` draws, for `ShapeMark`. */
export const stateSymbol = (state: StatusState) => `state-${state}`;

/** What would be used: a profile by its id, anything else in OpenClaw's words. */
export function SourceText({ profileId, source }: { profileId: string | null; source: string }) {
  return profileId === null ? <Mono>{source}</Mono> : <ProfileId id={profileId} />;
}
