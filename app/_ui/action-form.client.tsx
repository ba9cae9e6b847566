"use client";

import {
  createContext,
  type FormEvent,
  type ReactNode,
  type RefObject,
  startTransition,
  useActionState,
  useContext,
  useEffect,
  useRef,
} from "react";
import { useDialogClose } from "#app/_ui/dialog-context.client.tsx";
import { FormMessage } from "#app/_ui/form-message.tsx";
import { type FormAction, type FormState, IDLE } from "#app/_ui/form-state.ts";
import { useNotify } from "#app/_ui/notify.client.tsx";

type Answer = { state: FormState; pending: boolean };

const AnswerContext = createContext<Answer>({ state: IDLE, pending: false });

/** What the form around answered last, and whether it is being asked now. Idle outside an `ActionForm`. */
export const useAnswer = () => useContext(AnswerContext);

/** What an action said last, and the two ways to ask it. */
export type FormAnswer = {
  state: FormState;
  pending: boolean;
  /** Posts the form itself, as a page without scripts does. */
  submit: (form: FormData) => void;
  /** Asks with scripts. */
  ask: (form: FormData) => void;
  /** Whether success was said in a toast, and need not be said in the form. */
  isToldElsewhere: boolean;
};

/** Where success is said: above the fields, or in a toast for forms that go away. Failure is always said above. */
type Done = "message" | "toast";

/**
 * The answers of an action.
 *
 * A toast is said when the answer arrives, and not by an effect: the page that comes with the answer may have no place
 * any more for the form that asked.
 */
export function useFormAnswer(action: FormAction, done: Done): FormAnswer {
  const notify = useNotify();
  const [posted, submit] = useActionState(action, IDLE);
  const askAction = async (previous: FormState, form: FormData): Promise<FormState> => {
    const answer = await action(previous, form);
    if (done === "toast" && answer.status === "done")
      notify({ tone: answer.tone ?? "success", title: answer.message });
    return answer;
  };
  const [state, ask, pending] = useActionState(askAction, posted);
  const isToldElsewhere = done === "toast" && state.status === "done" && state !== posted;
  return { state, pending, submit, ask, isToldElsewhere };
}

type Props = {
  children: ReactNode;
  className?: string;
  /** Empties every field after success, for a form that adds one thing after another. Secrets are emptied always. */
  resetWhenDone?: boolean;
};

/**
 * The one pattern for a form that changes something.
 *
 * It posts to the server action with or without scripts. With them, a refused form keeps what was typed,
 * focus goes to the first field to mend or else to the message, and success empties the secret fields.
 */
export function ActionForm({
  action,
  done = "message",
  ...props
}: Props & { action: FormAction; done?: Done }) {
  return <AnsweredForm {...props} answer={useFormAnswer(action, done)} />;
}

/** The same for what has to know the answer outside of the form. */
export function AnsweredForm(props: Props & { answer: FormAnswer }) {
  const { answer, children, className = "grid gap-(--stack)", resetWhenDone = false } = props;
  const { state, pending, submit, ask, isToldElsewhere } = answer;
  const form = useRef<HTMLFormElement>(null);
  useReaction(state, form, resetWhenDone);

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (submitter?.hasAttribute("formaction")) return;
    // Handing the data over ourselves keeps React from emptying the fields of a form that was refused.
    event.preventDefault();
    if (pending) return;
    const data = new FormData(event.currentTarget, submitter);
    startTransition(() => ask(data));
  };

  return (
    <AnswerContext value={{ state, pending }}>
      <form
        ref={form}
        action={submit}
        onSubmit={onSubmit}
        className={className}
        data-answered={state.status !== "idle" || undefined}
      >
        {!isToldElsewhere && <FormMessage state={state} />}
        {children}
      </form>
    </AnswerContext>
  );
}

function useReaction(
  state: FormState,
  form: RefObject<HTMLFormElement | null>,
  resetWhenDone: boolean,
): void {
  const closeDialog = useDialogClose();
  const latest = useRef({ closeDialog, resetWhenDone });
  useEffect(() => {
    latest.current = { closeDialog, resetWhenDone };
  });

  useEffect(() => {
    if (state.status === "invalid" || state.status === "refused") {
      const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
      (find('[aria-invalid="true"]') ?? find('[role="alert"]'))?.focus();
    }
    if (state.status === "done") {
      if (latest.current.resetWhenDone) form.current?.reset();
      emptySecrets(form.current);
      latest.current.closeDialog();
    }
  }, [state, form]);
}

function emptySecrets(form: HTMLFormElement | null): void {
  const fields = form?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-secret]") ?? [];
  for (const field of fields) field.value = "";
}
