import JSON5 from "json5";

/** One member of an object in a JSON or JSON5 text, by offsets into it. */
export type Member = {
  key: string;
  keyStart: number;
  /** Where the member's line begins when only blanks stand before it there; -1 when something else does. */
  lineStart: number;
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
  const start = skipTrivia(text, text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0).next;
  if (text.charCodeAt(start) !== OPEN_BRACE) throw new MemberScanError("The text does not hold an object.");
  return start;
}

/**
 * Lists the members of the object that begins at `start`, passing over their values.
 *
 * Knows JSON and what JSON5 adds: comments, keys without quotes or in single quotes, trailing commas. Takes
 * time in proportion to the length of the object.
 */
export function scanObject(text: string, start: number): ObjectSpan {
  const members: Member[] = [];
  let at = start + 1;
  for (;;) {
    const { next, contentEnd, lineStart } = skipTrivia(text, at);
    if (text.charCodeAt(next) === CLOSE_BRACE) return { start, close: next, contentEnd, members };
    const member = scanMember(text, next, lineStart);
    members.push(member);
    at = member.commaEnd ?? member.valueEnd;
  }
}

function scanMember(text: string, keyStart: number, lineStart: number): Member {
  const keyEnd = isQuote(text.charCodeAt(keyStart)) ? skipString(text, keyStart) : skipWord(text, keyStart);
  const colon = skipTrivia(text, keyEnd).next;
  if (keyEnd === keyStart || text.charCodeAt(colon) !== COLON)
    throw new MemberScanError("A key is not followed by a colon.");
  const valueStart = skipTrivia(text, colon + 1).next;
  const valueEnd = skipValue(text, valueStart);
  const after = skipTrivia(text, valueEnd).next;
  const commaEnd = text.charCodeAt(after) === COMMA ? after + 1 : null;
  if (commaEnd === null && text.charCodeAt(after) !== CLOSE_BRACE)
    throw new MemberScanError("An object does not end.");
  const key = keyText(text.slice(keyStart, keyEnd));
  return { key, keyStart, lineStart, valueStart, valueEnd, commaEnd };
}

const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
const [DOUBLE_QUOTE, SINGLE_QUOTE, BACKSLASH, SLASH, STAR] = [0x22, 0x27, 0x5c, 0x2f, 0x2a];
const [COLON, COMMA, SPACE, LINE_FEED, CARRIAGE_RETURN] = [0x3a, 0x2c, 0x20, 0x0a, 0x0d];
const BYTE_ORDER_MARK = 0xfeff;

const isQuote = (code: number) => code === DOUBLE_QUOTE || code === SINGLE_QUOTE;

/** Escapes are JSON5's own, which has more of them than JSON; a key rarely has one. */
function keyText(raw: string): string {
  if (raw.includes("\\")) return Object.keys(JSON5.parse(`{${raw}:0}`) as object)[0] ?? "";
  return isQuote(raw.charCodeAt(0)) ? raw.slice(1, -1) : raw;
}

function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(text, start);
  if (isQuote(first)) return skipString(text, start);
  const end = skipWord(text, start);
  if (end === start) throw new MemberScanError("A value is missing.");
  return end;
}

/** Passes a nested object or list by counting its brackets outside of strings and comments. */
function skipNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isQuote(code)) at = skipString(text, at) - 1;
    else if (code === SLASH) at = skipComment(text, at) - 1;
    else depth += depthChange(code);
    if (depth === 0) return at + 1;
  }
  throw new MemberScanError("A value does not end.");
}

function depthChange(code: number): number {
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return 1;
  return code === CLOSE_BRACE || code === CLOSE_BRACKET ? -1 : 0;
}

/** Goes from quote to quote; one behind an odd number of backslashes is part of the text. */
function skipString(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at + 1;
  }
  throw new MemberScanError("A string does not end.");
}

const WORD_END = /[\s,:{}[\]/"']|$/g;

function skipWord(text: string, start: number): number {
  WORD_END.lastIndex = start;
  return WORD_END.exec(text)?.index ?? text.length;
}

type Trivia = { next: number; contentEnd: number; lineStart: number };

/**
 * Passes blanks and comments. `contentEnd` is behind the last comment, or where it began; `lineStart` as in
 * Member, for what comes next.
 */
function skipTrivia(text: string, start: number): Trivia {
  const trivia = { next: start, contentEnd: start, lineStart: -1 };
  for (;;) {
    const code = text.charCodeAt(trivia.next);
    if (code === SLASH) {
      trivia.next = skipComment(text, trivia.next);
      trivia.contentEnd = trivia.next;
      trivia.lineStart = -1;
    } else if (isBlank(code)) {
      trivia.next += 1;
      if (code === LINE_FEED || code === CARRIAGE_RETURN) trivia.lineStart = trivia.next;
    } else return trivia;
  }
}

const OTHER_BLANK = /\s/;

/** Beyond the first 128 characters JSON5 takes what JavaScript takes: Unicode's blanks and line ends. */
function isBlank(code: number): boolean {
  if (code <= SPACE) return true;
  return code >= 0x80 && OTHER_BLANK.test(String.fromCharCode(code));
}

const LINE_END = /[\r\n\u2028\u2029]|$/g;

function skipComment(text: string, start: number): number {
  if (text.charCodeAt(start + 1) === STAR) {
    const end = text.indexOf("*/", start + 2);
    if (end === -1) throw new MemberScanError("A comment does not end.");
    return end + 2;
  }
  if (text.charCodeAt(start + 1) !== SLASH) throw new MemberScanError("A slash begins no comment.");
  LINE_END.lastIndex = start;
  return LINE_END.exec(text)?.index ?? text.length;
}
