import { useId } from "react";

type Props = {
  label: string;
  /** From 0 to `max`; left out while nobody knows how long it takes. */
  value?: number;
  max?: number;
  /** "3 of 12 probes". */
  detail?: string;
};

/** How far something long has come. */
export function Progress({ label, value, max = 100, detail }: Props) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <span id={id} className="font-medium">
          {label}
        </span>
        {detail && <span className="text-fg-muted tabular-nums">{detail}</span>}
      </div>
      {value === undefined ? (
        <div role="progressbar" aria-labelledby={id} className="h-1.5 overflow-hidden rounded-full bg-line">
          <div className="h-full w-1/3 rounded-full bg-accent motion-safe:animate-sweep" />
        </div>
      ) : (
        <progress
          aria-labelledby={id}
          value={value}
          max={max}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full border-0 bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent motion-safe:[&::-webkit-progress-value]:transition-[width]"
        />
      )}
    </div>
  );
}
