import { type Finding, finding } from "#lib/openclaw/finding.ts";
import { parseStrictJson, type StrictJson } from "#lib/openclaw/json-syntax.ts";
import { isJsonObject, type JsonObject, jsonTypeName } from "#lib/openclaw/own-member.ts";

export type ReadableJson = Extract<StrictJson, { ok: true }>;

export type ParsedObject =
  | { ok: true; value: { object: JsonObject; json: ReadableJson } }
  | { ok: false; finding: Finding };

/** Parses strict JSON that must be an object. The finding of a refusal has line and column and no content. */
export function parseJsonObject(text: string, file: string | null): ParsedObject {
  const json = parseStrictJson(text);
  if (!json.ok) {
    const { line, column, reason } = json.fault;
    return { ok: false, finding: finding("json_syntax", { file, line, column }, { reason }) };
  }
  if (isJsonObject(json.value)) return { ok: true, value: { object: json.value, json } };
  const found = jsonTypeName(json.value);
  return { ok: false, finding: finding("json_not_object", { file, line: 1, column: 1 }, { found }) };
}
