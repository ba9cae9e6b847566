import type { FreeProof, ProbeDialect } from "#lib/domain/probe-rows.ts";

/** What an answer has to look like to be one: that of a free check, or a completion in a dialect. */
export type ProbeProof = FreeProof | `${ProbeDialect}_completion`;

/**
 * The beginning of a list of models. Lists are long and only their beginning is read; nothing else that long is a
 * proof of anything.
 */
const LIST_BEGINS = /^\s*(?:\[\s*\{|\{[^{}[\]]{0,500}"(?:data|models)"\s*:\s*\[\s*\{)/;

const SHAPES: Record<ProbeProof, (answer: Record<string, unknown>) => boolean> = {
  list: ({ data, models }) => isListOfObjects(data) || isListOfObjects(models),
  key: ({ data }) => isRecord(data),
  credits: ({ balance }) => typeof balance === "string" || typeof balance === "number",
  openai_completion: ({ choices }) => isListOfObjects(choices),
  anthropic_completion: ({ type, content }) => type === "message" && Array.isArray(content),
  google_completion: ({ candidates, usageMetadata }) =>
    isListOfObjects(candidates) || isRecord(usageMetadata),
};

/**
 * True when a successful answer is the one that was asked for. A page for people, an error in a success's clothes
 * and a redirect's end are not, whatever their status.
 */
export function isProof(proof: ProbeProof, text: string, isCut: boolean): boolean {
  if (isCut) return proof === "list" && LIST_BEGINS.test(text);
  const answer = parsedJson(text);
  if (Array.isArray(answer)) return proof === "list" && isListOfObjects(answer);
  return isRecord(answer) && !isErrorAnswer(answer) && SHAPES[proof](answer);
}

/** What a provider says went wrong, in its own words; null when it says nothing a person would read. */
export function errorMessage(text: string): string | null {
  const answer = parsedJson(text);
  const found = isRecord(answer) ? messageIn(answer) : null;
  const plain = found?.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return plain || null;
}

function messageIn(answer: Record<string, unknown>): string | null {
  const { error } = answer;
  const candidates = isRecord(error) ? [error.message, error.code] : [error];
  const all = [...candidates, answer.message, answer.detail, answer.msg];
  return all.find((candidate): candidate is string => typeof candidate === "string") ?? null;
}

function isErrorAnswer({ error, type }: Record<string, unknown>): boolean {
  return type === "error" || (error !== undefined && error !== null && error !== false);
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Null for a text that is no JSON. The parser's own error would quote it. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}
