import type { ReactNode } from "react";

export type Description = { term: string; detail: ReactNode; key?: string };

type Props = { items: Description[] };

/** Facts with their names. Side by side when there is room. */
export function DescriptionList({ items }: Props) {
  return (
    <dl className="divide-y divide-line">
      {items.map(({ term, detail, key }) => (
        <div
          key={key ?? term}
          className="grid gap-x-4 gap-y-0.5 py-(--cell-y) sm:grid-cols-[minmax(7rem,28%)_1fr]"
        >
          <dt className="text-fg-muted text-sm">{term}</dt>
          <dd className="min-w-0 text-fg text-sm [overflow-wrap:anywhere]">{detail}</dd>
        </div>
      ))}
    </dl>
  );
}
