import { isJsonObject, type JsonObject, ownMember } from "#lib/openclaw/own-member.ts";
import type { ExecFailure } from "#lib/openclaw/secret-resolution.ts";

export type ExecAnswer = { ok: true; value: unknown } | { ok: false; failure: ExecFailure };

/**
 * What a command of an exec secret provider answered about one id, by protocol version 1. Without `jsonOnly` plain
 * text is the value itself. Total: whatever it printed is a value or has a reason.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2 "exec".
 */
export function answerFor(id: string, stdout: string, jsonOnly: boolean): ExecAnswer {
  const text = stdout.trim();
  const invalid: ExecAnswer = { ok: false, failure: "exec_answer_invalid" };
  if (text === "") return invalid;
  const document = parsed(text);
  if (document === undefined) return jsonOnly ? invalid : { ok: true, value: text };
  if (!jsonOnly && typeof document === "string") return { ok: true, value: document };
  return isJsonObject(document) && ownMember(document, "protocolVersion") === 1
    ? valueOfId(id, document)
    : invalid;
}

function valueOfId(id: string, document: JsonObject): ExecAnswer {
  const values = ownMember(document, "values");
  if (!isJsonObject(values)) return { ok: false, failure: "exec_answer_invalid" };
  const errors = ownMember(document, "errors");
  if (isJsonObject(errors) && Object.hasOwn(errors, id)) return { ok: false, failure: "exec_id_failed" };
  return Object.hasOwn(values, id)
    ? { ok: true, value: values[id] }
    : { ok: false, failure: "exec_id_missing" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
