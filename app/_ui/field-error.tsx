import { OctagonX } from "lucide-react";
import type { ReactNode } from "react";

/** What is wrong with a field and how to mend it. Its id is in the control's `aria-describedby`. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex max-w-prose gap-1.5 text-danger-fg text-sm">
      <OctagonX aria-hidden className="mt-0.5" />
      <span>{children}</span>
    </p>
  );
}
