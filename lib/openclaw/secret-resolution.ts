import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { EnvLookup } from "#lib/openclaw/config-substitution.ts";
import { FILE_PROVIDER_FAILURES, readFileProvider } from "#lib/openclaw/file-provider.ts";
import type { SecretProvider } from "#lib/openclaw/secret-providers.ts";

/** Why an exec provider's answer cannot be used. */
const EXEC_FAILURES = [
  "exec_id_invalid",
  "command_unreadable",
  "command_is_directory",
  "command_is_symlink",
  "command_untrusted_dir",
  "command_open_to_others",
  "command_foreign_owner",
  "exec_failed",
  "exec_timeout",
  "exec_output_too_large",
  "exec_request_too_large",
  "exec_exit_code",
  "exec_answer_invalid",
  "exec_id_missing",
  "exec_id_failed",
] as const;
export type ExecFailure = (typeof EXEC_FAILURES)[number];

/** Why a reference does not resolve. None of them says anything about a value. */
export const REF_FAILURES = [
  "ref_id_empty",
  "provider_missing",
  "provider_source_differs",
  "env_missing",
  "env_not_allowlisted",
  "value_blank",
  "command_not_run",
  ...FILE_PROVIDER_FAILURES,
  ...EXEC_FAILURES,
] as const;
export type RefFailure = (typeof REF_FAILURES)[number];

export type RefOutcome = { ok: true; value: SecretText } | { ok: false; failure: RefFailure };

/** What references are resolved with. */
export type RefContext = {
  providers: ReadonlyMap<string, SecretProvider>;
  /** `secrets.defaults.env`: the one alias that needs no entry in `secrets.providers`. */
  defaultEnvAlias: string;
  env: EnvLookup;
  /** For a relative `path` of a file provider; null when the gateway's directory is not known. */
  cwd: string | null;
  home: string | null;
  /** The user the gateway runs as; files of others are refused. Null when unknown. */
  uid: number | null;
  /** Of a gateway on another host: what that host found, by `refKey`. Then nothing is looked for on this one. */
  reported?: ReadonlyMap<string, RefOutcome> | undefined;
};

/** Tells references apart. */
export function refKey({ source, provider, id }: SecretRef): string {
  return `${source}:${provider}:${id.trim()}`;
}

/**
 * Resolves an env or file reference as OpenClaw would, without any effect. An exec reference is `command_not_run`:
 * only `resolveByCommand` runs commands.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2.
 */
export function resolveQuietly(given: SecretRef, context: RefContext): RefOutcome {
  if (context.reported)
    return context.reported.get(refKey(given)) ?? { ok: false, failure: "command_not_run" };
  const ref = { ...given, id: given.id.trim() };
  if (ref.id === "") return { ok: false, failure: "ref_id_empty" };
  const provider = providerOf(ref, context);
  if (typeof provider === "string") return { ok: false, failure: provider };
  if (provider.source === "exec") return { ok: false, failure: "command_not_run" };
  if (provider.source === "file") return filled(readFileProvider(provider, ref.id, context));
  if (provider.allowlist && !provider.allowlist.includes(ref.id)) {
    return { ok: false, failure: "env_not_allowlisted" };
  }
  const value = context.env(ref.id);
  return value?.trim() ? { ok: true, value: new SecretText(value) } : { ok: false, failure: "env_missing" };
}

/** The secret provider a reference means, or why there is none. */
export function providerOf(ref: SecretRef, context: RefContext): SecretProvider | RefFailure {
  const provider = context.providers.get(ref.provider);
  if (!provider) {
    const isImplied = ref.source === "env" && ref.provider === context.defaultEnvAlias;
    return isImplied ? { source: "env" } : "provider_missing";
  }
  return provider.source === ref.source ? provider : "provider_source_differs";
}

/** A resolved value must be text that is not blank. */
export function filled<Failure extends RefFailure>(
  found: { ok: true; value: unknown } | { ok: false; failure: Failure },
): RefOutcome {
  if (!found.ok) return found;
  const isFilled = typeof found.value === "string" && found.value.trim() !== "";
  return isFilled
    ? { ok: true, value: new SecretText(String(found.value)) }
    : { ok: false, failure: "value_blank" };
}
