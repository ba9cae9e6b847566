"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useRef, useState } from "react";
import { type AxisTick, shareOf } from "#app/_ui/timeline-axis.ts";
import { neighbourOf } from "#app/_ui/timeline-focus.ts";
import {
  type ChartLane,
  type ChartMark,
  Lane,
  PLOT,
  ROW,
  type Stretch,
} from "#app/_ui/timeline-lane.client.tsx";

export type TimelineMoves = Record<"back" | "ahead" | "closer" | "wider" | "whole", string | null>;

type Props = {
  window: { fromMs: number; toMs: number };
  nowMs: number;
  ticks: AxisTick[];
  lanes: ChartLane[];
  /** Where the keys lead: the same addresses as the buttons above the drawing. */
  moves: TimelineMoves;
  words: { label: string; keys: string; today: string; hint: string };
};

/** Things on a time axis, a lane each; the details of the mark that is pointed at stand below, in a place of their own. */
export function Timeline({ window, nowMs, ticks, lanes, moves, words }: Props) {
  const router = useRouter();
  const frame = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<ChartMark | null>(null);
  const today = nowMs >= window.fromMs && nowMs <= window.toMs ? shareOf(nowMs, window) : null;

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    const onFrame = event.target === frame.current;
    const move = moveOf(event.key, onFrame || event.shiftKey);
    if (move) {
      event.preventDefault();
      const href = moves[move];
      if (href) router.replace(href as Route, { scroll: false });
      frame.current?.focus();
      return;
    }
    const next = frame.current && neighbourOf(frame.current, event.target, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls. */}
      <div
        ref={frame}
        role="group"
        aria-label={words.label}
        aria-description={words.keys}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys that pan and zoom need a place to be pressed.
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="focus-inside"
      >
        <Axis ticks={ticks} today={today} window={window} label={words.today} />
        {lanes.map((lane) => (
          <Lane key={lane.key} lane={lane} ticks={ticks} today={today} window={window} onShow={setShown} />
        ))}
      </div>
      <Details mark={shown} hint={words.hint} />
    </div>
  );
}

/** What a key does to the window. Arrows move it only while no mark has the focus, or with Shift. */
function moveOf(key: string, moves: boolean): keyof TimelineMoves | null {
  if (key === "+" || key === "=") return "closer";
  if (key === "-" || key === "_") return "wider";
  if (key === "0" || key === "Home") return "whole";
  if (key === "ArrowLeft" && moves) return "back";
  if (key === "ArrowRight" && moves) return "ahead";
  return null;
}

function Axis(props: { ticks: AxisTick[]; today: number | null; window: Stretch; label: string }) {
  const { ticks, today, window, label } = props;
  return (
    <div className={ROW}>
      <div className="max-sm:hidden" />
      <div className="px-5">
        <svg aria-hidden="true" className={`${PLOT} h-9 text-xs`}>
          {ticks.map(({ atMs, label: text }, at) => {
            const share = shareOf(atMs, window);
            const gap = today === null ? 100 : Math.abs(share - today);
            if (gap < 6) return null;
            return (
              <text
                key={atMs}
                x={`${share}%`}
                y="23"
                textAnchor="middle"
                className={`fill-fg-muted tabular-nums ${at % 2 || gap < 16 ? "max-md:hidden" : ""}`}
              >
                {text}
              </text>
            );
          })}
          {today !== null && (
            <text x={`${today}%`} y="23" textAnchor="middle" className="fill-accent font-semibold">
              {label}
            </text>
          )}
        </svg>
      </div>
    </div>
  );
}

/** Always as high, so that nothing moves when it fills. */
function Details({ mark, hint }: { mark: ChartMark | null; hint: string }) {
  return (
    <div
      data-timeline-details
      className="h-25 overflow-y-auto border-line border-t bg-sunken px-(--panel-x) py-2.5 text-sm print:hidden"
    >
      {mark === null ? (
        <p className="text-fg-muted">{hint}</p>
      ) : (
        <>
          <p className="font-medium">{mark.title}</p>
          <ul className="text-fg-muted tabular-nums">
            {mark.lines.map((line) => (
              <li key={line} className="truncate">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
