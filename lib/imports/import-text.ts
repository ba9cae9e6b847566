import { ImportFault } from "#lib/imports/import-fault.ts";
import { looksLikeUtf16, positionAt } from "#lib/openclaw/text-position.ts";

/** Largest file, in bytes of UTF-8: far above any of these tools' files, and well below what a request may carry. */
export const IMPORT_BYTES_MAX = 256 * 1024;

/**
 * The text of a file as the parsers read it: without a byte order mark, with `\n` at the end of each line.
 *
 * Throws ImportFault: `import_too_large`, `import_not_text` (UTF-16, or a NUL somewhere).
 */
export function importText(text: string): string {
  if (text.length > IMPORT_BYTES_MAX || Buffer.byteLength(text) > IMPORT_BYTES_MAX) {
    throw new ImportFault("import_too_large", { kibibytes: IMPORT_BYTES_MAX / 1024 });
  }
  if (looksLikeUtf16(text)) throw new ImportFault("import_not_text", { line: 1, column: 1 });
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const nul = plain.indexOf("\0");
  if (nul >= 0) throw new ImportFault("import_not_text", positionAt(plain, nul));
  return plain;
}

/** Names that a JavaScript object has from birth. No file of these tools has a key of such a name. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
