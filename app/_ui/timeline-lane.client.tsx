"use client";

import type { Route } from "next";
import Link from "next/link";
import { type AxisTick, roomForCount, shareOf } from "#app/_ui/timeline-axis.ts";
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

export type Stretch = { fromMs: number; toMs: number };

/** A row of the timeline: names at the side, the drawing beside them. */
export const ROW = "grid border-line border-b sm:grid-cols-[12rem_minmax(0,1fr)]";
export const PLOT = "block w-full overflow-visible";

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
  ["refused"],
  ["works"],
  ["change"],
  ["publish"],
];
const TRACK_PX = 22;

/** Everything of one lane, in a drawing of its own. */
export function Lane({ lane, ticks, today, window, onShow }: LaneProps) {
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
            const gap = gapAfter(mark, lane.marks, tracks[track] ?? [], window);
            return <Mark key={mark.key} mark={mark} y={y} gap={gap} window={window} onShow={onShow} />;
          })}
        </svg>
      </div>
    </div>
  );
}

/** How far the next mark of the same line is from where this one ends, in percent of the drawing. */
function gapAfter(mark: ChartMark, all: ChartMark[], track: readonly MarkLook[], window: Stretch): number {
  const endMs = mark.endMs ?? mark.atMs;
  const later = all.filter(
    (other) => track.includes(other.look) && other !== mark && other.atMs >= mark.atMs,
  );
  const next = Math.min(...later.map(({ atMs }) => atMs));
  return Number.isFinite(next) ? shareOf(next, window) - shareOf(endMs, window) : 100;
}

const upright = (share: number) => ({ x1: `${share}%`, x2: `${share}%`, y1: "0", y2: "100%" });

type MarkProps = { mark: ChartMark; y: number; gap: number; window: Stretch; onShow: LaneProps["onShow"] };

const COUNT_LOOK = { everywhere: "max-sm:hidden", wide: "max-xl:hidden", nowhere: "hidden" };

function Mark({ mark, y, gap, window, onShow }: MarkProps) {
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
      </svg>
      {mark.count > 1 && (
        <svg aria-hidden="true" x={`${to}%`} y={y} className="overflow-visible">
          <text
            x="9"
            y="4"
            className={`fill-fg-muted font-medium text-xs tabular-nums ${COUNT_LOOK[roomForCount(mark.count, gap)]}`}
          >
            {mark.count}
          </text>
        </svg>
      )}
    </Link>
  );
}
