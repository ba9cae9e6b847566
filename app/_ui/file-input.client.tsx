"use client";

import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { useField } from "#app/_ui/field.client.tsx";
import { INPUT_LOOK } from "#app/_ui/inputs.client.tsx";

type Props = Pick<ComponentProps<"input">, "accept"> & {
  /** It is let go after success, as a typed secret is. */
  secret?: boolean;
};

/** A file of this machine. A form that was refused keeps it with scripts; without, it has to be chosen again. */
export function FileInput({ accept, secret = false }: Props) {
  const { typed: _never, ...field } = useField() ?? {};
  return (
    <input
      {...field}
      type="file"
      accept={accept}
      data-secret={secret ? "" : undefined}
      className={clsx(
        INPUT_LOOK,
        "py-1.5 text-sm file:mr-3 file:rounded-sm file:border file:border-line-strong file:bg-raised",
        "file:px-2.5 file:py-1 file:font-medium file:text-fg file:text-sm",
      )}
    />
  );
}
