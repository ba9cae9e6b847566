import type { MomentWords } from "#app/_ui/moment.ts";

/** A moment in a cell of a list, or what there is to say without one. */
export function MomentText({ at, without }: { at: MomentWords | null; without: string }) {
  if (at === null) return <span className="text-fg-subtle">{without}</span>;
  if (at.iso === null) return <span>–</span>;
  return (
    <time dateTime={at.iso} title={at.title ?? undefined} className="block whitespace-nowrap tabular-nums">
      {at.words} {at.below !== null && <span className="cell-note block">{at.below}</span>}
    </time>
  );
}
