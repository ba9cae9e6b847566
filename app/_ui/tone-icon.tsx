import { clsx } from "clsx";
import { CircleCheck, CircleDashed, Fingerprint, Info, OctagonX, TriangleAlert } from "lucide-react";
import { TONES, type Tone } from "#app/_ui/tone.ts";

const ICONS = {
  neutral: CircleDashed,
  info: Info,
  success: CircleCheck,
  warn: TriangleAlert,
  danger: OctagonX,
} satisfies Record<Tone, unknown>;

type Props = { tone: Tone; className?: string };

/** The shape of a tone: a dashed circle, an i, a check, a triangle, an octagon. Decoration beside its words. */
export function ToneIcon({ tone, className }: Props) {
  const Icon = ICONS[tone];
  return <Icon aria-hidden className={className} />;
}

/** The same shape for lists: it is drawn once for the page, by `ToneShapes`, and used in every row. */
export function ToneMark({ tone, className }: Props) {
  return (
    <svg aria-hidden="true" className={clsx("lucide", className)}>
      <use href={`#tone-${tone}`} />
    </svg>
  );
}

/** Any other shape that is drawn once for the page, by the id of its symbol. */
export function ShapeMark({ id }: { id: string }) {
  return (
    <svg aria-hidden="true" className="lucide">
      <use href={`#${id}`} />
    </svg>
  );
}

/** The nine strokes of a fingerprint, drawn once in the same way. */
export function FingerprintMark() {
  return (
    <svg aria-hidden="true" className="lucide size-3">
      <use href="#fingerprint" />
    </svg>
  );
}

/** What `ToneMark` and `FingerprintMark` refer to. The frame of the console has one. */
export function ToneShapes() {
  return (
    <svg aria-hidden="true" className="hidden">
      {TONES.map((tone) => (
        <symbol key={tone} id={`tone-${tone}`} viewBox="0 0 24 24">
          <ToneIcon tone={tone} className="size-full" />
        </symbol>
      ))}
      <symbol id="fingerprint" viewBox="0 0 24 24">
        <Fingerprint aria-hidden className="size-full" />
      </symbol>
    </svg>
  );
}
