"use client";

import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { type ReactNode, startTransition, useState } from "react";
import { AnsweredForm, useFormAnswer } from "#app/_ui/action-form.client.tsx";
import { type FormAction, type FormState, IDLE } from "#app/_ui/form-state.ts";

/** What the server says when a passkey is to be made or used: what to ask the browser, or why not. */
export type PasskeyQuestion =
  | { ceremony: "create"; options: PublicKeyCredentialCreationOptionsJSON }
  | { ceremony: "get"; options: PublicKeyCredentialRequestOptionsJSON }
  | { ceremony: "refused"; state: FormState };

type Props = {
  /** Asks the server what the browser should ask the device. */
  question: () => Promise<PasskeyQuestion>;
  /** Gets the device's answer as the field `answer`. */
  action: FormAction;
  /** Said when the person stopped it, or the device has no passkey that fits. */
  stopped: string;
  children: ReactNode;
};

/** A form that asks the device for a passkey before it is sent. It needs scripts, and is not there without. */
export function PasskeyForm({ question, action, stopped, children }: Props) {
  const answer = useFormAnswer(action, "message");
  const [local, setLocal] = useState<FormState>(IDLE);
  const [asking, setAsking] = useState(false);

  const ask = async (form: FormData) => {
    setAsking(true);
    setLocal(IDLE);
    try {
      const asked = await question();
      if (asked.ceremony === "refused") return setLocal(asked.state);
      form.set("answer", JSON.stringify(await fromDevice(asked)));
      startTransition(() => answer.ask(form));
    } catch {
      setLocal({ status: "refused", code: "passkey_stopped", message: stopped });
    } finally {
      setAsking(false);
    }
  };

  const shown = local.status === "idle" ? answer.state : local;
  return (
    <div className="noscript:hidden">
      <AnsweredForm
        answer={{
          ...answer,
          state: shown,
          pending: asking || answer.pending,
          ask: (form) => void ask(form),
        }}
      >
        {children}
      </AnsweredForm>
    </div>
  );
}

function fromDevice(asked: Exclude<PasskeyQuestion, { ceremony: "refused" }>) {
  return asked.ceremony === "create"
    ? startRegistration({ optionsJSON: asked.options })
    : startAuthentication({ optionsJSON: asked.options });
}
