import type { Tone } from "#app/_ui/tone.ts";

/**
 * What a form's action answered. Every sentence in it is already in the reader's language.
 *
 * `fields` are messages by field name. `values` are what the person had typed, by field name, so that a
 * form posted without JavaScript comes back filled in; an action never puts a secret there.
 */
export type FormState =
  | { status: "idle" }
  | {
      status: "invalid";
      fields: Record<string, string[]>;
      message?: string;
      values?: Record<string, string>;
    }
  | { status: "refused"; code: string; message: string; values?: Record<string, string> }
  | {
      status: "done";
      message: string;
      /** Of the message; `success` unless said. */
      tone?: Tone;
      /** What came of each part, for `AnswerLines` to show. */
      lines?: AnswerLine[];
      /** A secret that was made just now, for `IssuedSecret` to show this once. */
      issued?: string;
    };

export type AnswerLine = { tone: Tone; title: string; details: string[] };

/** What `useActionState` starts with. */
export const IDLE: FormState = { status: "idle" };

/** The shape of a server action that a form can call. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;
