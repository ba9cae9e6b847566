"use client";

import type { ReactNode } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { CopyButton } from "#app/_ui/copy-button.client.tsx";

type Props = {
  /** Names the codes. */
  label: string;
  /** The fields of the form, until it has an answer. */
  children: ReactNode;
  /** Under the codes: what to do with them, and the way on. */
  after: ReactNode;
};

/** Shows codes that the form around has just made, one a line, in place of its fields and this once. */
export function IssuedCodes({ label, children, after }: Props) {
  const { state } = useAnswer();
  if (state.status !== "done" || state.issued === undefined) return children;
  return (
    <div className="grid gap-(--stack)">
      <section
        aria-label={label}
        className="flex min-w-0 items-start rounded-md border border-success-line bg-sunken"
      >
        <ol className="grid min-w-0 flex-1 gap-x-6 gap-y-1 px-3 py-2.5 sm:grid-cols-2">
          {state.issued.split("\n").map((code) => (
            <li key={code}>
              <code className="select-all text-sm">{code}</code>
            </li>
          ))}
        </ol>
        <CopyButton text={state.issued} className="m-1" />
      </section>
      {after}
    </div>
  );
}
