import JSON5 from "json5";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { sameJson } from "#lib/openclaw/json-edit-check.ts";
import { editedJson } from "#lib/openclaw/json-edited.ts";
import { type Member, type ObjectSpan, rootObjectStart, scanObject } from "#lib/openclaw/json-members.ts";

export type JsonDialect = "json" | "json5";

/** What should happen at one path: set, removed, or something to members of the object there. */
type Wish = { set?: unknown; remove?: boolean; below: Map<string, Wish> };

const REMOVED: Wish = { remove: true, below: new Map() };

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
  const start = rootObjectStart(source);
  const object = editObject(
    { text: source, start, indent: indentAt(source, start) },
    wishTree(edits),
    styleOf(source),
  );
  const result = source.slice(0, start) + object.text + source.slice(object.end);
  confirm(source, result, edits, dialect);
  return result;
}

function wishTree(edits: readonly MemberEdit[]): Wish {
  const root: Wish = { below: new Map() };
  for (const edit of edits) {
    let node = root;
    for (const key of edit.path) node = wishBelow(node, key);
    note(node, edit);
  }
  return root;
}

function note(node: Wish, edit: MemberEdit): void {
  if ("remove" in edit) node.remove = true;
  else if ("value" in edit) node.set = edit.value;
  else {
    for (const [key, value] of Object.entries(edit.members)) {
      node.below.set(key, value === undefined ? REMOVED : { set: value, below: REMOVED.below });
    }
  }
}

function wishBelow(node: Wish, key: string): Wish {
  const known = node.below.get(key);
  if (known) return known;
  const made = { below: new Map() };
  node.below.set(key, made);
  return made;
}

/** An object in a text; `indent` is what the line it begins on is indented by. */
type Place = { text: string; start: number; indent: string };

/** The object as it should be, and where the old one ends: first what is there changes, then what is missing is added. */
function editObject(place: Place, wish: Wish, style: Style): { text: string; end: number } {
  const span = scanObject(place.text, place.start);
  const end = span.close + 1;
  const replaced = splice(place.text, replacements(place, span, wish, style), place.start, end);
  const missing = missingMembers(span, wish);
  if (missing.length === 0) return { text: replaced, end };
  const changed = { ...place, text: replaced, start: 0 };
  const addition = insertion(changed, scanObject(replaced, 0), missing, style);
  return { text: splice(replaced, addition, 0, replaced.length), end };
}

function replacements(place: Place, span: ObjectSpan, wish: Wish, style: Style): Splice[] {
  const { text } = place;
  const splices: Splice[] = [];
  let indent = place.indent;
  let lastKept: Member | undefined;
  for (const member of span.members) {
    if (member.lineStart !== -1) indent = text.slice(member.lineStart, member.keyStart);
    const child = wish.below.get(member.key);
    if (child?.remove) {
      splices.push(removal(text, member));
      continue;
    }
    lastKept = member;
    const value = child && replacedValue({ text, start: member.valueStart, indent }, child, style);
    if (value !== undefined) splices.push({ start: member.valueStart, end: member.valueEnd, text: value });
  }
  const last = span.members.at(-1);
  // A list that loses its last member must not end in a comma it did not end in before.
  if (lastKept && last && lastKept !== last && last.commaEnd === null && lastKept.commaEnd !== null) {
    splices.push({ start: lastKept.commaEnd - 1, end: lastKept.commaEnd, text: "" });
  }
  return splices;
}

/** The new text of a value that is there, undefined when it stays. */
function replacedValue(place: Place, wish: Wish, style: Style): string | undefined {
  if (wish.set === undefined && place.text[place.start] === "{") return editObject(place, wish, style).text;
  const value = plainValue(wish);
  return value === undefined ? undefined : valueText(value, place.indent, style);
}

function missingMembers(span: ObjectSpan, wish: Wish): [string, unknown][] {
  const wanted = plainMembers(wish.below);
  if (wanted.length === 0) return wanted;
  const present = new Set(span.members.map((member) => member.key));
  return wanted.filter(([key]) => !present.has(key));
}

