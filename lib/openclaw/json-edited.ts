import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { isJsonObject, type JsonObject, ownMember } from "#lib/openclaw/own-member.ts";

type Json = Record<string, unknown>;

/**
 * A parsed document with edits made in it: what `editJson` must arrive at by editing the text.
 *
 * The document stays as it was, and so do the values of the edits. What no edit is about is shared with it.
 */
export function editedJson(document: JsonObject, edits: readonly MemberEdit[]): JsonObject {
  let root = { ...document };
  const copies = new Set<unknown>([root]);
  for (const edit of edits) {
    const isAdding = addsSomething(edit);
    const parent = objectAbove(root, edit.path, isAdding, copies);
    const key = edit.path.at(-1);
    if (key === undefined) {
      if ("members" in edit) root = withMembers(root, edit.members);
      copies.add(root);
    } else if (parent) editMember(parent, key, edit, isAdding);
  }
  return root;
}

function editMember(parent: Json, key: string, edit: MemberEdit, isAdding: boolean): void {
  if (!("members" in edit)) put(parent, key, "remove" in edit ? undefined : edit.value);
  else {
    const there = ownMember(parent, key);
    if (isJsonObject(there)) put(parent, key, withMembers(there, edit.members));
    else if (isAdding) put(parent, key, withMembers({}, edit.members));
  }
}

/** The object that holds the last key of a path, as a copy. Missing ones are made when `make` is true, else null. */
function objectAbove(root: Json, path: readonly string[], make: boolean, copies: Set<unknown>): Json | null {
  let node = root;
  for (let at = 0; at < path.length - 1; at += 1) {
    const key = path[at] ?? "";
    const there = ownMember(node, key);
    if (!isJsonObject(there) && !make) return null;
    node = copies.has(there) ? (there as Json) : copyInto(node, key, there, copies);
  }
  return node;
}

function copyInto(parent: Json, key: string, there: unknown, copies: Set<unknown>): Json {
  const copy = isJsonObject(there) ? { ...there } : {};
  copies.add(copy);
  put(parent, key, copy);
  return copy;
}

function addsSomething(edit: MemberEdit): boolean {
  if ("remove" in edit) return false;
  if (!("members" in edit)) return edit.value !== undefined;
  for (const key in edit.members) if (edit.members[key] !== undefined) return true;
  return false;
}

/** A copy that never had what is taken out: after a `delete` the engine would write the object far more slowly. */
function withMembers(object: JsonObject, members: JsonObject): Json {
  const made: Json = {};
  for (const key in object) {
    const value = Object.hasOwn(members, key) ? members[key] : object[key];
    if (value !== undefined) put(made, key, value);
  }
  for (const key in members) {
    const value = members[key];
    if (value !== undefined && !Object.hasOwn(object, key)) put(made, key, value);
  }
  return made;
}

/** Sets a member, or removes it when the value is undefined. */
function put(node: Json, key: string, value: unknown): void {
  if (value === undefined) delete node[key];
  // An assignment to `__proto__` would change what the object is instead of what it holds.
  else if (key !== "__proto__") node[key] = value;
  else Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}
