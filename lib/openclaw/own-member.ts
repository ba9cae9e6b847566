/** A JSON object whose members are read through `ownMember`. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member the object has itself: `constructor`, `__proto__` and their like are never found on a prototype. */
export function ownMember(object: JsonObject, key: string): unknown {
  const value = object[key];
  return value === undefined || Object.hasOwn(object, key) ? value : undefined;
}

/** The text of a member, or null when it is not a string or only blanks. */
export function textMember(object: JsonObject, key: string): string | null {
  const value = ownMember(object, key);
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** What JSON calls a value, for findings that must not quote it. */
export function jsonTypeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
