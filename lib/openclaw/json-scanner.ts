import type { SyntaxReason } from "#lib/openclaw/text-position.ts";

/** Deeper nesting is refused: no OpenClaw file needs it, and what walks the value afterwards may recurse. */
export const JSON_DEPTH_MAX = 256;

/** Only so many duplicated keys are listed; one is enough to know that a file was edited by hand. */
const DUPLICATES_MAX = 50;

/** Keys this deep get a recorded position: `profiles` and the profile ids in it. */
const POSITION_DEPTH_MAX = 2;

/** Joins the segments of a path in `keyOffsets`. */
export const PATH_SEPARATOR = "\0";

/** Thrown by the scanner, and by nothing else, where a text stops being JSON. */
export class ScanStop extends Error {
  readonly offset: number;
  readonly reason: SyntaxReason;

  constructor(offset: number, reason: SyntaxReason) {
    super(reason);
    this.offset = offset;
    this.reason = reason;
  }
}

type Frame = { keys: Set<string> | null; at: string | number };
type Expected = "value" | "first_item" | "first_key" | "key" | "colon" | "separator" | "end";

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const LITERAL = /true|false|null/y;
const NUMBER_START = /[-+.0-9]/;
const WORD = /[\p{L}\p{N}_$.+-]/u;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Walks a text once, without building values and without recursion, and stops where it is not strict JSON. */
export class JsonScanner {
  readonly duplicates: { path: (string | number)[]; offset: number }[] = [];
  readonly keyOffsets = new Map<string, number>();
  readonly #text: string;
  readonly #frames: Frame[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The same, unless it was walked already. */
  scanOnce(): void {
    if (this.#at === 0) this.scan();
  }

  scan(): void {
    if (this.#text.trim() === "") this.#stop("empty");
    if (this.#text.charCodeAt(0) === 0xfeff) this.#stop("byte_order_mark");
    let expected: Expected = "value";
    for (;;) {
      this.#skipBlanks();
      const atEnd = this.#at >= this.#text.length;
      if (expected === "end" && atEnd) return;
      if (atEnd) this.#stop("unexpected_end");
      expected = this.#step(expected);
    }
  }

  #step(expected: Expected): Expected {
    switch (expected) {
      case "value":
        return this.#value();
      case "first_item":
        return this.#peek() === "]" ? this.#close() : this.#value();
      case "first_key":
        return this.#peek() === "}" ? this.#close() : this.#key();
      case "key":
        return this.#key();
      case "colon":
        return this.#colon();
      case "separator":
        return this.#separator();
      case "end":
        return this.#stop(this.#peek() === "/" ? "comment" : "content_after_end");
    }
  }

  #colon(): Expected {
    if (this.#peek() !== ":") this.#stop(this.#reasonHere());
    this.#at += 1;
    return "value";
  }

  #value(): Expected {
    const first = this.#peek();
    if (first === "{") return this.#open({ keys: new Set(), at: "" }, "first_key");
    if (first === "[") return this.#open({ keys: null, at: 0 }, "first_item");
    if (first === '"') this.#string();
    else if (NUMBER_START.test(first)) this.#number();
    else this.#literal();
    return this.#afterValue();
  }

  #open(frame: Frame, next: Expected): Expected {
    if (this.#frames.length >= JSON_DEPTH_MAX) this.#stop("too_deep");
    this.#frames.push(frame);
    this.#at += 1;
    return next;
  }

  #close(): Expected {
    this.#frames.pop();
    this.#at += 1;
    return this.#afterValue();
  }

  #afterValue(): Expected {
    return this.#frames.length === 0 ? "end" : "separator";
  }

  #separator(): Expected {
    const frame = this.#frames[this.#frames.length - 1];
    const closing = frame?.keys ? "}" : "]";
    if (this.#peek() === closing) return this.#close();
    if (this.#peek() !== ",") this.#stop(this.#reasonHere());
    this.#at += 1;
    if (frame && typeof frame.at === "number") frame.at += 1;
    return frame?.keys ? "key" : "value";
  }

  #key(): Expected {
    const offset = this.#at;
    if (this.#peek() !== '"') this.#stop(this.#reasonHere());
    const name = this.#string();
    const frame = this.#frames[this.#frames.length - 1];
    if (!frame?.keys) return "colon";
    frame.at = name;
    this.#record(frame.keys, name, offset);
    return "colon";
  }

  #record(keys: Set<string>, name: string, offset: number): void {
    const isDuplicate = keys.has(name) && this.duplicates.length < DUPLICATES_MAX;
    const isPlaced = this.#frames.length <= POSITION_DEPTH_MAX;
    keys.add(name);
    if (!isDuplicate && !isPlaced) return;
    const path = this.#frames.map((frame) => frame.at);
    if (isDuplicate) this.duplicates.push({ path, offset });
    if (isPlaced) this.keyOffsets.set(path.join(PATH_SEPARATOR), offset);
  }

  /** Passes a string and returns its text. */
  #string(): string {
    const start = this.#at;
    this.#at += 1;
    let escaped = false;
    for (;;) {
      this.#skipPlainCharacters();
      if (this.#at >= this.#text.length) this.#stop("unexpected_end");
      const stop = this.#peek();
      if (stop === '"') break;
      if (stop !== "\\") this.#stop("control_character");
      if (!this.#skip(ESCAPE)) this.#stop("bad_escape");
      escaped = true;
    }
    this.#at += 1;
    if (escaped) return JSON.parse(this.#text.slice(start, this.#at));
    return this.#text.slice(start + 1, this.#at - 1);
  }

  /** Moves to the next quote, backslash or control character. */
  #skipPlainCharacters(): void {
    const text = this.#text;
    let at = this.#at;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE || code === BACKSLASH || code < FIRST_PRINTABLE) break;
    }
    this.#at = at;
  }

  #skipBlanks(): void {
    const text = this.#text;
    let at = this.#at;
    while (isBlank(text.charCodeAt(at))) at += 1;
    this.#at = at;
  }

  #literal(): void {
    const start = this.#at;
    if (!this.#skip(LITERAL) || WORD.test(this.#peek())) {
      this.#at = start;
      this.#stop(this.#reasonHere());
    }
  }

  #number(): void {
    const start = this.#at;
    const matched = this.#skip(NUMBER);
    if (!matched && this.#text.slice(start) === "-") this.#stop("unexpected_end", this.#text.length);
    if (!matched || WORD.test(this.#peek())) this.#stop("bad_number", start);
  }

  /** Guesses what the writer meant, so that the finding can say more than "unexpected". */
  #reasonHere(): SyntaxReason {
    const here = this.#peek();
    if (here === "}" || here === "]") return this.#followsComma() ? "trailing_comma" : "unexpected_character";
    if (here === "/" || here === "#") return "comment";
    if (here === "'" || here === "`" || here === "“" || here === "”") return "quote";
    return WORD.test(here) ? "unquoted" : "unexpected_character";
  }

  #followsComma(): boolean {
    return this.#text.slice(0, this.#at).trimEnd().endsWith(",");
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  /** Moves behind a match of a sticky pattern; false when it matched nothing. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const matched = pattern.exec(this.#text)?.[0].length ?? 0;
    this.#at += matched;
    return matched > 0;
  }

  #stop(reason: SyntaxReason, offset = this.#at): never {
    throw new ScanStop(offset, reason);
  }
}
