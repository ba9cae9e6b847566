import JSON5 from "json5";

/** Where a value stands in a text, and where the values in it do. Offsets count UTF-16 units from 0. */
export type Located = {
  offset: number;
  /** The members of an object in file order, a name as often as it is written; empty for anything else. */
  members: { name: string; offset: number; value: Located }[];
  /** The items of an array; empty for anything else. */
  items: Located[];
};

/**
 * Finds the places of all values in a text that the `json5` package accepts.
 *
 * It relies on that acceptance and checks little itself. Null when it loses its way or the nesting is
 * deeper than `depthMax`: then the values have no places, which is the worst that can happen.
 */
export function locateJson5(text: string, depthMax: number): Located | null {
  try {
    return new Locator(text, depthMax).value(0);
  } catch (error) {
    if (error instanceof Lost) return null;
    throw error;
  }
}

class Lost extends Error {}

const BLANKS_AND_COMMENTS = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/y;
const IDENTIFIER = /[^\s:/"'{}[\],]+/y;
const BARE_VALUE = /[^\s:/"'{}[\],]+/y;

class Locator {
  readonly #text: string;
  readonly #depthMax: number;
  #at = 0;

  constructor(text: string, depthMax: number) {
    this.#text = text;
    this.#depthMax = depthMax;
  }

  value(depth: number): Located {
    if (depth > this.#depthMax) throw new Lost();
    this.#skip(BLANKS_AND_COMMENTS);
    const located: Located = { offset: this.#at, members: [], items: [] };
    const first = this.#text.charAt(this.#at);
    if (first === "{") this.#list("}", () => located.members.push(this.#member(depth)));
    else if (first === "[") this.#list("]", () => located.items.push(this.value(depth + 1)));
    else if (first === '"' || first === "'") this.#string(first);
    else if (!this.#skip(BARE_VALUE)) throw new Lost();
    return located;
  }

  /** Reads what stands between brackets, separated by commas; the last comma may be followed by nothing. */
  #list(close: string, readOne: () => void): void {
    this.#at += 1;
    for (;;) {
      this.#skip(BLANKS_AND_COMMENTS);
      if (this.#take(close)) return;
      readOne();
      this.#skip(BLANKS_AND_COMMENTS);
      if (this.#take(close)) return;
      if (!this.#take(",")) throw new Lost();
    }
  }

  #member(depth: number): Located["members"][number] {
    const offset = this.#at;
    const name = this.#name();
    this.#skip(BLANKS_AND_COMMENTS);
    if (!this.#take(":")) throw new Lost();
    return { name, offset, value: this.value(depth + 1) };
  }

  #name(): string {
    const start = this.#at;
    const quote = this.#text.charAt(start);
    const quoted = quote === '"' || quote === "'";
    if (quoted) this.#string(quote);
    else if (!this.#skip(IDENTIFIER)) throw new Lost();
    const written = this.#text.slice(start, this.#at);
    if (!written.includes("\\")) return quoted ? written.slice(1, -1) : written;
    return Object.keys(JSON5.parse(`{${written}:0}`))[0] ?? "";
  }

  #string(quote: string): void {
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text.charAt(this.#at);
      if (character === "\\") this.#at += 1;
      else if (this.#take(quote)) return;
    }
    throw new Lost();
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at += 1;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const length = pattern.exec(this.#text)?.[0].length ?? 0;
    this.#at += length;
    return length > 0;
  }
}
