/** Longest name in a message, in characters; the rest of a longer one is no help to anybody. */
const NAME_LENGTH_MAX = 120;

/** Control characters, line ends, and what turns or hides text: bidirectional marks, zero-width and private ones. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u115f\u1160\u3164\uffa0]+/gu;

/**
 * A name from a gateway's files as a message shows it: on one line, nothing invisible, not longer than a line. A web
 * address in it is no link any more, since whoever can write such a file would choose where it leads.
 */
export function shownName(name: string): string {
  const plain = name.toWellFormed().replace(UNSHOWABLE, "\u{fffd}").replace(/:\/\//g, "[:]//").trim();
  const letters = [...plain];
  return letters.length <= NAME_LENGTH_MAX ? plain : `${letters.slice(0, NAME_LENGTH_MAX - 1).join("")}…`;
}

/** A piece of a sentence; a name is from a gateway, everything else is ours. */
export type Piece = { text: string; isName: boolean };

/** A sentence in which names can still be told from words, so that each channel can mark and escape them its way. */
export type Sentence = readonly Piece[];

// Private characters: `shownName` takes them out of names, and no sentence of ours has them.
const OPEN = "\ue000";
const CLOSE = "\ue001";

/** A name as a value for a message's placeholder. `sentenceOf` finds it again. */
export function markedName(name: string): string {
  return `${OPEN}${shownName(name)}${CLOSE}`;
}

export function sentenceOf(text: string): Sentence {
  return text.split(OPEN).flatMap((part, index): Piece[] => {
    if (index === 0) return pieces([part, false]);
    const end = part.indexOf(CLOSE);
    return pieces([part.slice(0, end), true], [part.slice(end + 1), false]);
  });
}

function pieces(...found: [text: string, isName: boolean][]): Piece[] {
  return found.filter(([text]) => text !== "").map(([text, isName]) => ({ text, isName }));
}

/** The sentence with each piece written by one of two functions. */
export function written(
  sentence: Sentence,
  word: (text: string) => string,
  name: (text: string) => string,
): string {
  return sentence.map(({ text, isName }) => (isName ? name(text) : word(text))).join("");
}

/** The sentence where nothing is markup. */
export function plainText(sentence: Sentence): string {
  return sentence.map(({ text }) => text).join("");
}
