import { keysAtMost, keysOf, measureJson } from "#lib/openclaw/json-measure.ts";
import { JSON_DEPTH_MAX, JsonScanner, PATH_SEPARATOR, ScanStop } from "#lib/openclaw/json-scanner.ts";
import { looksLikeUtf16, positionAt, type SyntaxFault } from "#lib/openclaw/text-position.ts";

export type DuplicateKey = { path: (string | number)[]; line: number; column: number };

export type StrictJson =
  | {
      ok: true;
      value: unknown;
      duplicates: DuplicateKey[];
      /** Position of a key at most two levels deep; null for any other path. */
      positionOf: (path: readonly string[]) => { line: number; column: number } | null;
    }
  | { ok: false; fault: SyntaxFault };

/**
 * Parses strict JSON as `JSON.parse` does, and says by itself where and why a text is not JSON.
 *
 * The engine's own messages quote the text, which here may hold a credential, so they are never used.
 * Total: malformed text is an answer, not a throw. A text nested deeper than 256 is `too_deep`.
 *
 * The scanner is slow beside the engine, so it walks only what is not plain: malformed, deep, or with a
 * key twice in an object; and anything else when a position is asked for.
 */
export function parseStrictJson(text: string): StrictJson {
  if (looksLikeUtf16(text)) return { ok: false, fault: { line: 1, column: 1, reason: "encoding" } };
  const scanner = new JsonScanner(text);
  try {
    const value: unknown = parsedOrNothing(text);
    if (value === undefined || !isPlain(text, value)) scanner.scan();
    const { duplicates } = scanner;
    return {
      ok: true,
      value,
      duplicates: duplicates.map(({ path, offset }) => ({ path, ...positionAt(text, offset) })),
      positionOf: (path) => {
        scanner.scanOnce();
        const offset = scanner.keyOffsets.get(path.join(PATH_SEPARATOR));
        return offset === undefined ? null : positionAt(text, offset);
      },
    };
  } catch (error) {
    const reason = error instanceof ScanStop ? error.reason : "unexpected_character";
    return {
      ok: false,
      fault: { ...positionAt(text, error instanceof ScanStop ? error.offset : 0), reason },
    };
  }
}

/** The quick count settles it for nearly every text; the exact one is for texts with a quote and a colon in a string. */
function isPlain(text: string, value: unknown): boolean {
  const keys = keysOf(value, JSON_DEPTH_MAX);
  if (keys === keysAtMost(text)) return true;
  const measure = measureJson(text);
  return measure.depth <= JSON_DEPTH_MAX && measure.keys === keys;
}

/** Undefined when the engine does not take it; then the scanner says why. */
function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
