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

/** The shape of a state for lists: drawn once for the page, by `StateShapes`, and used in every row. */
export function StateMark({ state }: { state: StatusState }) {
  return (
    <svg aria-hidden="true" className="lucide">
      <use href={`#state-${state}`} />
    </svg>
  );
}

/** What would be used: a profile by its id, anything else in OpenClaw's words. */
export function SourceText({ profileId, source }: { profileId: string | null; source: string }) {
  return profileId === null ? <Mono>{source}</Mono> : <ProfileId id={profileId} />;
}
