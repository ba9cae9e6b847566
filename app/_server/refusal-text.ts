import "server-only";
import { getLocale } from "#app/_server/i18n.ts";
import { translator } from "#lib/messages.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import type { OperationError } from "#lib/operations/operation-error.ts";

/** The sentence of a refusal that a page shows, in the reader's language. */
export async function refusalText(refusal: Pick<OperationError, "code" | "params">): Promise<string> {
  return sentenceOf(translator(await getLocale()), refusal);
}
