/** ASCII without capitals, in the order of JavaScript's English rules, which differs from that of the code points. */
const ORDER = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";

/** A word of these characters alone. */
const PLAIN = /^[ -@[-~]*$/;

/** By character code: its rank. */
const RANKS = ranks();

/**
 * The order `localeCompare` gives two words under English rules, whatever language this process speaks.
 *
 * Ids are mostly small ASCII letters, digits and marks, where it is a matter of rank alone; only other words need the
 * language data, which take longer to load than a gateway takes to read.
 */
export function compareWords(left: string, right: string): number {
  if (!PLAIN.test(left) || !PLAIN.test(right)) return left.localeCompare(right, "en");
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return rankOf(a) - rankOf(b);
  }
  return left.length - right.length;
}

function rankOf(code: number): number {
  return RANKS[code] ?? 0;
}

function ranks(): Uint8Array {
  const byCode = new Uint8Array(128);
  for (let rank = 0; rank < ORDER.length; rank += 1) byCode[ORDER.charCodeAt(rank)] = rank;
  return byCode;
}
