"use client";

import { clsx } from "clsx";
import { Equal, Minus, PencilLine, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "#app/_ui/messages.client.tsx";

export type DiffKind = "added" | "removed" | "changed" | "unchanged";

export type DiffEntry = {
  key: string;
  kind: DiffKind;
  /** What it is: a profile id, a path in a file. */
  label: ReactNode;
  /** Why, or what the reader should know: "taken over from the gateway". */
  note?: ReactNode;
  before?: ReactNode;
  after?: ReactNode;
};

const LOOKS = {
  added: { Icon: Plus, gutter: "bg-success-bg text-success-fg" },
  removed: { Icon: Minus, gutter: "bg-danger-bg text-danger-fg" },
  changed: { Icon: PencilLine, gutter: "bg-warn-bg text-warn-fg" },
  unchanged: { Icon: Equal, gutter: "bg-sunken text-fg-subtle" },
} as const;

/** What would change, one row each, with both sides. Goes into a flush `Panel`. */
export function Diff({ entries, label }: { entries: DiffEntry[]; label: string }) {
  const t = useT("ui.diff");
  if (entries.length === 0)
    return <p className="px-(--panel-x) py-(--panel-y) text-fg-muted">{t("empty")}</p>;
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {entries.map((entry) => (
        <DiffRow key={entry.key} entry={entry} />
      ))}
    </ul>
  );
}

/** "2 added, 1 changed, 0 removed". */
export function DiffSummary({ entries }: { entries: DiffEntry[] }) {
  const t = useT("ui.diff");
  const count = (kind: DiffKind) => entries.filter((entry) => entry.kind === kind).length;
  return (
    <span className="tabular-nums">
      {t("summary", { added: count("added"), changed: count("changed"), removed: count("removed") })}
    </span>
  );
}

function DiffRow({ entry }: { entry: DiffEntry }) {
  const t = useT("ui.diff");
  const { Icon, gutter } = LOOKS[entry.kind];
  return (
    <li className="flex">
      <div className={clsx("flex w-9 shrink-0 justify-center pt-(--cell-y)", gutter)}>
        <Icon aria-hidden className="mt-0.5 size-3.5" />
      </div>
      <div className="min-w-0 flex-1 px-3 py-(--cell-y) text-sm">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="sr-only">{t(entry.kind)}: </span>
          <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{entry.label}</span>
          {entry.note && <span className="text-fg-muted">{entry.note}</span>}
        </div>
        {(entry.before !== undefined || entry.after !== undefined) && (
          <div className="mt-1 grid gap-0.5 font-mono text-xs">
            {entry.before !== undefined && (
              <Side sign="−" name={t("before")} look="bg-danger-bg text-danger-fg">
                <del className="no-underline">{entry.before}</del>
              </Side>
            )}
            {entry.after !== undefined && (
              <Side sign="+" name={t("after")} look="bg-success-bg text-success-fg">
                <ins className="no-underline">{entry.after}</ins>
              </Side>
            )}
          </div>
        )}
      </div>
    </li>
  );
}

function Side({
  sign,
  name,
  look,
  children,
}: {
  sign: string;
  name: string;
  look: string;
  children: ReactNode;
}) {
  return (
    <p className={clsx("flex gap-2 rounded-sm px-1.5 py-0.5 [overflow-wrap:anywhere]", look)}>
      <span aria-hidden className="select-none">
        {sign}
      </span>
      <span className="sr-only">{name}: </span>
      <span className="min-w-0">{children}</span>
    </p>
  );
}