/** New members go behind the last one and what is said about it, in its line when everything is in one line. */
function insertion(place: Place, span: ObjectSpan, missing: [string, unknown][], style: Style): Splice[] {
  const { text } = place;
  const last = span.members.at(-1);
  const oneLine = last !== undefined && !text.slice(span.start, span.close).includes("\n");
  const indent = !last ? place.indent + style.unit : oneLine ? place.indent : indentOfLast(place, span);
  const lead = oneLine ? " " : style.eol + indent;
  const members = missing.map(
    ([key, value]) => `${lead}${JSON.stringify(key)}: ${valueText(value, indent, style)}`,
  );
  const splices: Splice[] = [];
  if (last && last.commaEnd === null) splices.push({ start: last.valueEnd, end: last.valueEnd, text: "," });
  const at = Math.max(span.contentEnd, last ? (last.commaEnd ?? last.valueEnd) : span.start + 1);
  const closing = last ? text.slice(at, span.close) : style.eol + place.indent;
  // Whoever ends a list of lines in a comma wants the next one to end it too.
  const ending = !oneLine && last && last.commaEnd !== null ? "," : "";
  splices.push({ start: at, end: span.close, text: members.join(",") + ending + closing });
  return splices;
}

function indentOfLast({ text, indent }: Place, { members }: ObjectSpan): string {
  const last = members.findLast((member) => member.lineStart !== -1);
  return last ? text.slice(last.lineStart, last.keyStart) : indent;
}

/** The value a wish stands for when nothing is there yet; undefined when it only removes. */
function plainValue(wish: Wish): unknown {
  if (wish.remove) return undefined;
  if (wish.set !== undefined) return wish.set;
  const members = plainMembers(wish.below);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function plainMembers(wishes: Map<string, Wish>): [string, unknown][] {
  const members: [string, unknown][] = [];
  for (const [key, wish] of wishes) {
    const value = plainValue(wish);
    if (value !== undefined) members.push([key, value]);
  }
  return members;
}

const REST_OF_LINE = /[ \t]*(?:\r?\n|\r)/y;

/** A member with its comma, and with its line when nothing else stands on it. */
function removal(text: string, { lineStart, keyStart, valueEnd, commaEnd }: Member): Splice {
  const end = commaEnd ?? valueEnd;
  REST_OF_LINE.lastIndex = end;
  const rest = lineStart === -1 ? null : REST_OF_LINE.exec(text);
  if (rest) return { start: lineStart, end: end + rest[0].length, text: "" };
  return { start: keyStart, end: text[end] === " " ? end + 1 : end, text: "" };
}

function valueText(value: unknown, indent: string, { unit, eol }: Style): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const text = JSON.stringify(value, null, unit);
  return text.includes("\n") ? text.replaceAll("\n", eol + indent) : text;
}

function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? "";
}

function styleOf(text: string): Style {
  return { unit: /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ", eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

/** The text from `start` to `end` with its splices made. */
function splice(text: string, splices: Splice[], start: number, end: number): string {
  if (splices.length === 0) return text.slice(start, end);
  const parts: string[] = [];
  let at = start;
  for (const change of splices.sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(at, change.start), change.text);
    at = change.end;
  }
  parts.push(text.slice(at, end));
  return parts.join("");
}

function confirm(before: string, after: string, edits: readonly MemberEdit[], dialect: JsonDialect): void {
  const expected = editedJson(parse(before, dialect), edits);
  if (!sameJson(parse(after, dialect), expected))
    throw new Error("An edit would have changed more than was asked.");
}

/** JSON is JSON5 as well, and its parser is a hundred times as fast. */
function parse(text: string, dialect: JsonDialect): Record<string, unknown> {
  const unmarked = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (dialect === "json") return JSON.parse(unmarked);
  try {
    return JSON.parse(unmarked);
  } catch {
    return JSON5.parse(unmarked);
  }
}
