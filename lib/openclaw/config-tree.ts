import JSON5 from "json5";
import { type FilePosition, type Finding, FindingList, finding, shownPath } from "#lib/openclaw/finding.ts";
import { type Located, locateJson5 } from "#lib/openclaw/json5-positions.ts";
import { isJsonObject } from "#lib/openclaw/own-member.ts";
import { LineIndex, looksLikeUtf16, type SyntaxReason } from "#lib/openclaw/text-position.ts";

/** A value of the config together with where it was written. `at` of an object's member is the place of its key. */
export type ConfigNode =
  | { kind: "object"; at: FilePosition; members: Map<string, ConfigNode> }
  | { kind: "array"; at: FilePosition; items: ConfigNode[] }
  | { kind: "scalar"; at: FilePosition; value: string | number | boolean | null };

export type ConfigPath = readonly (string | number)[];

export type ParsedConfigText =
  | { ok: true; value: { root: ConfigNode; findings: Finding[] } }
  | { ok: false; finding: Finding };

/** Deeper nesting is refused; what walks the tree recurses. */
const DEPTH_MAX = 200;

/**
 * Parses the JSON5 of `openclaw.json` or of a file it includes.
 *
 * What is accepted is decided by the `json5` package, which OpenClaw uses too; positions come from a
 * second reading and are missing should that one lose its way. A member called `__proto__` is left out, as
 * OpenClaw loses it. Total: a text that is not JSON5 is a finding with line and column, not a throw.
 */
export function parseConfigText(text: string, file: string): ParsedConfigText {
  const value = parseJson5(text, file);
  if (!value.ok) return value;
  const builder = new TreeBuilder(file, text);
  try {
    const located = locateJson5(text, DEPTH_MAX);
    const root = builder.build(value.value, located, [], { file, line: 1, column: 1 });
    return { ok: true, value: { root, findings: builder.findings.all() } };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return { ok: false, finding: finding("config_too_deep", file, { depthMax: DEPTH_MAX }) };
  }
}

/** The node at a path, or null. */
export function nodeAt(root: ConfigNode, path: ConfigPath): ConfigNode | null {
  let node: ConfigNode | undefined = root;
  for (const segment of path) {
    if (node?.kind === "object" && typeof segment === "string") node = node.members.get(segment);
    else if (node?.kind === "array" && typeof segment === "number") node = node.items[segment];
    else return null;
  }
  return node ?? null;
}

/** Where the value at a path was written, or else the nearest thing around it. */
export function nearestPosition(root: ConfigNode, path: ConfigPath): FilePosition {
  for (let length = path.length; length > 0; length -= 1) {
    const node = nodeAt(root, path.slice(0, length));
    if (node) return node.at;
  }
  return root.at;
}

/** The plain value of a tree. Members become own properties whatever they are called. */
export function plainValue(node: ConfigNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "array") return node.items.map(plainValue);
  return Object.fromEntries([...node.members].map(([key, member]) => [key, plainValue(member)]));
}

function parseJson5(
  text: string,
  file: string,
): { ok: true; value: unknown } | { ok: false; finding: Finding } {
  const plain = parsePlainJson(text);
  if (plain) return { ok: true, value: plain.value };
  try {
    return { ok: true, value: JSON5.parse(text) };
  } catch (error) {
    const at = { file, line: numberField(error, "lineNumber"), column: numberField(error, "columnNumber") };
    return { ok: false, finding: finding("config_syntax", at, { reason: syntaxReason(text, error) }) };
  }
}

/** Most configs are plain JSON, which means the same in JSON5 and which the engine reads many times faster. */
function parsePlainJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** The parser's message quotes a character of the text, so it is only asked whether it is one of two kinds. */
function syntaxReason(text: string, error: unknown): SyntaxReason {
  if (looksLikeUtf16(text)) return "encoding";
  if (text.trim() === "") return "empty";
  const atEnd = error instanceof Error && error.message.startsWith("JSON5: invalid end of input");
  return atEnd ? "unexpected_end" : "unexpected_character";
}

function numberField(error: unknown, name: string): number | null {
  const value = error instanceof Error ? Object.getOwnPropertyDescriptor(error, name)?.value : null;
  return typeof value === "number" ? value : null;
}

class TooDeep extends Error {}

class TreeBuilder {
  readonly findings = new FindingList();
  readonly #file: string;
  readonly #lines: LineIndex;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#lines = new LineIndex(text);
  }

  build(value: unknown, located: Located | null, path: ConfigPath, at: FilePosition): ConfigNode {
    if (path.length > DEPTH_MAX) throw new TooDeep();
    if (Array.isArray(value)) {
      const items = value.map((item, index) => {
        const inner = located?.items[index] ?? null;
        return this.build(item, inner, [...path, index], this.#place(inner?.offset));
      });
      return { kind: "array", at, items };
    }
    if (isJsonObject(value)) return this.#object(value, located, path, at);
    const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return { kind: "scalar", at, value: scalar ? value : null };
  }

  #object(value: object, located: Located | null, path: ConfigPath, at: FilePosition): ConfigNode {
    const written = this.#membersOf(located, path);
    const members = new Map<string, ConfigNode>();
    for (const [key, member] of Object.entries(value)) {
      const found = written.get(key);
      const place = this.#place(found?.offset);
      const inner = [...path, key];
      if (key === "__proto__")
        this.findings.add("config_reserved_key", () => place, { path: shownPath(inner) });
      else members.set(key, this.build(member, found?.value ?? null, inner, place));
    }
    return { kind: "object", at, members };
  }

  /** The members by name; of a name written twice the last counts, as in JavaScript. */
  #membersOf(located: Located | null, path: ConfigPath): Map<string, Located["members"][number]> {
    const byName = new Map<string, Located["members"][number]>();
    for (const member of located?.members ?? []) {
      if (byName.has(member.name)) {
        const key = shownPath([...path, member.name]);
        this.findings.add("json_duplicate_key", () => this.#place(member.offset), { key });
      }
      byName.set(member.name, member);
    }
    return byName;
  }

  #place(offset: number | undefined): FilePosition {
    const at = offset === undefined ? { line: null, column: null } : this.#lines.at(offset);
    return { file: this.#file, ...at };
  }
}
