import { clsx } from "clsx";

/** What a mark means: each look has a shape and a colour, so that neither is needed alone. */
export type MarkLook =
  | "over"
  | "expiring"
  | "soon"
  | "later"
  | "renews"
  | "refused"
  | "works"
  | "change"
  | "publish"
  | "cooldown"
  | "disabled";

type ShapeProps = { look: MarkLook };

/** A moment's shape, 12 units wide, drawn around the origin. */
export function MarkShape({ look }: ShapeProps) {
  switch (look) {
    case "over":
      return <path d="M-2.6-6.2h5.2l3.6 3.6v5.2l-3.6 3.6h-5.2l-3.6-3.6v-5.2z" className="fill-danger-fg" />;
    case "expiring":
      return <path d="M0-6.5 6.8 5.5H-6.8z" className="fill-warn-fg" />;
    case "soon":
      return <path d="M0-5.4 5.6 4.6H-5.6z" className={clsx("stroke-warn-fg", HOLLOW)} />;
    case "later":
      return <circle r="5" className={clsx("stroke-success-fg", HOLLOW)} />;
    case "renews":
      return <circle r="5" strokeDasharray="2.6 1.6" className={clsx("stroke-fg-muted", HOLLOW)} />;
    case "refused":
      return <path d="M-4.2-4.2 4.2 4.2M-4.2 4.2 4.2-4.2" className={clsx("stroke-danger-fg", STROKE)} />;
    case "works":
      return <path d="M-5 .4-1.6 3.9 5-3.7" className={clsx("stroke-success-fg", STROKE)} />;
    case "change":
      return <rect x="-3" y="-3" width="6" height="6" className="fill-fg-subtle" />;
    case "publish":
      return <path d="M0-5 5 1H1.4v4.5h-2.8V1H-5z" className="fill-info-fg" />;
    case "cooldown":
    case "disabled":
      return <Span look={look} from="-7" to="7" />;
  }
}

const STROKE = "fill-none stroke-[2.5]";
const HOLLOW = "fill-surface stroke-[1.75]";

/** From one place to another. A cooldown is a thin bar with round ends, a disabled span a thick one with stops. */
export function Span({ look, from, to }: { look: MarkLook; from: string; to: string }) {
  if (look === "cooldown") {
    return <line x1={from} x2={to} strokeLinecap="round" className="stroke-[5] stroke-warn-fg" />;
  }
  return (
    <>
      <line x1={from} x2={to} strokeLinecap="square" className="stroke-[6] stroke-danger-fg" />
      <line x1={from} x2={from} y1="-7" y2="7" className="stroke-2 stroke-danger-fg" />
      <line x1={to} x2={to} y1="-7" y2="7" className="stroke-2 stroke-danger-fg" />
    </>
  );
}

/** A shape beside its words, for the legend and the table. */
export function MarkIcon({ look }: ShapeProps) {
  return (
    <svg aria-hidden="true" viewBox="-8 -8 16 16" className="size-4 shrink-0">
      <MarkShape look={look} />
    </svg>
  );
}
