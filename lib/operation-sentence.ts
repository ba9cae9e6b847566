import type { Translator } from "#lib/messages.ts";
import type { OperationError } from "#lib/operations/operation-error.ts";

/**
 * The sentence for a refusal: what happened, why, and the next step, in the reader's language.
 *
 * A code without a sentence is a bug that a test finds; a person still gets its code instead of nothing.
 */
export function sentenceOf(t: Translator, error: Pick<OperationError, "code" | "params">): string {
  const key = `errors.${error.code}` as never;
  return t.has(key)
    ? t(key, error.params as never)
    : t("errors.unexplained" as never, { code: error.code } as never);
}

/** The sentence for a field that a schema refused: its message is a code too, and one that zod worded itself gets the general sentence. */
export function sentenceOfIssue(t: Translator, issue: { message: string; params?: unknown }): string {
  const code = t.has(`errors.${issue.message}` as never) ? issue.message : "invalid";
  return sentenceOf(t, { code, params: (issue.params ?? {}) as OperationError["params"] });
}
