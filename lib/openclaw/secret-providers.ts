import path from "node:path";
import type { SecretRefSource } from "#lib/domain/secret-ref.ts";
import { checkRefId, checkRefProvider, isSecretRefSource } from "#lib/domain/secret-ref-grammar.ts";
import { isJsonObject, ownMember } from "#lib/openclaw/own-member.ts";
import {
  bool,
  filledText,
  fits,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  type Shape,
  text,
} from "#lib/openclaw/shape.ts";

/** The alias a reference means when it names no provider and `secrets.defaults` says nothing. */
export const DEFAULT_PROVIDER_ALIAS = "default";

/**
 * One entry of `secrets.providers`, with OpenClaw's own limits. An exec provider's `args` and `env` may hold
 * secrets; whoever shows an entry shows its other members.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2, and its schema in the bundle.
 */
export type SecretProvider =
  | { source: "env"; allowlist?: string[] }
  | {
      source: "file";
      path: string;
      mode?: "singleValue" | "json";
      timeoutMs?: number;
      maxBytes?: number;
    }
  | {
      source: "exec";
      command: string;
      args?: string[];
      timeoutMs?: number;
      noOutputTimeoutMs?: number;
      maxOutputBytes?: number;
      jsonOnly?: boolean;
      env?: Record<string, string>;
      passEnv?: string[];
      trustedDirs?: string[];
      allowInsecurePath?: boolean;
      allowSymlinkCommand?: boolean;
    };

const MEBIBYTE = 1024 * 1024;
const TIMEOUT_MS_MAX = 120_000;
const ENV_NAME = /^[A-Z][A-Z0-9_]{0,127}$/;
const envName = text({ rule: "env_name", accepts: (name) => ENV_NAME.test(name) });
const absolute = { rule: "absolute_path", accepts: isAbsolutePath };
const timeoutMs = number({ integer: true, moreThan: 0, atMost: TIMEOUT_MS_MAX });
const bytes = number({ integer: true, moreThan: 0, atMost: 20 * MEBIBYTE });
const argument = text({ rule: "at_most", expected: 1024, accepts: (value) => value.length <= 1024 });

const SHAPES: Readonly<Record<SecretRefSource, Shape>> = {
  env: object({ required: { source: oneOf("env") }, optional: { allowlist: listOf(envName, 256) } }),
  // `allowInsecurePath` is not among these: 2026.3.13 rejects it here although its documentation offers it.
  file: object({
    required: { source: oneOf("file"), path: filledText },
    optional: { mode: oneOf("singleValue", "json"), timeoutMs, maxBytes: bytes },
  }),
  exec: object({
    required: {
      source: oneOf("exec"),
      command: text({ rule: "unsafe_command", accepts: isSafeCommand }, absolute),
    },
    optional: {
      args: listOf(argument, 128),
      timeoutMs,
      noOutputTimeoutMs: timeoutMs,
      maxOutputBytes: bytes,
      jsonOnly: bool,
      env: mapOf(text()),
      passEnv: listOf(envName, 128),
      trustedDirs: listOf(text(absolute), 64),
      allowInsecurePath: bool,
      allowSymlinkCommand: bool,
    },
  }),
};

/** The shape of an entry of `secrets.providers`, which its `source` decides. */
export const secretProvider: Shape = (value, at, problems) => {
  const source = isJsonObject(value) ? ownMember(value, "source") : null;
  if (typeof source === "string" && isSecretRefSource(source)) SHAPES[source](value, at, problems);
  else problems.push({ path: [...at, "source"], kind: "invalid", rule: "shape", expected: "" });
};

const alias = text({ rule: "provider_alias", accepts: (value) => checkRefProvider(value) === null });

/** The `secrets` block. The names under `providers` are not checked, as in OpenClaw; references to odd ones fail. */
export const secretsConfig = object({
  optional: {
    providers: mapOf(secretProvider),
    defaults: object({ optional: { env: alias, file: alias, exec: alias } }),
    resolution: object({
      optional: {
        maxProviderConcurrency: number({ integer: true, moreThan: 0, atMost: 16 }),
        maxRefsPerProvider: number({ integer: true, moreThan: 0, atMost: 4096 }),
        maxBatchBytes: number({ integer: true, moreThan: 0, atMost: 5 * MEBIBYTE }),
      },
    }),
  },
});

const refMembers = object({
  required: { source: oneOf("env", "file", "exec"), provider: alias, id: text() },
});

/** A reference in `openclaw.json`, where the grammar is checked and `provider` may not be left out (semantics §4.1). */
export const configSecretRef: Shape = (value, at, problems) => {
  const before = problems.length;
  refMembers(value, at, problems);
  if (problems.length > before || !isJsonObject(value)) return;
  const { source, id } = value as { source: SecretRefSource; id: string };
  if (!isConfigRefId(source, id))
    problems.push({ path: [...at, "id"], kind: "invalid", rule: "ref_id", expected: "" });
};

/** The providers that are well formed, by alias; the others are findings of the config. */
export function secretProvidersOf(secrets: unknown): Map<string, SecretProvider> {
  const providers = isJsonObject(secrets) ? ownMember(secrets, "providers") : null;
  if (!isJsonObject(providers)) return new Map();
  return new Map(Object.entries(providers).filter(isWellFormed));
}

function isWellFormed(entry: [string, unknown]): entry is [string, SecretProvider] {
  return fits(entry[1], secretProvider);
}

/** The alias that a reference without `provider` means, by source. */
export function refDefaultsOf(secrets: unknown): Record<SecretRefSource, string> {
  const block = isJsonObject(secrets) ? ownMember(secrets, "defaults") : null;
  const aliasOf = (source: SecretRefSource) => {
    const named = isJsonObject(block) ? ownMember(block, source) : null;
    return typeof named === "string" && named.trim() !== "" ? named.trim() : DEFAULT_PROVIDER_ALIAS;
  };
  return { env: aliasOf("env"), file: aliasOf("file"), exec: aliasOf("exec") };
}

const FILE_POINTER = /^\/(?:[^~]|~0|~1)*$/;

/** File ids are held to OpenClaw's rule alone here; the domain's check adds limits for ids an operator types. */
function isConfigRefId(source: SecretRefSource, id: string): boolean {
  return source === "file" ? id === "value" || FILE_POINTER.test(id) : checkRefId(source, id) === null;
}

const WINDOWS_ABSOLUTE = /^(?:[A-Za-z]:[\\/]|\\\\[^\\]+\\[^\\]+)/;

function isAbsolutePath(text: string): boolean {
  return path.isAbsolute(text) || WINDOWS_ABSOLUTE.test(text);
}

const UNSAFE_IN_COMMAND = /[;&|`$<>\r\n"'\0]/;

/** Shell characters, quotes and control characters are refused; blanks inside a path are fine. */
function isSafeCommand(command: string): boolean {
  const trimmed = command.trim();
  return trimmed !== "" && !UNSAFE_IN_COMMAND.test(trimmed);
}
