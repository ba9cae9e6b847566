"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useRef, useState } from "react";
import { type AxisTick, shareOf } from "#app/_ui/timeline-axis.ts";
import { neighbourOf } from "#app/_ui/timeline-focus.ts";
import { type MarkLook, MarkShape, Span } from "#app/_ui/timeline-mark.tsx";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

export type ChartMark = {
  key: string;
  look: MarkLook;
  atMs: number;
  /** Null for a moment. */
  endMs: number | null;
  count: number;
  /** What it is, in one sentence; also its name for those who cannot see it. */
  title: string;
  /** One line per thing it stands for. */
  lines: string[];
  href: string;
};

export type ChartLane = { key: string; name: string; place: string | null; marks: ChartMark[] };

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

type Stretch = { fromMs: number; toMs: number };

const ROW = "grid border-line border-b sm:grid-cols-[12rem_minmax(0,1fr)]";
const PLOT = "block w-full overflow-visible";

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

type LaneProps = {
  lane: ChartLane;
  ticks: AxisTick[];
  today: number | null;
  window: Stretch;
  onShow: (mark: ChartMark | null) => void;
};

/** What stands above what in a lane. Each gets a line of its own, so that nothing covers anything else. */
const TRACKS: readonly (readonly MarkLook[])[] = [
  ["over", "expiring", "soon", "later", "renews"],
  ["cooldown"],
  ["disabled"],
  ["change"],
  ["publish"],
];
const TRACK_PX = 22;

function Lane({ lane, ticks, today, window, onShow }: LaneProps) {
  const tracks = TRACKS.filter((looks) => lane.marks.some((mark) => looks.includes(mark.look)));
  return (
    <div className={`${ROW} last:border-b-0`}>
      <div className="flex min-w-0 items-baseline gap-2 px-(--panel-x) max-sm:pt-2 sm:flex-col sm:justify-center sm:gap-0">
        <span className="max-w-full truncate font-medium text-sm">{lane.name}</span>
        {lane.place && <span className="max-w-full truncate text-fg-muted text-xs">{lane.place}</span>}
      </div>
      <div className="px-5">
        {/* biome-ignore lint/a11y/useSemanticElements: nothing of HTML groups what is inside a drawing. */}
        <svg
          role="group"
          aria-label={lane.name}
          data-lane={lane.name}
          height={Math.max(tracks.length, 2) * TRACK_PX + 8}
          className={PLOT}
        >
          {ticks.map(({ atMs }) => (
            <line key={atMs} {...upright(shareOf(atMs, window))} className="stroke-line" />
          ))}
          {today !== null && <line {...upright(today)} className="stroke-[1.5] stroke-accent" />}
          {lane.marks.map((mark) => {
            const track = tracks.findIndex((looks) => looks.includes(mark.look));
            const y = 4 + ((tracks.length === 1 ? 0.5 : track) + 0.5) * TRACK_PX;
            return <Mark key={mark.key} mark={mark} y={y} window={window} onShow={onShow} />;
          })}
        </svg>
      </div>
    </div>
  );
}

const upright = (share: number) => ({ x1: `${share}%`, x2: `${share}%`, y1: "0", y2: "100%" });

type MarkProps = { mark: ChartMark; y: number; window: Stretch; onShow: LaneProps["onShow"] };

function Mark({ mark, y, window, onShow }: MarkProps) {
  const hydrated = useHydrated();
  const from = shareOf(mark.atMs, window);
  const to = mark.endMs === null ? from : shareOf(mark.endMs, window);
  return (
    <Link
      href={mark.href as Route}
      prefetch={false}
      scroll={false}
      data-mark={mark.look}
      data-count={mark.count}
      data-share={from}
      aria-label={mark.title}
      // With scripts the arrows go from mark to mark, and Tab goes past all of them.
      tabIndex={hydrated ? -1 : undefined}
      onFocus={() => onShow(mark)}
      onPointerEnter={() => onShow(mark)}
      className="group/mark outline-none"
    >
      <circle
        cx={`${from}%`}
        cy={y}
        r="10"
        className="fill-transparent group-focus-visible/mark:stroke-2 group-focus-visible/mark:stroke-accent group-hover/mark:fill-hover"
      />
      {mark.endMs !== null && (
        <svg aria-hidden="true" y={y} className="overflow-visible">
          <Span look={mark.look} from={`${from}%`} to={`${to}%`} />
        </svg>
      )}
      <svg aria-hidden="true" x={`${from}%`} y={y} className="overflow-visible">
        {mark.endMs === null && <MarkShape look={mark.look} />}
        {mark.count > 1 && (
          <text x="9" y="4" className="fill-fg-muted font-medium text-xs tabular-nums max-sm:hidden">
            {mark.count}
          </text>
        )}
      </svg>
    </Link>
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
