/** ASCII without capitals, in the order of JavaScript's English rules, which differs from that of the code points. */
const ORDER = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";

/** By character code: its rank, 0 for a character whose order is decided elsewhere. */
const RANKS = ranks();

/**
 * The order `localeCompare` gives two words under English rules, whatever language this process speaks.
 *
 * Ids are mostly small ASCII letters, digits and marks, where it is a matter of rank alone; only other words need the
 * language data, which take longer to load than a gateway takes to read.
 */
export function compareWords(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const [a, b] = [rankAt(left, at), rankAt(right, at)];
    if (a === 0 || b === 0) return left.localeCompare(right, "en");
    if (a !== b)
      return isPlainFrom(left, at) && isPlainFrom(right, at) ? a - b : left.localeCompare(right, "en");
  }
  const rest = left.length > shared ? left : right;
  return isPlainFrom(rest, shared) ? left.length - right.length : left.localeCompare(right, "en");
}

/**
 * Sorts in place by two words, the first before the second, as `compareWords` does. Of many items each is looked at
 * once instead of at every comparison.
 */
export function sortByWords<T>(items: T[], wordsOf: (item: T) => readonly [string, string]): T[] {
  const keyed = items.map((item) => {
    const words = wordsOf(item);
    return { item, words, key: sortKey(words) };
  });
  keyed.sort((left, right) => {
    if (left.key !== null && right.key !== null)
      return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
    return compareWords(left.words[0], right.words[0]) || compareWords(left.words[1], right.words[1]);
  });
  keyed.forEach(({ item }, at) => {
    items[at] = item;
  });
  return items;
}

/** A text whose code points stand in the order of the words; null when their order is decided elsewhere. */
function sortKey([first, second]: readonly [string, string]): string | null {
  if (!isPlainFrom(first, 0) || !isPlainFrom(second, 0)) return null;
  let key = "";
  for (let at = 0; at < first.length; at += 1) key += KEYS[rankAt(first, at)];
  key += KEYS[0];
  for (let at = 0; at < second.length; at += 1) key += KEYS[rankAt(second, at)];
  return key;
}

/** One character for each rank. */
const KEYS = Array.from({ length: ORDER.length + 1 }, (_, rank) => String.fromCharCode(rank));

function rankAt(word: string, at: number): number {
  return RANKS[word.charCodeAt(at)] ?? 0;
}

/** A later accent would belong to an earlier letter. */
function isPlainFrom(word: string, start: number): boolean {
  for (let at = start; at < word.length; at += 1) if (rankAt(word, at) === 0) return false;
  return true;
}

function ranks(): Uint8Array {
  const byCode = new Uint8Array(128);
  for (let rank = 0; rank < ORDER.length; rank += 1) byCode[ORDER.charCodeAt(rank)] = rank + 1;
  return byCode;
}
