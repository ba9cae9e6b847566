import type { SecretText } from "#lib/domain/secret-text.ts";

/** Why a key of a list was not tried: an earlier one ended it, it is an earlier one once more or blank, or time is up. */
export type NotTriedReason = "not_needed" | "repeated" | "blank" | "no_time";

export type KeyListResult<Key, Answer> = {
  /** One for each key that was tried, in the order of the list. The last one is the answer of the whole. */
  attempts: { key: Key; answer: Answer }[];
  notTried: { key: Key; why: NotTriedReason }[];
};

/**
 * Tries the keys of a list in turn, as our own calls do: the next one only after a rate limit, never the same key
 * twice, and when all are limited the last answer stands. A list without a key gives no attempt. `hasTime` is asked
 * before each attempt.
 *
 * Source: OpenClaw's page "Authentication", "API key rotation behavior".
 */
export async function tryKeyList<Key extends { key: SecretText }, Answer extends { isRateLimit: boolean }>(
  keys: readonly Key[],
  attempt: (key: Key) => Promise<Answer>,
  hasTime: () => boolean = () => true,
): Promise<KeyListResult<Key, Answer>> {
  const result: KeyListResult<Key, Answer> = { attempts: [], notTried: [] };
  for (const key of keys) {
    const why = reasonAgainst(key, result.attempts, hasTime);
    if (why === null) result.attempts.push({ key, answer: await attempt(key) });
    else result.notTried.push({ key, why });
  }
  return result;
}

function reasonAgainst<Key extends { key: SecretText }>(
  { key }: Key,
  attempts: readonly { key: Key; answer: { isRateLimit: boolean } }[],
  hasTime: () => boolean,
): NotTriedReason | null {
  if (key.isBlank()) return "blank";
  if (attempts.some((earlier) => earlier.key.key.equals(key))) return "repeated";
  if (attempts.at(-1)?.answer.isRateLimit === false) return "not_needed";
  return hasTime() ? null : "no_time";
}
