"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { buttonLook } from "#app/_ui/button-look.ts";

type Props = (
  | {
      /** What was made is the file's text. */
      kind: "text";
      /** What it is called once it is saved. */
      name: string;
    }
  /** What was made is an address of this console, which names the file. */
  | { kind: "address" }
) & {
  /** On the link that saves it. */
  label: string;
  /** The fields of the form, until it has an answer. */
  children: ReactNode;
  /** Under the link: where it goes. */
  after?: ReactNode;
};

/** Lets a person save the file that the form around has just made, in place of its fields, also without scripts. */
export function IssuedFile(props: Props) {
  const { label, children, after } = props;
  const { state } = useAnswer();
  if (state.status !== "done" || state.issued === undefined) return children;
  return (
    <div className="grid gap-(--stack)">
      <div>
        <a
          download={props.kind === "text" ? props.name : true}
          href={
            props.kind === "text"
              ? `data:application/octet-stream,${encodeURIComponent(state.issued)}`
              : state.issued
          }
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
