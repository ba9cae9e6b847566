import type { FileValueProblem } from "#lib/domain/doctor-facts.ts";
import { isJsonObject, ownMember } from "#lib/openclaw/own-member.ts";

/** What a file provider's file holds, as far as references ask for it. `null` when it is not the JSON it should be. */
export type SecretFileValues = { problemOf(id: string): FileValueProblem | null };

/**
 * Reads the text of a file provider. In `singleValue` mode the whole text is one value; else it must be a JSON
 * object, and ids are JSON pointers (RFC 6901) into it. Null when it is no JSON object.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2 "file".
 */
export function secretFileValues(text: string, mode: "json" | "singleValue"): SecretFileValues | null {
  if (mode === "singleValue") {
    return { problemOf: (id) => (id === "value" ? textProblem(text.replace(/\r?\n$/, "")) : "id") };
  }
  const document = parsedObject(text);
  if (document === null) return null;
  return { problemOf: (id) => (id.startsWith("/") ? pointerProblem(document, id) : "id") };
}

function parsedObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    // The engine's message quotes the text.
    return null;
  }
}

function pointerProblem(document: unknown, pointer: string): FileValueProblem | null {
  let value: unknown = document;
  for (const segment of pointer.slice(1).split("/")) {
    value = memberOf(value, segment.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (value === undefined) return "segment";
  }
  return textProblem(value);
}

function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
  return isJsonObject(value) ? ownMember(value, name) : undefined;
}

function textProblem(value: unknown): FileValueProblem | null {
  if (typeof value !== "string") return "not_text";
  return value.trim() === "" ? "blank" : null;
}
