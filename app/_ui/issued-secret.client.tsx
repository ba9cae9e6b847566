"use client";

import type { ReactNode } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { CopyButton } from "#app/_ui/copy-button.client.tsx";

type Props = {
  /** Names the secret. */
  label: string;
  /** The fields of the form, until it has an answer. */
  children: ReactNode;
  /** Under the secret: where it goes, and the way on. */
  after?: ReactNode;
};

/**
 * Shows a secret that the form around has just made, in place of its fields. It is in no other answer of
 * the server, so leaving the page is the end of it.
 */
export function IssuedSecret({ label, children, after }: Props) {
  const { state } = useAnswer();
  if (state.status !== "done" || state.issued === undefined) return children;
  return (
    <div className="grid gap-(--stack)">
      <section
        aria-label={label}
        className="flex min-w-0 items-start rounded-md border border-success-line bg-sunken"
      >
        <code className="min-w-0 flex-1 select-all px-3 py-2 text-sm leading-5 [overflow-wrap:anywhere]">
          {state.issued}
        </code>
        <CopyButton text={state.issued} className="m-1" />
      </section>
      {after}
    </div>
  );
}
