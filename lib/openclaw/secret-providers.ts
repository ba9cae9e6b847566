import path from "node:path";
import { z } from "zod";
import type { SecretRefSource } from "#lib/domain/secret-ref.ts";
import { checkRefId, checkRefProvider } from "#lib/domain/secret-ref-grammar.ts";

/** The alias a reference means when it names no provider and `secrets.defaults` says nothing. */
export const DEFAULT_PROVIDER_ALIAS = "default";

const MEBIBYTE = 1024 * 1024;
const TIMEOUT_MS_MAX = 120_000;
const EnvName = z.string().regex(/^[A-Z][A-Z0-9_]{0,127}$/, "env_name");
const AbsolutePath = z.string().min(1).refine(isAbsolutePath, "absolute_path");
const TimeoutMs = z.int().positive().max(TIMEOUT_MS_MAX);
const Bytes = z
  .int()
  .positive()
  .max(20 * MEBIBYTE);

const EnvProvider = z.strictObject({
  source: z.literal("env"),
  allowlist: z.array(EnvName).max(256).optional(),
});

/** `allowInsecurePath` is not among these: 2026.3.13 rejects it here although its documentation offers it. */
const FileProvider = z.strictObject({
  source: z.literal("file"),
  path: z.string().min(1),
  mode: z.enum(["singleValue", "json"]).optional(),
  timeoutMs: TimeoutMs.optional(),
  maxBytes: Bytes.optional(),
});

const ExecProvider = z.strictObject({
  source: z.literal("exec"),
  command: z.string().min(1).refine(isSafeCommand, "unsafe_command").refine(isAbsolutePath, "absolute_path"),
  args: z.array(z.string().max(1024)).max(128).optional(),
  timeoutMs: TimeoutMs.optional(),
  noOutputTimeoutMs: TimeoutMs.optional(),
  maxOutputBytes: Bytes.optional(),
  jsonOnly: z.boolean().optional(),
  env: z.record(z.string(), z.string()).optional(),
  passEnv: z.array(EnvName).max(128).optional(),
  trustedDirs: z.array(AbsolutePath).max(64).optional(),
  allowInsecurePath: z.boolean().optional(),
  allowSymlinkCommand: z.boolean().optional(),
});

/**
 * One entry of `secrets.providers`, with OpenClaw's own limits. An exec provider's `args` and `env` may hold
 * secrets; whoever shows an entry shows its other members.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2, and its schema in the bundle.
 */
export const SecretProvider = z.discriminatedUnion("source", [EnvProvider, FileProvider, ExecProvider]);
export type SecretProvider = z.output<typeof SecretProvider>;

const Alias = z.string().refine((alias) => checkRefProvider(alias) === null, "provider_alias");

/** The `secrets` block. The names under `providers` are not checked, as in OpenClaw; references to odd ones fail. */
export const SecretsConfig = z.strictObject({
  providers: z.record(z.string(), SecretProvider).optional(),
  defaults: z
    .strictObject({ env: Alias.optional(), file: Alias.optional(), exec: Alias.optional() })
    .optional(),
  resolution: z
    .strictObject({
      maxProviderConcurrency: z.int().positive().max(16).optional(),
      maxRefsPerProvider: z.int().positive().max(4096).optional(),
      maxBatchBytes: z
        .int()
        .positive()
        .max(5 * MEBIBYTE)
        .optional(),
    })
    .optional(),
});

/** A reference in `openclaw.json`, where the grammar is checked and `provider` may not be left out (semantics §4.1). */
export const ConfigSecretRef = z
  .strictObject({ source: z.enum(["env", "file", "exec"]), provider: Alias, id: z.string() })
  .superRefine(({ source, id }, issues) => {
    if (!isConfigRefId(source, id)) issues.addIssue({ code: "custom", message: "ref_id", path: ["id"] });
  });

/** The providers that are well formed, by alias; the others are findings of the config. */
export function secretProvidersOf(secrets: unknown): Map<string, SecretProvider> {
  const providers = z.object({ providers: z.record(z.string(), z.unknown()) }).safeParse(secrets);
  if (!providers.success) return new Map();
  const parsed = Object.entries(providers.data.providers).map(
    ([alias, entry]) => [alias, SecretProvider.safeParse(entry)] as const,
  );
  return new Map(parsed.flatMap(([alias, entry]) => (entry.success ? [[alias, entry.data] as const] : [])));
}

/** The alias that a reference without `provider` means, by source. */
export function refDefaultsOf(secrets: unknown): Record<SecretRefSource, string> {
  const block = z.object({ defaults: z.record(z.string(), z.unknown()) }).safeParse(secrets);
  const defaults = block.success ? block.data.defaults : {};
  const aliasOf = (source: SecretRefSource) => {
    const alias = Object.hasOwn(defaults, source) ? defaults[source] : undefined;
    return typeof alias === "string" && alias.trim() !== "" ? alias.trim() : DEFAULT_PROVIDER_ALIAS;
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
