import { JsonScanner, PATH_SEPARATOR, ScanStop } from "#lib/openclaw/json-scanner.ts";
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
 */
export function parseStrictJson(text: string): StrictJson {
  if (looksLikeUtf16(text)) return { ok: false, fault: { line: 1, column: 1, reason: "encoding" } };
  const scanner = new JsonScanner(text);
  try {
    scanner.scan();
    return {
      ok: true,
      value: JSON.parse(text),
      duplicates: scanner.duplicates.map(({ path, offset }) => ({ path, ...positionAt(text, offset) })),
      positionOf: (path) => {
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
