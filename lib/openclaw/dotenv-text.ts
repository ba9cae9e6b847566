/** One assignment of a `.env` file. */
export type DotenvEntry = { name: string; value: string };

/** Line ends as JavaScript's `^` and `$` see them, after carriage returns became newlines. */
const LINE_END = /[\n\u2028\u2029]/g;
const SPACE = /\s*/y;
const HEAD = /(?:export\s+)?([\w.-]+)(?:\s*=|:\s)/y;
const BARE = /[^#\r\n]+/y;
const REST_OF_LINE = /[^\S\n\u2028\u2029]*(?:#|$)/my;
const QUOTES: ReadonlySet<string> = new Set(["'", '"', "`"]);

/**
 * Parses a `.env` file to the same names and values as the `dotenv` package, version 17.4.2, which OpenClaw
 * 2026.3.13 uses: optional `export`, `=` or `: `, comments, single, double and back quotes, values over
 * several lines inside quotes, `\n` and `\r` expanded inside double quotes. Of a name given twice the last
 * value counts. Lines that are no assignment are passed over.
 *
 * The package matches one expression that looks again at the same characters many times; this reads
 * each character a bounded number of times, so that a hostile file cannot stall the console.
 */
export function parseDotenv(text: string): DotenvEntry[] {
  const source = text.replace(/\r\n?/g, "\n");
  const values = new Map<string, string>();
  let at = 0;
  while (at < source.length) {
    at += matchAt(SPACE, source, at)?.[0].length ?? 0;
    const head = matchAt(HEAD, source, at);
    if (head?.[1] === undefined) {
      at = nextLine(source, at);
      continue;
    }
    const { raw, end } = readValue(source, at + head[0].length);
    values.set(head[1], unquote(raw.trim()));
    at = nextLine(source, end);
  }
  // Assigning to `__proto__` of a plain object, as the package does, keeps nothing.
  values.delete("__proto__");
  return [...values].map(([name, value]) => ({ name, value }));
}

function readValue(source: string, at: number): { raw: string; end: number } {
  const start = at + (matchAt(SPACE, source, at)?.[0].length ?? 0);
  const quote = source.charAt(start);
  const close = QUOTES.has(quote) ? closingQuote(source, start, quote) : -1;
  if (close >= 0) return { raw: source.slice(start, close + 1), end: close + 1 };
  const bare = matchAt(BARE, source, at)?.[0] ?? "";
  return { raw: bare, end: at + bare.length };
}

/**
 * The quote that ends a value: the first one without a backslash before it if only blanks or a comment
 * follow on its line, else the last one before that for which this holds. None is -1.
 */
function closingQuote(source: string, start: number, quote: string): number {
  const candidates: number[] = [];
  for (let at = source.indexOf(quote, start + 1); at >= 0; at = source.indexOf(quote, at + 1)) {
    candidates.push(at);
    const escaped = source.charAt(at - 1) === "\\" && at - 1 > start;
    if (!escaped) break;
  }
  return candidates.reverse().find((at) => matchAt(REST_OF_LINE, source, at + 1) !== null) ?? -1;
}

function unquote(value: string): string {
  const quote = value.charAt(0);
  const text = stripQuotes(value);
  return quote === '"' ? text.replace(/\\n/g, "\n").replace(/\\r/g, "\r") : text;
}

/** Takes away each pair of quotes of which one stands at the start of a line and the other at the end of one. */
function stripQuotes(value: string): string {
  const lastClosing = new Map([...QUOTES].map((quote) => [quote, lastAtLineEnd(value, quote)]));
  let text = "";
  let at = 0;
  while (at < value.length) {
    const close = lastClosing.get(value.charAt(at)) ?? -1;
    if (close > at) {
      text += value.slice(at + 1, close);
      at = close + 1;
    }
    const next = nextLine(value, at);
    text += value.slice(at, next);
    at = next;
  }
  return text;
}

function lastAtLineEnd(value: string, quote: string): number {
  for (let at = value.lastIndexOf(quote); at >= 0; at = at === 0 ? -1 : value.lastIndexOf(quote, at - 1)) {
    const next = value.charAt(at + 1);
    if (next === "" || next === "\n" || next === "\u2028" || next === "\u2029") return at;
  }
  return -1;
}

function nextLine(source: string, at: number): number {
  LINE_END.lastIndex = at;
  return LINE_END.exec(source) ? LINE_END.lastIndex : source.length;
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}
