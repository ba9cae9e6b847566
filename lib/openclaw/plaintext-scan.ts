import { isNonSecretMarker } from "#lib/domain/provider-key.ts";
import { KNOWN_PROVIDERS } from "#lib/domain/providers.ts";
import { isSecretHeader, isSecretName, isSecretVariable, looksLikeSecret } from "#lib/domain/secret-name.ts";
import { refersToEnv } from "#lib/openclaw/config-substitution.ts";
import type { ConfigPath } from "#lib/openclaw/config-tree.ts";
import { isJsonObject } from "#lib/openclaw/own-member.ts";

/** A secret in a document. `variable` when it stands in the `env` block of a config. */
export type PlaintextHit = { path: ConfigPath; value: string; variable: string | null };

/** Deeper than any config OpenClaw accepts. */
const DEPTH_MAX = 200;

/**
 * Finds secrets in a config or in a backup of one, by the names of their members.
 * `${NAME}` and OpenClaw's markers for keys that are elsewhere are none.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.2; the names are those its redaction looks for.
 */
export function scanConfig(document: unknown): PlaintextHit[] {
  return scan(document, (path, value) => {
    const variable = variableAt(path);
    if (variable !== null) return isSecretVariable(variable) ? { variable } : null;
    return isSecretMember(path, value) ? { variable: null } : null;
  });
}

/** The same for a generated `models.json`, which also names the variables that keys come from. */
export function scanModelsJson(document: unknown): PlaintextHit[] {
  return scanConfig(document).filter(({ value }) => !VARIABLE_NAME.test(value.trim()));
}

const CREDENTIAL_MEMBERS: ReadonlySet<string> = new Set(["key", "token", "access", "refresh"]);

/** The same for stores of any release: the members that hold a credential's material. */
export function scanStore(document: unknown): PlaintextHit[] {
  return scan(document, (path) => {
    const name = String(path.at(-1) ?? "");
    return CREDENTIAL_MEMBERS.has(name) || isSecretName(name) ? { variable: null } : null;
  });
}

type Judge = (path: ConfigPath, value: string) => { variable: string | null } | null;

function scan(document: unknown, judge: Judge): PlaintextHit[] {
  const texts = [...textsIn(document, [])].filter(({ value }) => isPlaintext(value));
  return texts.flatMap(({ path, value }) => {
    const found = judge(path, value);
    return found ? [{ path, value, ...found }] : [];
  });
}

function* textsIn(value: unknown, path: ConfigPath): Generator<{ path: ConfigPath; value: string }> {
  if (typeof value === "string") yield { path, value };
  if (path.length >= DEPTH_MAX) return;
  for (const [name, member] of membersOf(value)) yield* textsIn(member, [...path, name]);
}

function membersOf(value: unknown): (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return isJsonObject(value) ? Object.entries(value) : [];
}

/** What OpenClaw writes where a key is kept elsewhere, beside its own markers. */
const KEPT_ELSEWHERE: ReadonlySet<string> = new Set([
  "__OPENCLAW_REDACTED__",
  ...KNOWN_PROVIDERS.flatMap((provider) => provider.envVars),
]);
/** No key of a provider looks so. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

function isPlaintext(value: string): boolean {
  const text = value.trim();
  return text !== "" && !refersToEnv(text) && !isNonSecretMarker(text) && !KEPT_ELSEWHERE.has(text);
}

function variableAt(path: ConfigPath): string | null {
  const [top, second, third] = path;
  if (top !== "env") return null;
  if (path.length === 2 && second !== "vars" && second !== "shellEnv") return String(second);
  return path.length === 3 && second === "vars" ? String(third) : null;
}

function isSecretMember(path: ConfigPath, value: string): boolean {
  const name = path.at(-1);
  // Members of lists have no names; arguments of a command are such.
  if (typeof name !== "string") return looksLikeSecret(value);
  if (path.at(-2) === "headers") return isSecretHeader(name) || looksLikeSecret(value);
  return isSecretName(name);
}
