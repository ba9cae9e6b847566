/** One member of an object in a JSON or JSON5 text, by offsets into it. */
export type Member = {
  key: string;
  keyStart: number;
  valueStart: number;
  valueEnd: number;
  /** Offset behind the comma that follows, or null when none does. */
  commaEnd: number | null;
};

export type ObjectSpan = {
  start: number;
  /** Offset of the closing brace. */
  close: number;
  /** Offset behind the last thing that is no blank before the closing brace: a value, a comma or a comment. */
  contentEnd: number;
  members: Member[];
};

/** The text is not an object where one is needed, or not JSON5 at all. Callers parse first, so this is a last line. */
export class MemberScanError extends Error {
  override readonly name = "MemberScanError";
}

/** Where the outermost object of a text begins, behind a byte order mark, blanks and comments. */
export function rootObjectStart(text: string): number {
  const start = skipTrivia(text, text.charCodeAt(0) === 0xfeff ? 1 : 0).next;
  if (text[start] !== "{") throw new MemberScanError("The text does not hold an object.");
  return start;
}

/**
 * Lists the members of the object that begins at `start`, passing over their values.
 *
 * Knows JSON and what JSON5 adds: comments, keys without quotes or in single quotes, trailing commas.
 */
export function scanObject(text: string, start: number): ObjectSpan {
  const members: Member[] = [];
  let at = start + 1;
  for (;;) {
    const trivia = skipTrivia(text, at);
    at = trivia.next;
    if (text[at] === "}") return { start, close: at, contentEnd: trivia.contentEnd, members };
    const member = scanMember(text, at);
    members.push(member);
    at = member.commaEnd ?? member.valueEnd;
  }
}

function scanMember(text: string, keyStart: number): Member {
  const keyEnd = isQuote(text[keyStart]) ? skipString(text, keyStart) : skipWord(text, keyStart);
  const colon = skipTrivia(text, keyEnd).next;
  if (keyEnd === keyStart || text[colon] !== ":") {
    throw new MemberScanError("A key is not followed by a colon.");
  }
  const valueStart = skipTrivia(text, colon + 1).next;
  const valueEnd = skipValue(text, valueStart);
  const after = skipTrivia(text, valueEnd).next;
  const commaEnd = text[after] === "," ? after + 1 : null;
  if (commaEnd === null && text[after] !== "}") throw new MemberScanError("An object does not end.");
  return { key: keyText(text.slice(keyStart, keyEnd)), keyStart, valueStart, valueEnd, commaEnd };
}

const UNICODE_ESCAPE = /\\u([0-9a-fA-F]{4})/g;

function keyText(raw: string): string {
  if (raw.startsWith('"')) return JSON.parse(raw) as string;
  const inner = raw.startsWith("'") ? raw.slice(1, -1).replace(/\\'/g, "'").replace(/"/g, '\\"') : raw;
  if (!raw.startsWith("'"))
    return inner.replace(UNICODE_ESCAPE, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return JSON.parse(`"${inner}"`) as string;
}

function skipValue(text: string, start: number): number {
  const first = text[start];
  if (first === "{" || first === "[") return skipNested(text, start);
  if (isQuote(first)) return skipString(text, start);
  const end = skipWord(text, start);
  if (end === start) throw new MemberScanError("A value is missing.");
  return end;
}

/** Passes a nested object or list by counting its brackets outside of strings and comments. */
function skipNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const character = text.charAt(at);
    if (isQuote(character)) at = skipString(text, at);
    else if (character === "/") at = skipComment(text, at);
    else {
      depth += DEPTH_STEP[character] ?? 0;
      at += 1;
      if (depth === 0) return at;
    }
  }
  throw new MemberScanError("A value does not end.");
}

const DEPTH_STEP: Readonly<Record<string, number>> = { "{": 1, "[": 1, "}": -1, "]": -1 };

function skipString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote) return at + 1;
  }
  throw new MemberScanError("A string does not end.");
}

const WORD_END = /[\s,:{}[\]/"']|$/g;

function skipWord(text: string, start: number): number {
  WORD_END.lastIndex = start;
  return WORD_END.exec(text)?.index ?? text.length;
}

const BLANK = /\s/;

/** Passes blanks and comments. `contentEnd` is behind the last comment, or where it began. */
function skipTrivia(text: string, start: number): { next: number; contentEnd: number } {
  let contentEnd = start;
  let at = start;
  for (;;) {
    while (at < text.length && (text.charCodeAt(at) <= 32 || BLANK.test(text.charAt(at)))) at += 1;
    if (text[at] !== "/") return { next: at, contentEnd };
    at = skipComment(text, at);
    contentEnd = at;
  }
}

function skipComment(text: string, start: number): number {
  if (text[start + 1] === "*") {
    const end = text.indexOf("*/", start + 2);
    if (end === -1) throw new MemberScanError("A comment does not end.");
    return end + 2;
  }
  if (text[start + 1] !== "/") throw new MemberScanError("A slash begins no comment.");
  LINE_END.lastIndex = start;
  return LINE_END.exec(text)?.index ?? text.length;
}

const LINE_END = /[\r\n\u2028\u2029]|$/g;

const isQuote = (character: string | undefined) => character === '"' || character === "'";
