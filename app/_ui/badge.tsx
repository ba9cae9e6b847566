import { clsx } from "clsx";
import type { ReactNode } from "react";
import { TONE_BOX, TONE_TEXT, type Tone } from "#app/_ui/tone.ts";
import { ToneIcon, ToneMark } from "#app/_ui/tone-icon.tsx";

type BadgeProps = { tone?: Tone; mono?: boolean; children: ReactNode };

/** A short fact: a type, a release, a count. */
export function Badge({ tone = "neutral", mono = false, children }: BadgeProps) {
  return (
    <span
      className={clsx(
        "inline-flex max-w-full items-center gap-1 rounded-sm border px-1.5 text-xs font-medium",
        mono && "font-mono",
        TONE_BOX[tone],
      )}
    >
      {children}
    </span>
  );
}

type StatusProps = {
  tone: Tone;
  /** The status in words. */
  children: ReactNode;
  /** In place of the tone's own shape. */
  icon?: ReactNode;
  /** `plain` has no box, for table cells. */
  look?: "box" | "plain";
};

/** How something is: words and a shape first, colour as well. */
export function StatusBadge({ tone, children, icon, look = "box" }: StatusProps) {
  if (look === "plain") {
    return (
      <span className={clsx("status-plain", TONE_TEXT[tone])}>
        {icon ?? <ToneMark tone={tone} />}
        <span>{children}</span>
      </span>
    );
  }
  return (
    <span
      className={clsx(
        "inline-flex max-w-full items-baseline gap-1.5 font-medium [&>svg]:self-center",
        "rounded-full border px-2 py-px text-xs",
        TONE_BOX[tone],
      )}
    >
      {icon ?? <ToneIcon tone={tone} className="size-3.5" />}
      <span className="min-w-0">{children}</span>
    </span>
  );
}
