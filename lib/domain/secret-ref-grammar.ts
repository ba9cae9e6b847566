import type { SecretRef, SecretRefSource } from "#lib/domain/secret-ref.ts";
import { type Refused, refused } from "#lib/domain/verdict.ts";

export const SECRET_REF_SOURCES = ["env", "file", "exec"] as const satisfies readonly SecretRefSource[];

/** Longest file id we take from an operator, in characters; OpenClaw itself sets none. */
const FILE_ID_LENGTH_MAX = 1024;

const PROVIDER_ALIAS = /^[a-z][a-z0-9_-]{0,63}$/;
const ENV_ID = /^[A-Z][A-Z0-9_]{0,127}$/;
const ENV_TEMPLATE = /^\$\{([A-Z][A-Z0-9_]{0,127})\}$/;
const EXEC_ID = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,255}$/;
/** The file id of a provider in `singleValue` mode. */
const FILE_SINGLE_VALUE = "value";
const FILE_POINTER = /^\/(?:[^~]|~0|~1)*$/;
const CONTROL_CHARACTER = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const DEFAULT_PROVIDER_ALIAS = "default";

export type RefProblemCode =
  | "ref_source_invalid"
  | "ref_provider_invalid"
  | "ref_env_id_invalid"
  | "ref_file_id_invalid"
  | "ref_file_id_too_long"
  | "ref_exec_id_invalid"
  | "ref_exec_id_dot_segment";

/** What is wrong with one part of a SecretRef, so that a form can say it beside that field. */
export type RefProblem = Refused<RefProblemCode> & { part: "source" | "provider" | "id" };

/** A SecretRef as typed: the source is still any text. */
export type TypedRef = { source: string; provider: string; id: string };

export function isSecretRefSource(source: string): source is SecretRefSource {
  return SECRET_REF_SOURCES.some((known) => known === source);
}

/**
 * Checks a SecretRef an operator wants to store by the grammar OpenClaw demands of `openclaw.json`,
 * which is stricter than what it accepts inside a store. Nothing is trimmed: a blank is part of an id.
 * File ids are held to two more rules of ours: no control characters, at most 1024 characters.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.1.
 */
export function checkRefForNew(
  typed: TypedRef,
): { ok: true; ref: SecretRef } | { ok: false; problems: RefProblem[] } {
  const { source, provider, id } = typed;
  const problems: RefProblem[] = [];
  const alias = checkRefProvider(provider);
  if (!isSecretRefSource(source)) {
    problems.push({ ...refused("ref_source_invalid"), part: "source" });
    if (alias) problems.push(alias);
    return { ok: false, problems };
  }
  const idProblem = checkRefId(source, id);
  if (alias) problems.push(alias);
  if (idProblem) problems.push(idProblem);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, ref: { source, provider, id } };
}

/** Null when a secret provider's alias is well formed. */
export function checkRefProvider(alias: string): RefProblem | null {
  return PROVIDER_ALIAS.test(alias) ? null : { ...refused("ref_provider_invalid"), part: "provider" };
}

/** Null when an id is well formed for its source. */
export function checkRefId(source: SecretRefSource, id: string): RefProblem | null {
  if (source === "env") return ENV_ID.test(id) ? null : idProblem("ref_env_id_invalid");
  return source === "file" ? checkFileId(id) : checkExecId(id);
}

function checkFileId(id: string): RefProblem | null {
  if (id === FILE_SINGLE_VALUE) return null;
  if (id.length > FILE_ID_LENGTH_MAX) return idProblem("ref_file_id_too_long", { max: FILE_ID_LENGTH_MAX });
  if (!FILE_POINTER.test(id) || CONTROL_CHARACTER.test(id)) return idProblem("ref_file_id_invalid");
  return null;
}

function checkExecId(id: string): RefProblem | null {
  if (!EXEC_ID.test(id)) return idProblem("ref_exec_id_invalid");
  const hasDotSegment = id.split("/").some((segment) => segment === "." || segment === "..");
  return hasDotSegment ? idProblem("ref_exec_id_dot_segment") : null;
}

function idProblem(code: RefProblemCode, params?: Record<string, number>): RefProblem {
  return { ...refused(code, params), part: "id" };
}

/** `secrets.defaults`: the alias a reference without `provider` means, by source. */
export type RefDefaults = Partial<Record<SecretRefSource, string>>;

/**
 * Reads a `keyRef`, `tokenRef` or inline value the way OpenClaw reads it inside a store: three forms are
 * references, whatever their ids look like.
 *
 * 1. an object of exactly `source`, `provider` and `id`, none of them blank;
 * 2. an object with `source` and `id` but without `provider`; further keys are ignored in this form only;
 * 3. the string `${NAME}`, upper-case name, blanks around it allowed.
 *
 * Anything else is null, so a fourth key beside a `provider` makes the profile `missing_credential`.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.1; that form 2 ignores further keys was read in its bundle.
 */
export function parseStoredRef(value: unknown, defaults: RefDefaults = {}): SecretRef | null {
  if (typeof value === "string") return parseEnvTemplate(value, defaults);
  if (!isRecord(value)) return null;
  const { source, provider, id } = value;
  if (typeof source !== "string" || !isSecretRefSource(source)) return null;
  if (typeof id !== "string" || id.trim() === "") return null;
  if (provider === undefined) return { source, provider: defaults[source] ?? DEFAULT_PROVIDER_ALIAS, id };
  if (typeof provider !== "string" || provider.trim() === "") return null;
  return Object.keys(value).length === 3 ? { source, provider, id } : null;
}

function parseEnvTemplate(text: string, defaults: RefDefaults): SecretRef | null {
  const id = ENV_TEMPLATE.exec(text.trim())?.[1];
  if (id === undefined) return null;
  return { source: "env", provider: defaults.env?.trim() || DEFAULT_PROVIDER_ALIAS, id };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
