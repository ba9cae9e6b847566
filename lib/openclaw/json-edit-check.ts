import type { MemberEdit } from "#lib/domain/store-edits.ts";

type Json = Record<string, unknown>;

/**
 * Makes edits in a parsed document: what `editJson` must arrive at by editing the text. The edits' values
 * become part of the document, so nothing may change it afterwards.
 */
export function applyEdits(root: Json, edits: readonly MemberEdit[]): void {
  for (const edit of edits) {
    const { path, members } = asMembers(edit);
    const isAdding = members.some(([, value]) => value !== undefined);
    const object = objectAt(root, path, isAdding);
    if (object) for (const [key, value] of members) put(object, key, value);
  }
}

/** Setting or removing one member is setting or removing members of the object above it. */
function asMembers(edit: MemberEdit): { path: string[]; members: [string, unknown][] } {
  if ("members" in edit) return { path: edit.path, members: Object.entries(edit.members) };
  const value = "remove" in edit ? undefined : edit.value;
  return { path: edit.path.slice(0, -1), members: [[edit.path.at(-1) ?? "", value]] };
}

/** Equal as JSON documents: the order of keys does not count, and `-0` is `0`, as it is when written. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left === "number" && typeof right === "number") return Number.isNaN(left) && Number.isNaN(right);
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) return sameList(left, right);
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) => Object.hasOwn(right, key) && sameJson((left as Json)[key], (right as Json)[key]),
  );
}

function sameList(left: object, right: object): boolean {
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
  return left.every((item, at) => sameJson(item, right[at]));
}

/** The object at a path; missing ones are made when `make` is true, else the answer is null. */
function objectAt(root: Json, path: string[], make: boolean): Json | null {
  let node = root;
  for (const key of path) {
    const there = Object.hasOwn(node, key) ? node[key] : undefined;
    if (isObject(there)) {
      node = there;
      continue;
    }
    if (!make) return null;
    put(node, key, {});
    node = node[key] as Json;
  }
  return node;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets a member, or removes it when the value is undefined. */
function put(node: Json, key: string, value: unknown): void {
  if (value === undefined) delete node[key];
  // An assignment to `__proto__` would change what the object is instead of what it holds.
  else if (key !== "__proto__") node[key] = value;
  else Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}
