import type { ReactNode } from "react";

type Props = { title: ReactNode; children: ReactNode };

/** A part of a long form, with its name. */
export function FormSection({ title, children }: Props) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-3 font-semibold text-md">{title}</legend>
      <div className="grid grid-cols-1 gap-(--stack)">{children}</div>
    </fieldset>
  );
}
