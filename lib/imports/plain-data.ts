/** What a parsed file holds at a key, whatever it is; undefined when there is no object or no such key. */
export function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** A text with something in it, trimmed; else an empty one. A number counts as its digits. */
export function textAt(value: unknown, key: string): string {
  const found = memberOf(value, key);
  return typeof found === "string" || typeof found === "number" ? String(found).trim() : "";
}

export function listAt(value: unknown, key: string): unknown[] {
  const found = memberOf(value, key);
  return Array.isArray(found) ? found : [];
}
