"use client";

import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { useField } from "#app/_ui/field.client.tsx";

/** The look of everything one types into. */
export const INPUT_LOOK = clsx(
  "w-full min-w-0 rounded-md border border-control bg-surface px-3 text-base text-fg",
  "motion-safe:transition-colors hover:border-fg-subtle focus-visible:border-accent",
  "focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent",
  "disabled:bg-sunken disabled:text-fg-subtle aria-invalid:border-danger-fg",
);

type InputProps = Omit<ComponentProps<"input">, "className" | "type"> & {
  type?: "text" | "email" | "url" | "search" | "number" | "date" | "datetime-local";
  /** For ids, paths and addresses. */
  mono?: boolean;
};

/** One line of text that is no secret. Inside a `Field`, or with a name and an `aria-label` of its own. */
export function TextInput({ mono = false, defaultValue, ...rest }: InputProps) {
  const { typed, ...field } = useField() ?? {};
  return (
    <input
      type="text"
      autoComplete="off"
      {...field}
      {...(mono && { spellCheck: false, autoCapitalize: "none" })}
      {...rest}
      defaultValue={typed ?? defaultValue}
      className={clsx(INPUT_LOOK, "h-(--control)", mono && "font-mono")}
    />
  );
}

type AreaProps = Omit<ComponentProps<"textarea">, "className" | "type">;

/** Several lines that are no secret, such as a list with one entry a line. */
export function TextArea({ defaultValue, ...rest }: AreaProps) {
  const { typed, ...field } = useField() ?? {};
  return (
    <textarea
      rows={2}
      autoComplete="off"
      spellCheck={false}
      {...field}
      {...rest}
      defaultValue={typed ?? defaultValue}
      className={clsx(INPUT_LOOK, "block resize-y py-2 font-mono text-sm")}
    />
  );
}

export type Option = { value: string; label: string; disabled?: boolean };

type SelectProps = Omit<ComponentProps<"select">, "className" | "children"> & {
  options: Option[];
  /** A first line that chooses nothing. */
  placeholder?: string;
};

/** The browser's own list: right on a phone, right for a keyboard, and it works without scripts. */
export function Select({ options, placeholder, defaultValue, ...rest }: SelectProps) {
  const { typed, ...field } = useField() ?? {};
  const initial = typed ?? defaultValue ?? (placeholder === undefined ? undefined : "");
  return (
    <div className="relative min-w-0">
      <select
        // A choice that comes back from the server has to be drawn anew: React leaves a select's default alone.
        key={typed}
        {...field}
        {...rest}
        defaultValue={initial}
        className={clsx(INPUT_LOOK, "h-(--control) appearance-none truncate pr-9")}
      >
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-fg-muted"
      />
    </div>
  );
}
