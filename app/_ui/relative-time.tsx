import { clsx } from "clsx";
import { formatDateTime, formatRelative, isMoment } from "#app/_ui/time.ts";

type Props = {
  /** Unix milliseconds. */
  atMs: number;
  /** The page's one reading of the clock. */
  nowMs: number;
  locale: string;
  /** `stacked` puts the exact time under the words, `inline` beside them; `relative` leaves it to the pointer and `<time>`. */
  look?: "inline" | "stacked" | "relative" | "absolute";
};

/** A moment, in words relative to now and exactly in UTC. A number that is no moment shows a dash. */
export function RelativeTime({ atMs, nowMs, locale, look = "inline" }: Props) {
  if (!isMoment(atMs)) return <span>–</span>;
  const exact = formatDateTime(atMs, locale);
  const words = formatRelative(atMs, nowMs, locale);
  const iso = new Date(atMs).toISOString();
  if (look === "relative" || look === "absolute") {
    return (
      <time
        dateTime={iso}
        title={look === "relative" ? exact : words}
        className="whitespace-nowrap tabular-nums"
      >
        {look === "relative" ? words : exact}
      </time>
    );
  }
  return (
    <time dateTime={iso} className={clsx("tabular-nums", look === "stacked" && "block")}>
      {words}{" "}
      <span
        className={clsx(
          "text-fg-subtle",
          "whitespace-nowrap",
          look === "stacked" ? "block text-xs" : "text-[0.93em]",
        )}
      >
        {look === "inline" ? `(${exact})` : exact}
      </span>
    </time>
  );
}
