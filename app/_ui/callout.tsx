import { clsx } from "clsx";
import type { ReactNode } from "react";
import { TONE_BOX, type Tone } from "#app/_ui/tone.ts";
import { ToneIcon } from "#app/_ui/tone-icon.tsx";

type Props = {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** The next step. */
  actions?: ReactNode;
  /** Read out at once when it appears; for answers to what was just done. */
  live?: "alert" | "status";
};

/** Something to know before going on. */
export function Callout({ tone = "info", title, children, actions, live }: Props) {
  return (
    <div
      role={live}
      tabIndex={live === "alert" ? -1 : undefined}
      className={clsx("flex gap-2.5 rounded-lg border px-3.5 py-3 text-sm", TONE_BOX[tone])}
    >
      <ToneIcon tone={tone} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className={clsx("max-w-prose text-fg", title && "mt-0.5")}>{children}</div>}
        {actions && <div className="mt-2.5 flex flex-wrap gap-2 empty:hidden">{actions}</div>}
      </div>
    </div>
  );
}
