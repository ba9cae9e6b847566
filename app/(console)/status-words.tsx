import {
  CalendarClock,
  CircleCheck,
  CircleHelp,
  CircleSlash,
  Hourglass,
  KeyRound,
  Unlink,
} from "lucide-react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { formatRelative } from "#app/_ui/time.ts";
import type { Tone } from "#app/_ui/tone.ts";
import type { StatusCause, StatusState } from "#lib/domain/status-cell.ts";
import type { UsageWindow } from "#lib/domain/usage-window.ts";
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

const ICON: Record<StatusState, typeof CircleCheck> = {
  expired: CircleSlash,
  missing: KeyRound,
  unresolved: Unlink,
  held_back: Hourglass,
  expiring: CalendarClock,
  healthy: CircleCheck,
};

/** A state in words, with a shape of its own, so that colour is never needed. */
export async function StateBadge({ state, look = "plain" }: { state: StatusState; look?: "box" | "plain" }) {
  const t = await getT("status.state");
  const Icon = ICON[state] ?? CircleHelp;
  return (
    <StatusBadge tone={STATE_TONE[state]} look={look} icon={<Icon aria-hidden className="size-3.5" />}>
      {t(state)}
    </StatusBadge>
  );
}

type CauseProps = { cause: StatusCause; window: UsageWindow | null; nowMs: number };

/** Why, in a sentence; of a window also how long it lasts. */
export async function CauseText({ cause, window, nowMs }: CauseProps) {
  const t = await getT("status");
  const locale = await getLocale();
  const known = cause === "disabled" ? window?.reason : null;
  const words =
    known === "billing" || known === "auth_permanent" ? t(`disabled_reason.${known}`) : t(`cause.${cause}`);
  if (!window || (cause !== "cooldown" && cause !== "disabled")) return words;
  return t("window_left", { cause: words, when: formatRelative(window.untilMs, nowMs, locale) });
}
