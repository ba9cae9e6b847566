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
