"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { buttonLook } from "#app/_ui/button-look.ts";

type Props = {
  /** What it is called once it is saved. */
  name: string;
  /** On the link that saves it. */
  label: string;
  /** The fields of the form, until it has an answer. */
  children: ReactNode;
  /** Under the link: where it goes. */
  after?: ReactNode;
};

/** Lets a person save the text file that the form around has just made, in place of its fields, also without scripts. */
export function IssuedFile({ name, label, children, after }: Props) {
  const { state } = useAnswer();
  if (state.status !== "done" || state.issued === undefined) return children;
  return (
    <div className="grid gap-(--stack)">
      <div>
        <a
          download={name}
          href={`data:application/octet-stream,${encodeURIComponent(state.issued)}`}
          className={buttonLook({ variant: "primary" })}
        >
          <Download aria-hidden />
          {label}
        </a>
      </div>
      {after}
    </div>
  );
}
