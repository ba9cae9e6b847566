import type { SecretText } from "#lib/domain/secret-text.ts";

export type KeyListResult<Key, Answer> = {
  /** One for each key that was tried, in the order of the list. The last one is the answer of the whole. */
  attempts: { key: Key; answer: Answer }[];
  /** Keys that are the same as an earlier one, and those after the one that ended it. */
  notTried: Key[];
};

/**
 * Tries the keys of a list in turn, as our own calls do: the next one only after a rate limit, never the same key
 * twice, and when all are limited the last answer stands. A list without a key gives no attempt.
 *
 * Source: OpenClaw's page "Authentication", "API key rotation behavior".
 */
export async function tryKeyList<Key extends { key: SecretText }, Answer extends { isRateLimit: boolean }>(
  keys: readonly Key[],
  attempt: (key: Key) => Promise<Answer>,
): Promise<KeyListResult<Key, Answer>> {
  const attempts: { key: Key; answer: Answer }[] = [];
  const notTried: Key[] = [];
  for (const key of keys) {
    const isRepeated = attempts.some((earlier) => earlier.key.key.equals(key.key));
    const goesOn = attempts.at(-1)?.answer.isRateLimit ?? true;
    if (key.key.isBlank() || isRepeated || !goesOn) notTried.push(key);
    else attempts.push({ key, answer: await attempt(key) });
  }
  return { attempts, notTried };
}
