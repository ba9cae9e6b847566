import { quoteDotenvValue } from "#lib/openclaw/dotenv-quote.ts";
import { type DotenvEntry, parseDotenv } from "#lib/openclaw/dotenv-text.ts";

/** What the file was before the block came, so that taking the block away leaves exactly that. */
export type EnvBlockOrigin = "appended" | "line_break_added" | "file_made";

export type EnvBlock = {
  /** Offsets in the text: of the first marker, and behind the second one's line break. */
  start: number;
  end: number;
  origin: EnvBlockOrigin;
  /** Between the markers, with its line breaks as `\n`. */
  body: string;
  /** What OpenClaw reads between the markers. */
  entries: DotenvEntry[];
};

export type FoundEnvBlock =
  | { kind: "absent" }
  | { kind: "found"; block: EnvBlock }
  /** The markers do not make one block; `line` is where that shows, counted from 1. */
  | { kind: "broken"; line: number };

export type EnvBlockProblem =
  | { code: "env_value_unquotable"; params: { variable: string } }
  | { code: "env_block_hidden"; params: { variable: string } }
  | { code: "env_block_unsafe"; params: Record<string, never> };

const BEGIN = "# >>> clawkeep >>> keys written by Clawkeep; what you change up to the next mark is replaced";
const END = "# <<< clawkeep <<<";
const ENDS: Readonly<Record<EnvBlockOrigin, string>> = {
  appended: END,
  line_break_added: `${END} (no line break stood before this block)`,
  file_made: `${END} (this file was made for this block)`,
};

/** Finds the lines between Clawkeep's two comment lines in the text of a `.env` file. */
export function findEnvBlock(text: string): FoundEnvBlock {
  const lines = linesOf(text);
  const begins = lines.filter((line) => line.text === BEGIN);
  const ends = lines.flatMap((line) => {
    const origin = originOf(line.text);
    return origin === null ? [] : [{ ...line, origin }];
  });
  const [begin, secondBegin] = begins;
  const [end, secondEnd] = ends;
  const odd = secondBegin ?? secondEnd;
  if (odd) return { kind: "broken", line: odd.number };
  if (!begin && !end) return { kind: "absent" };
  if (!begin || !end || end.start < begin.start) return { kind: "broken", line: (begin ?? end)?.number ?? 1 };
  const body = text.slice(begin.end, end.start).replace(/\r\n?/g, "\n");
  const { origin } = end;
  return {
    kind: "found",
    block: { start: begin.start, end: end.end, origin, body, entries: parseDotenv(body) },
  };
}

/** The lines of a block that holds these variables, as `EnvBlock.body` has them; null when a value cannot be written. */
export function envBlockBody(
  entries: readonly DotenvEntry[],
): { ok: true; body: string } | { ok: false; problem: EnvBlockProblem } {
  let body = "";
  for (const { name, value } of entries) {
    const written = quoteDotenvValue(value);
    if (written === null)
      return { ok: false, problem: { code: "env_value_unquotable", params: { variable: name } } };
    body += `${name}=${written}\n`;
  }
  return { ok: true, body };
}

/**
 * The text of a `.env` file with a block of exactly these variables: where the block was, else at the end.
 * Everything else stays byte for byte.
 *
 * Refused when OpenClaw would not read back each of them, because a later line sets it again, or would read
 * anything else in the file otherwise than without the block, as behind a quote that is never closed.
 * `fileExists` false marks the file as made for the block. Total for a block that is not broken.
 */
export function withEnvBlock(
  text: string,
  entries: readonly DotenvEntry[],
  fileExists: boolean,
): { ok: true; text: string } | { ok: false; problem: EnvBlockProblem } {
  const made = envBlockBody(entries);
  if (!made.ok) return made;
  const found = findEnvBlock(text);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const place = found.kind === "found" ? found.block : placeAtEnd(text, fileExists, newline);
  const { start, end, origin } = place;
  const lines = [BEGIN, made.body.slice(0, -1), ENDS[origin], ""].join("\n").replaceAll("\n", newline);
  const before = text.slice(0, start) + ("lead" in place ? place.lead : "");
  const next = before + lines + text.slice(end);
  const problem = readingProblem(textAround(text, found), next, entries);
  return problem ? { ok: false, problem } : { ok: true, text: next };
}

/** The text without the block, exactly as it was before; null when nothing is left of a file made for the block. */
export function withoutEnvBlock(text: string): string | null {
  const found = findEnvBlock(text);
  if (found.kind !== "found") return text;
  const { start, end, origin } = found.block;
  const [before, after] = [text.slice(0, start), text.slice(end)];
  if (origin === "file_made" && before + after === "") return null;
  const isLast = after === "" && origin === "line_break_added";
  return isLast ? before.replace(/(\r\n|\n|\r)$/, "") : before + after;
}

function placeAtEnd(text: string, fileExists: boolean, newline: string) {
  const needsBreak = text !== "" && !/[\r\n]$/.test(text);
  const origin: EnvBlockOrigin = needsBreak ? "line_break_added" : fileExists ? "appended" : "file_made";
  return { start: text.length, end: text.length, origin, lead: needsBreak ? newline : "" };
}

function readingProblem(
  around: string,
  next: string,
  entries: readonly DotenvEntry[],
): EnvBlockProblem | null {
  const own = new Map(entries.map(({ name, value }) => [name, value]));
  const read = new Map(parseDotenv(next).map(({ name, value }) => [name, value]));
  for (const [name, value] of own) {
    if (read.get(name) === value) continue;
    const later = parseDotenv(afterBlock(next)).some((entry) => entry.name === name);
    if (later) return { code: "env_block_hidden", params: { variable: name } };
    return { code: "env_block_unsafe", params: {} };
  }
  const others = parseDotenv(around).filter(({ name }) => !own.has(name));
  const same = others.every(({ name, value }) => read.get(name) === value);
  return same && read.size === others.length + own.size ? null : { code: "env_block_unsafe", params: {} };
}

function textAround(text: string, found: FoundEnvBlock): string {
  return found.kind === "found" ? text.slice(0, found.block.start) + text.slice(found.block.end) : text;
}

function afterBlock(text: string): string {
  const found = findEnvBlock(text);
  return found.kind === "found" ? text.slice(found.block.end) : "";
}

function originOf(line: string): EnvBlockOrigin | null {
  if (line === ENDS.appended) return "appended";
  if (line === ENDS.line_break_added) return "line_break_added";
  return line === ENDS.file_made ? "file_made" : null;
}

type Line = { number: number; text: string; start: number; end: number };

/** Lines as the parser sees them: each of the three line breaks ends one. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  const pattern = /([^\r\n]*)(\r\n|\n|\r|$)/y;
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) break;
    lines.push({ number: lines.length + 1, text: match[1] ?? "", start: at, end: pattern.lastIndex });
  }
  return lines;
}
