/** Why a text is not the document it should be. Each has its words in the catalogs; none quotes the text. */
export type SyntaxReason =
  | "empty"
  | "encoding"
  | "byte_order_mark"
  | "unexpected_end"
  | "unexpected_character"
  | "trailing_comma"
  | "comment"
  | "quote"
  | "unquoted"
  | "control_character"
  | "bad_escape"
  | "bad_number"
  | "content_after_end"
  | "too_deep";

/** Where and why a text stops being JSON or JSON5. `line` and `column` count from 1, columns in UTF-16 units. */
export type SyntaxFault = { line: number; column: number; reason: SyntaxReason };

/** Line and column of an offset; `\n`, `\r\n` and a lone `\r` each end a line. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset; at += 1) {
    const code = text.charCodeAt(at);
    const endsLine = code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a);
    if (endsLine) {
      line += 1;
      lineStart = at + 1;
    }
  }
  return { line, column: offset - lineStart + 1 };
}

/**
 * True when bytes read as UTF-8 were UTF-16: both byte order marks become replacement characters, and
 * without a mark every other character of plain text is NUL.
 */
export function looksLikeUtf16(text: string): boolean {
  return text.startsWith("\uFFFD\uFFFD") || text.charCodeAt(0) === 0 || text.charCodeAt(1) === 0;
}

/** Finds many positions in one text; `positionAt` walks the text again for each. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (const match of text.matchAll(/\r\n?|\n/g)) this.#starts.push(match.index + match[0].length);
  }

  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
