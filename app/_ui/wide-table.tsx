import type { ReactNode } from "react";

/**
 * For a `DataTable` of many columns, which scrolls sideways rather than squeeze them. Its rows hold links, which is
 * how the keyboard gets to what is out of sight. On a phone there is nothing to scroll, because each row is a card.
 */
export function WideTable({ children }: { children: ReactNode }) {
  return <div className="sm:max-xl:[&_table]:min-w-5xl">{children}</div>;
}
