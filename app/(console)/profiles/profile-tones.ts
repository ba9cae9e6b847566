import type { Tone } from "#app/_ui/tone.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";
import type { PublishState } from "#lib/views/publish-states.ts";

/** How a profile is, as its badge and its explanation name it. A reason code of OpenClaw unless it can be used. */
export type ProfileStatus =
  | "usable"
  | "soon"
  | "oauth"
  | "to_remove"
  | Exclude<ProfileListItem["reason"], "ok">;

export const STATUS_TONE: Record<ProfileStatus, Tone> = {
  usable: "success",
  soon: "warn",
  oauth: "info",
  to_remove: "neutral",
  expired: "danger",
  missing_credential: "danger",
  invalid_expires: "danger",
};

export const PUBLISH_TONE: Record<PublishState, Tone> = {
  published: "success",
  changed: "warn",
  unpublished: "warn",
  to_remove: "warn",
  on_gateway_only: "neutral",
  there_already: "success",
};
