import "server-only";
import { headers } from "next/headers";
import type { z } from "zod";
import { getLocale } from "#app/_server/i18n.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { translator } from "#lib/messages.ts";
import { sentenceOf, sentenceOfIssue } from "#lib/operation-sentence.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

/** What a person typed, to fill the form again. Callers leave secrets out. */
type Values = Record<string, string>;

/** Turns failed parsing into sentences beside the fields they are about: `ref.id` for the `id` within `ref`. */
export async function invalidInput(error: z.ZodError, values: Values = {}): Promise<FormState> {
  const t = translator(await getLocale());
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? "form");
    const sentence = sentenceOfIssue(t, issue);
    fields[field] = [...(fields[field] ?? []), sentence];
  }
  return { status: "invalid", fields, values };
}

/** What was refused while a request was answered. Actions and the page after them are given the same headers. */
const refusals = new WeakMap<object, string>();

/**
 * What an action of this very request refused, where there are no scripts: then the page comes in the same answer, and
 * the form that was sent may not be on it any more. With scripts the form says it, although the page may come again too.
 */
export async function refusalOfRequest(): Promise<string | null> {
  const sent = await headers();
  return sent.has("next-action") ? null : (refusals.get(sent) ?? null);
}

/** A refusal in the reader's language. */
export async function refusalSentence(refusal: OperationError): Promise<string> {
  return sentenceOf(translator(await getLocale()), refusal);
}

/** Turns a refusal into its sentence. A bug is thrown on, to the error page and the log. */
export async function refused(error: unknown, values: Values = {}): Promise<FormState> {
  const known = asOperationError(error);
  if (!(known instanceof OperationError)) throw error;
  const message = sentenceOf(translator(await getLocale()), known);
  refusals.set(await headers(), message);
  return { status: "refused", code: known.code, message, values };
}

/** The text fields of a form by name, except those named, which hold secrets. */
export function typedValues(form: FormData, secretFields: string[] = []): Values {
  const entries = [...form].filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !secretFields.includes(entry[0]),
  );
  return Object.fromEntries(entries.filter(([name]) => !name.startsWith("$")));
}
