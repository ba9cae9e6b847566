import { ImportFault } from "#lib/imports/import-fault.ts";
import { RESERVED_KEYS } from "#lib/imports/import-text.ts";
import { parseStrictJson } from "#lib/openclaw/json-syntax.ts";
import { positionAt } from "#lib/openclaw/text-position.ts";

const RESERVED_TEXT = /"(?:__proto__|constructor|prototype)"\s*:/;

/**
 * Parses strict JSON. Throws ImportFault with line and column: `import_malformed`, `import_duplicate_key`,
 * `import_reserved_key`. A duplicate is refused because two readers of it may take different values.
 */
export function jsonDocument(text: string): unknown {
  const parsed = parseStrictJson(text);
  if (!parsed.ok) {
    const { line, column } = parsed.fault;
    throw new ImportFault("import_malformed", { line, column });
  }
  const [duplicate] = parsed.duplicates;
  if (duplicate) {
    const { line, column } = duplicate;
    throw new ImportFault("import_duplicate_key", { line, column });
  }
  if (hasReservedKey(parsed.value)) {
    throw new ImportFault("import_reserved_key", positionAt(text, Math.max(0, text.search(RESERVED_TEXT))));
  }
  return parsed.value;
}

/** The parser refuses what is nested so deeply that this could not come back. */
function hasReservedKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) => RESERVED_KEYS.has(key) || hasReservedKey(inner));
}
