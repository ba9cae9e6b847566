import { clsx } from "clsx";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { TONE_TEXT, type Tone } from "#app/_ui/tone.ts";
import { ToneMark } from "#app/_ui/tone-icon.tsx";

type StatProps = {
  label: string;
  value: ReactNode;
  /** What the number means or hides. */
  detail?: ReactNode;
  tone?: Tone;
  href?: string;
};

/** A row of figures that touch; give it `Stat` children. */
export function StatRow({ children }: { children: ReactNode }) {
  return (
    <dl className="flex flex-wrap gap-px overflow-clip rounded-lg border border-line bg-line">{children}</dl>
  );
}

export function Stat({ label, value, detail, tone = "neutral", href }: StatProps) {
  return (
    <div
      className={clsx(
        "relative grow basis-34 bg-surface px-(--panel-x) py-3 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent",
        "has-[a:focus-visible]:-outline-offset-2",
        href && "hover:bg-hover",
      )}
    >
      <dt className="flex items-center gap-1.5 text-fg-muted text-sm">
        {tone !== "neutral" && <ToneMark tone={tone} className={clsx("size-3.5", TONE_TEXT[tone])} />}
        {href ? (
          <Link
            href={href as Route}
            // Most lead to a part of what is shown already; asking for all of them would cost more than the page.
            prefetch={false}
            className="outline-none after:absolute after:inset-0"
          >
            {label}
          </Link>
        ) : (
          label
        )}
      </dt>
      <dd className="mt-0.5 font-semibold text-xl tabular-nums tracking-tight">{value}</dd>
      {detail && <dd className="text-fg-subtle text-xs">{detail}</dd>}
    </div>
  );
}
