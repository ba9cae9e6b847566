import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

type Props = { summary: ReactNode; children: ReactNode; open?: boolean };

/** More for those who want it: advanced fields, the raw numbers. */
export function Disclosure({ summary, children, open }: Props) {
  return (
    <details open={open} className="group/fold min-w-0">
      <summary className="inline-flex items-center gap-1 rounded-sm py-1 font-medium text-fg-muted text-sm hover:text-fg">
        <ChevronRight
          aria-hidden
          className="size-3.5 motion-safe:transition-transform group-open/fold:rotate-90"
        />
        {summary}
      </summary>
      <div className="pt-3">{children}</div>
    </details>
  );
}
