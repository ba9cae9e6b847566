"use client";

import { type ReactNode, useState } from "react";
import { AnsweredForm, useFormAnswer } from "#app/_ui/action-form.client.tsx";
import { Dialog, DialogCancel, type DialogTrigger } from "#app/_ui/dialog.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { type FormAction, IDLE } from "#app/_ui/form-state.ts";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";

type Props = DialogTrigger & {
  title: ReactNode;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  action: FormAction;
  /** Hidden values the action needs, such as an id and the version that was seen. */
  values?: Record<string, string>;
  confirm: ReactNode;
  pendingLabel?: ReactNode;
  tone?: "danger" | "primary";
  /** Has to be typed exactly, for what cannot be undone. Sent as `confirmation`; the action checks it too. */
  typeToConfirm?: string;
};

/**
 * Asks once more before something that loses or reaches out. It is a form, so it works without scripts; a
 * refusal then comes with the next page, where the question stands open with it.
 */
export function ConfirmDialog({
  title,
  children,
  action,
  values = {},
  confirm,
  pendingLabel,
  tone = "danger",
  typeToConfirm,
  ...trigger
}: Props) {
  const t = useT("ui");
  const answer = useFormAnswer(action, "toast");
  const { state } = answer;
  // An answer belongs to the opening of the dialog that asked for it; the next one begins afresh.
  const [earlier, setEarlier] = useState(IDLE);
  const shown = state === earlier ? { ...answer, state: IDLE } : answer;
  return (
    <Dialog
      {...trigger}
      title={title}
      width="sm"
      insistent
      startsOpen={state.status === "refused" || state.status === "invalid"}
      onClose={() => setEarlier(state)}
    >
      <AnsweredForm answer={shown} className="grid gap-4">
        <div className="grid gap-2 text-fg-muted">{children}</div>
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {typeToConfirm !== undefined && (
          <Field name="confirmation" label={t("typeToConfirm", { value: typeToConfirm })} required>
            <TextInput mono pattern={escapePattern(typeToConfirm)} />
          </Field>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <DialogCancel />
          <SubmitButton variant={tone} pendingLabel={pendingLabel}>
            {confirm}
          </SubmitButton>
        </div>
      </AnsweredForm>
    </Dialog>
  );
}

/** Takes a text literally in a `pattern` attribute, which knows no other escapes outside brackets than these. */
function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
