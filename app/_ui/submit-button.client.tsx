"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { Button, type ButtonProps } from "#app/_ui/button.tsx";
import { useT } from "#app/_ui/messages.client.tsx";

type Props = Omit<ButtonProps, "type" | "pending"> & {
  /** What it says while working, such as "Sealing…". */
  pendingLabel?: ReactNode;
};

/** The button that sends the form it is in. While the answer is awaited it says so and sends nothing twice. */
export function SubmitButton({ variant = "primary", pendingLabel, children, onClick, ...rest }: Props) {
  const t = useT("ui");
  const native = useFormStatus();
  const { pending: asked } = useAnswer();
  const pending = asked || native.pending;
  return (
    <Button
      {...rest}
      type="submit"
      variant={variant}
      pending={pending}
      onClick={(event) => (pending ? event.preventDefault() : onClick?.(event))}
    >
      {pending ? (pendingLabel ?? t("working")) : children}
    </Button>
  );
}
