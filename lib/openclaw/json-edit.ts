import { isDeepStrictEqual } from "node:util";
import JSON5 from "json5";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { type Member, type ObjectSpan, rootObjectStart, scanObject } from "#lib/openclaw/json-members.ts";

export type JsonDialect = "json" | "json5";

/** What should happen below one path: set, removed, or something further down. */
type Wish = { set?: unknown; remove?: boolean; below: Map<string, Wish> };

type Splice = { start: number; end: number; text: string };

/** The text's own habits, which new members follow. */
type Style = { unit: string; eol: string };

/**
 * Sets and removes members of a JSON or JSON5 document and keeps every other byte: comments, spelling of
 * numbers, order of keys, what nobody knows. Missing parents are made. An empty text becomes an object.
 *
 * The result is parsed again and compared with the edited value; a difference is a bug and throws, so a
 * file is never replaced by something that means something else.
 */
export function editJson(text: string, edits: readonly MemberEdit[], dialect: JsonDialect): string {
  const source = text.trim() === "" ? "{}\n" : text;
  if (edits.length === 0) return source;
  const root = wishTree(edits);
  const style = styleOf(source);
  const changed = apply(source, collect(source, rootObjectStart(source), root, style, "replace"));
  const result = apply(changed, collect(changed, rootObjectStart(changed), root, style, "insert"));
  confirm(source, result, edits, dialect);
  return result;
}

function wishTree(edits: readonly MemberEdit[]): Wish {
  const root: Wish = { below: new Map() };
  for (const edit of edits) {
    let node = root;
    for (const key of edit.path) {
      const next = node.below.get(key) ?? { below: new Map() };
      node.below.set(key, next);
      node = next;
    }
    if ("remove" in edit) node.remove = true;
    else node.set = edit.value;
  }
  return root;
}

/** One pass over the wished members of an object: first what is there changes, then what is missing is added. */
function collect(
  text: string,
  start: number,
  wish: Wish,
  style: Style,
  pass: "replace" | "insert",
): Splice[] {
  const span = scanObject(text, start);
  const splices =
    pass === "replace" ? replacements(text, span, wish, style) : insertions(text, span, wish, style);
  for (const member of span.members) {
    const child = wish.below.get(member.key);
    if (child && isParent(child) && text[member.valueStart] === "{") {
      splices.push(...collect(text, member.valueStart, child, style, pass));
    }
  }
  return splices;
}

const isParent = (wish: Wish) => wish.set === undefined && !wish.remove;

function replacements(text: string, span: ObjectSpan, wish: Wish, style: Style): Splice[] {
  const splices: Splice[] = [];
  const kept: Member[] = [];
  for (const member of span.members) {
    const child = wish.below.get(member.key);
    if (child?.remove) {
      splices.push(removal(text, member));
      continue;
    }
    kept.push(member);
    const value = child && replacementFor(text, member, child);
    if (value === undefined) continue;
    const indent = indentOf(text, member.keyStart);
    splices.push({ start: member.valueStart, end: member.valueEnd, text: valueText(value, indent, style) });
  }
  const [lastKept, last] = [kept.at(-1), span.members.at(-1)];
  // A list that loses its last member must not end in a comma it did not end in before.
  if (lastKept && last && lastKept !== last && last.commaEnd === null && lastKept.commaEnd !== null) {
    splices.push({ start: lastKept.commaEnd - 1, end: lastKept.commaEnd, text: "" });
  }
  return splices;
}

/** The new value of a member that is there, undefined when it stays. */
function replacementFor(text: string, member: Member, child: Wish): unknown {
  if (child.set !== undefined) return child.set;
  if (text[member.valueStart] === "{") return undefined;
  return plainValue(child);
}

