import "server-only";
import { getLocale } from "#app/_server/i18n.ts";
import { translator } from "#lib/messages.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

export type Refusal = { code: string; message: string };
export type Attempt<T> = { value: T; refusal: null } | { value: null; refusal: Refusal };

/** Runs what a page shows and may be refused, such as a preview. A bug is thrown on, to the error page. */
export async function attempt<T>(work: () => T): Promise<Attempt<T>> {
  try {
    return { value: work(), refusal: null };
  } catch (error) {
    const known = asOperationError(error);
    if (!(known instanceof OperationError)) throw error;
    const message = sentenceOf(translator(await getLocale()), known);
    return { value: null, refusal: { code: known.code, message } };
  }
}
