"use client";

import { clsx } from "clsx";
import { createContext, type ReactNode, useContext, useId } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { FieldError } from "#app/_ui/field-error.tsx";
import type { FormState } from "#app/_ui/form-state.ts";
import { useT } from "#app/_ui/messages.client.tsx";

/** What a control needs to belong to its label, hint and error. */
export type FieldControl = {
  id: string;
  name: string;
  "aria-labelledby": string;
  required: boolean;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  /** What was typed before, when a form without scripts comes back. Not for secrets. */
  typed: string | undefined;
};

const FieldContext = createContext<FieldControl | null>(null);

/** The field around a control, or null for a control that stands alone and has an `aria-label`. */
export const useField = () => useContext(FieldContext);

type Props = {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  required?: boolean;
  /** Marks a field that may stay empty. */
  optional?: boolean;
  /** In place of the error the form's action gave for this name. */
  error?: string;
  /** One control: `TextInput`, `SecretTextarea`, `Select`, `Combobox`… */
  children: ReactNode;
  /** At the right of the label: a link to where the value is found, an `InfoTip`. */
  aside?: ReactNode;
};

/** A label, its control, what helps to fill it in, and what was wrong with it. */
export function Field({
  name,
  label,
  hint,
  required = false,
  optional = false,
  error,
  children,
  aside,
}: Props) {
  const t = useT("ui");
  const id = useId();
  const { state } = useAnswer();
  const message = error ?? fieldError(state, name);
  const control: FieldControl = {
    id,
    name,
    required,
    // Also by id: an open list of suggestions hides the label from those who listen, and names survive that.
    "aria-labelledby": `${id}-label`,
    "aria-describedby": clsx(message && `${id}-error`, hint && `${id}-hint`) || undefined,
    "aria-invalid": message ? true : undefined,
    typed: typedValue(state, name),
  };
  return (
    <div className="grid min-w-0 gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <label id={`${id}-label`} htmlFor={id} className="font-medium text-sm">
          {label}
          {optional && <span className="ml-1.5 font-normal text-fg-subtle">{t("optional")}</span>}
        </label>
        {aside && <div className="-my-1 text-sm">{aside}</div>}
      </div>
      <FieldContext value={control}>{children}</FieldContext>
      {message && <FieldError id={`${id}-error`}>{message}</FieldError>}
      {hint && (
        <div id={`${id}-hint`} className="max-w-prose text-fg-muted text-sm">
          {hint}
        </div>
      )}
    </div>
  );
}

export function fieldError(state: FormState, name: string): string | undefined {
  return state.status === "invalid" ? state.fields[name]?.[0] : undefined;
}

export function typedValue(state: FormState, name: string): string | undefined {
  return state.status === "invalid" || state.status === "refused" ? state.values?.[name] : undefined;
}
