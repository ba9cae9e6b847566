import { type Document, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { ImportFault } from "#lib/imports/import-fault.ts";
import { RESERVED_KEYS } from "#lib/imports/import-text.ts";

/** Anchors save a person a few lines; more uses of them than this is a bomb. */
const ALIASES_MAX = 100;
const INDENT_MAX = 64;
/** A value in brackets opens and closes on few levels in any of these files. */
const BRACKETS_MAX = 64;

export type YamlDocument = {
  value: unknown;
  /** Where the value of a path begins; null when there is none. */
  lineOf: (path: readonly (string | number)[]) => number | null;
};

/**
 * Parses YAML 1.2 with merge keys. Tags of its own language are no types here, so nothing but plain data comes of it.
 *
 * Throws ImportFault with line and column: `import_malformed`, `import_duplicate_key`, `import_reserved_key`,
 * `import_too_deep`, `import_aliases`. The parser's own messages quote the file and are never used.
 */
export function yamlDocument(text: string): YamlDocument {
  refuseDeep(text);
  const lines = new LineCounter();
  const document = parsed(text, lines);
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [error] = document.errors;
  if (error) {
    const code = error.code === "DUPLICATE_KEY" ? "import_duplicate_key" : "import_malformed";
    throw new ImportFault(code, at(error.pos[0]));
  }
  refuseReserved(document, at);
  const lineOf = (path: readonly (string | number)[]) => {
    const node = document.getIn(path, true) as { range?: [number, number, number] | null } | undefined;
    return node?.range ? at(node.range[0]).line : null;
  };
  return { value: plainValue(document), lineOf };
}

function parsed(text: string, lineCounter: LineCounter) {
  const options = { lineCounter, merge: true, prettyErrors: false, strict: true, uniqueKeys: true } as const;
  return parseDocument(text, { ...options, logLevel: "silent", resolveKnownTags: false });
}

function refuseReserved(document: Document.Parsed, at: (offset: number) => Record<string, number>): void {
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && RESERVED_KEYS.has(String(key.value)))
        throw new ImportFault("import_reserved_key", at(key.range?.[0] ?? 0));
    },
  });
}

function plainValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    throw new ImportFault("import_aliases", { max: ALIASES_MAX });
  }
}

/** The parser calls itself for each level, so a file that is all levels is refused before it sees it. */
function refuseDeep(text: string): void {
  for (const [index, line] of text.split("\n").entries()) {
    const indent = /^[ \t]*(?:[-?:][ \t]+)*/.exec(line)?.[0].length ?? 0;
    const brackets = line.match(/[[{]/g)?.length ?? 0;
    if (indent > 4 * INDENT_MAX || brackets > BRACKETS_MAX)
      throw new ImportFault("import_too_deep", { line: index + 1, column: 1 });
  }
}