function insertions(text: string, span: ObjectSpan, wish: Wish, style: Style): Splice[] {
  const present = new Set(span.members.map((member) => member.key));
  const missing = [...wish.below].flatMap(([key, child]): [string, unknown][] => {
    const value = present.has(key) ? undefined : plainValue(child);
    return value === undefined ? [] : [[key, value]];
  });
  if (missing.length === 0) return [];
  const last = span.members.at(-1);
  const oneLine = last !== undefined && !text.slice(span.start, span.close).includes("\n");
  const outer = indentOf(text, span.start);
  const indent = !last ? outer + style.unit : oneLine ? outer : indentOf(text, last.keyStart);
  const lead = oneLine ? " " : style.eol + indent;
  const members = missing.map(
    ([key, value]) => `${lead}${JSON.stringify(key)}: ${valueText(value, indent, style)}`,
  );
  const splices: Splice[] = [];
  if (last && last.commaEnd === null) splices.push({ start: last.valueEnd, end: last.valueEnd, text: "," });
  const at = Math.max(span.contentEnd, last ? (last.commaEnd ?? last.valueEnd) : span.start + 1);
  const closing = last ? text.slice(at, span.close) : style.eol + outer;
  splices.push({ start: at, end: span.close, text: members.join(",") + closing });
  return splices;
}

/** The value a wish stands for when nothing is there yet; undefined when it only removes. */
function plainValue(wish: Wish): unknown {
  if (wish.remove) return undefined;
  if (wish.set !== undefined) return wish.set;
  const entries = [...wish.below].flatMap(([key, child]): [string, unknown][] => {
    const value = plainValue(child);
    return value === undefined ? [] : [[key, value]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A member with its comma, and with its line when nothing else stands on it. */
function removal(text: string, member: Member): Splice {
  const end = member.commaEnd ?? member.valueEnd;
  const lineStart = text.lastIndexOf("\n", member.keyStart - 1) + 1;
  const newline = text.indexOf("\n", end);
  const alone =
    newline !== -1 &&
    lineStart > 0 &&
    isBlank(text.slice(lineStart, member.keyStart)) &&
    isBlank(text.slice(end, newline));
  if (alone) return { start: lineStart, end: newline + 1, text: "" };
  return { start: member.keyStart, end: text[end] === " " ? end + 1 : end, text: "" };
}

const isBlank = (text: string) => text.trim() === "";

function valueText(value: unknown, indent: string, { unit, eol }: Style): string {
  return JSON.stringify(value, null, unit).replaceAll("\n", eol + indent);
}

function indentOf(text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? "";
}

function styleOf(text: string): Style {
  return { unit: /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ", eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

function apply(text: string, splices: Splice[]): string {
  const sorted = [...splices].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const splice of sorted) {
    parts.push(text.slice(at, splice.start), splice.text);
    at = splice.end;
  }
  return parts.join("") + text.slice(at);
}

function confirm(before: string, after: string, edits: readonly MemberEdit[], dialect: JsonDialect): void {
  const parse = dialect === "json" ? JSON.parse : JSON5.parse;
  const expected = parse(withoutMark(before)) as Json;
  for (const edit of edits) applyTo(expected, edit);
  if (!isDeepStrictEqual(parse(withoutMark(after)), expected))
    throw new Error("An edit would have changed more than was asked.");
}

type Json = Record<string, unknown>;

const withoutMark = (text: string) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

function applyTo(node: Json, edit: MemberEdit, depth = 0): void {
  const key = edit.path[depth] ?? "";
  if (depth === edit.path.length - 1) {
    if ("remove" in edit) delete node[key];
    else setOwn(node, key, JSON.parse(JSON.stringify(edit.value)));
    return;
  }
  if (!isObject(Object.hasOwn(node, key) ? node[key] : undefined)) {
    if ("remove" in edit) return;
    setOwn(node, key, {});
  }
  applyTo(node[key] as Json, edit, depth + 1);
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

/** An assignment to `__proto__` would change what the object is instead of what it holds. */
function setOwn(node: Json, key: string, value: unknown): void {
  Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}
