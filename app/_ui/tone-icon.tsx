import { CircleCheck, CircleDashed, Info, OctagonX, TriangleAlert } from "lucide-react";
import type { Tone } from "#app/_ui/tone.ts";

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
