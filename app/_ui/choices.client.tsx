"use client";

import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { fieldError, typedValue } from "#app/_ui/field.client.tsx";
import { FieldError } from "#app/_ui/field-error.tsx";

type CheckboxProps = Omit<ComponentProps<"input">, "className" | "type"> & {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
};

/** A yes or no with its own label. Its error comes from the form, like a field's. */
export function Checkbox({ name, label, hint, ...rest }: CheckboxProps) {
  const id = useId();
  const { state } = useAnswer();
  const message = fieldError(state, name);
  const describedBy = clsx(message && `${id}-error`, hint && `${id}-hint`) || undefined;
  return (
    <div className="grid gap-1">
      <label className="flex w-fit items-start gap-2.5 py-0.5 text-base">
        <input
          {...rest}
          type="checkbox"
          name={name}
          aria-describedby={describedBy}
          aria-invalid={message ? true : undefined}
          className="mt-[3px] size-4 shrink-0 accent-accent"
        />
        <span>{label}</span>
      </label>
      {message && <FieldError id={`${id}-error`}>{message}</FieldError>}
      {hint && (
        <div id={`${id}-hint`} className="max-w-prose pl-6.5 text-fg-muted text-sm">
          {hint}
        </div>
      )}
    </div>
  );
}

export type RadioCard = { value: string; label: ReactNode; description?: ReactNode; disabled?: boolean };

type RadioCardsProps = {
  name: string;
  legend: ReactNode;
  options: RadioCard[];
  defaultValue?: string;
  required?: boolean;
  /** Cards in a row where there is room; at most three. */
  columns?: 1 | 2 | 3;
  onValueChange?: (value: string) => void;
};

const COLUMNS = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-3" };

/** One of a few, each with room to say what it means. */
export function RadioCards({
  name,
  legend,
  options,
  defaultValue,
  required,
  columns = 1,
  onValueChange,
}: RadioCardsProps) {
  const id = useId();
  const { state } = useAnswer();
  const message = fieldError(state, name);
  const initial = typedValue(state, name) ?? defaultValue;
  return (
    <fieldset aria-describedby={message ? `${id}-error` : undefined} className="min-w-0">
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className={clsx("grid gap-2", COLUMNS[columns])}>
        {options.map(({ value, label, description, disabled }) => (
          <label
            key={value}
            className="flex items-start gap-2.5 rounded-md border border-control bg-surface px-3 py-2.5 hover:border-fg-subtle has-checked:border-accent has-checked:bg-accent-soft has-disabled:bg-sunken has-disabled:text-fg-subtle has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
          >
            <input
              type="radio"
              name={name}
              value={value}
              required={required}
              disabled={disabled}
              defaultChecked={value === initial}
              onChange={() => onValueChange?.(value)}
              className="mt-[3px] size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span className="block font-medium">{label}</span>
              {description && <span className="block text-fg-muted text-sm">{description}</span>}
            </span>
          </label>
        ))}
      </div>
      {message && (
        <div className="mt-1.5">
          <FieldError id={`${id}-error`}>{message}</FieldError>
        </div>
      )}
    </fieldset>
  );
}
