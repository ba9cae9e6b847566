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
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

type Answer = { state: FormState; pending: boolean };

const AnswerContext = createContext<Answer>({ state: IDLE, pending: false });

/** What the form around answered last, and whether it is being asked now. Idle outside an `ActionForm`. */
export const useAnswer = () => useContext(AnswerContext);

/** What an action said last, how to ask it again, and whether it is being asked now: React's `useActionState`. */
export type FormAnswer = readonly [state: FormState, submit: (form: FormData) => void, pending: boolean];

type Props = {
  children: ReactNode;
  className?: string;
  /** Where success is said: above the fields, or in a toast for forms that go away. Failure is always said above. */
  done?: "message" | "toast";
  /** Empties every field after success, for a form that adds one thing after another. Secrets are emptied always. */
  resetWhenDone?: boolean;
};

/**
 * The one pattern for a form that changes something.
 *
 * It posts to the server action with or without scripts. With them, a refused form keeps what was typed,
 * focus goes to the first field to mend or else to the message, and success empties the secret fields.
 */
export function ActionForm({ action, ...props }: Props & { action: FormAction }) {
  return <AnsweredForm {...props} answer={useActionState(action, IDLE)} />;
}

/** The same for what has to know the answer outside of the form. */
export function AnsweredForm(props: Props & { answer: FormAnswer }) {
  const {
    answer: [state, submit, pending],
    children,
    className = "grid gap-(--stack)",
    done = "message",
    resetWhenDone = false,
  } = props;
  const form = useRef<HTMLFormElement>(null);
  const hydrated = useHydrated();
  useReaction(state, form, { done, resetWhenDone });

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (submitter?.hasAttribute("formaction")) return;
    // Handing the data over ourselves keeps React from emptying the fields of a form that was refused.
    event.preventDefault();
    if (pending) return;
    const data = new FormData(event.currentTarget, submitter);
    startTransition(() => submit(data));
  };

  const hidden = done === "toast" && hydrated && state.status === "done";
  return (
    <AnswerContext value={{ state, pending }}>
      <form
        ref={form}
        action={submit}
        onSubmit={onSubmit}
        className={className}
        data-answered={state.status !== "idle" || undefined}
      >
        {!hidden && <FormMessage state={state} />}
        {children}
      </form>
    </AnswerContext>
  );
}

type Manners = Required<Pick<Props, "done" | "resetWhenDone">>;

function useReaction(state: FormState, form: RefObject<HTMLFormElement | null>, manners: Manners): void {
  const notify = useNotify();
  const closeDialog = useDialogClose();
  const latest = useRef({ notify, closeDialog, ...manners });
  useEffect(() => {
    latest.current = { notify, closeDialog, ...manners };
  });

  useEffect(() => {
    if (state.status === "invalid" || state.status === "refused") {
      const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
      (find('[aria-invalid="true"]') ?? find('[role="alert"]'))?.focus();
    }
    if (state.status === "done") {
      if (latest.current.resetWhenDone) form.current?.reset();
      emptySecrets(form.current);
      if (latest.current.done === "toast") latest.current.notify({ tone: "success", title: state.message });
      latest.current.closeDialog();
    }
  }, [state, form]);
}

function emptySecrets(form: HTMLFormElement | null): void {
  const fields = form?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-secret]") ?? [];
  for (const field of fields) field.value = "";
}
