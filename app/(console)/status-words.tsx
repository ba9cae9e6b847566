import { CalendarClock, CircleCheck, CircleSlash, Hourglass, KeyRound, Unlink } from "lucide-react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { formatRelative } from "#app/_ui/time.ts";
import { STATE_TONE, stateSymbol } from "#app/(console)/status-state.tsx";
import { STATUS_STATES, type StatusCause, type StatusState } from "#lib/domain/status-cell.ts";
import type { UsageWindow } from "#lib/domain/usage-window.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";

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
  const Icon = ICON[state];
  return (
    <StatusBadge tone={STATE_TONE[state]} look={look} icon={<Icon aria-hidden className="size-3.5" />}>
      {t(state)}
    </StatusBadge>
  );
}

/** What `stateSymbol` names. A page with a list of states has one. */
export function StateShapes() {
  return (
    <svg aria-hidden="true" className="hidden">
      {STATUS_STATES.map((state) => {
        const Icon = ICON[state];
        return (
          <symbol key={state} id={stateSymbol(state)} viewBox="0 0 24 24">
            <Icon aria-hidden className="size-full" />
          </symbol>
        );
      })}
    </svg>
  );
}

type CauseProps = { cause: StatusCause; window: UsageWindow | null; nowMs: number };

/** Why, in a sentence; of a window also how long it lasts. */
export async function CauseText(props: CauseProps) {
  return causeWords(await getLocale(), props);
}

export function causeWords(locale: Locale, { cause, window, nowMs }: CauseProps): string {
  const t = translator(locale, "status");
  const known = cause === "disabled" ? window?.reason : null;
  const words =
    known === "billing" || known === "auth_permanent" ? t(`disabled_reason.${known}`) : t(`cause.${cause}`);
  if (!window || (cause !== "cooldown" && cause !== "disabled")) return words;
  return t("window_left", { cause: words, when: formatRelative(window.untilMs, nowMs, locale) });
}

/** States of other profiles and drift, which a row's own state hides; null when there are none. */
export function besideWords(
  locale: Locale,
  { also, hasDrift }: Pick<StatusRow, "also" | "hasDrift">,
): string | null {
  const t = translator(locale, "status");
  const states = [...also, ...(hasDrift ? (["drift"] as const) : [])].map((state) => t(`state.${state}`));
  if (states.length === 0) return null;
  return t("also", { states: states.join(translator(locale, "common")("listSeparator")) });
}
