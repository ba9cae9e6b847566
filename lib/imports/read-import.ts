import { cliProxyCredentials } from "#lib/imports/cliproxyapi-files.ts";
import { envFileCredentials } from "#lib/imports/env-file.ts";
import {
  type FoundCredential,
  type ImportFormat,
  withoutSecretsInNames,
} from "#lib/imports/found-credential.ts";
import { ImportFault } from "#lib/imports/import-fault.ts";
import { importText } from "#lib/imports/import-text.ts";
import { litellmCredentials } from "#lib/imports/litellm-config.ts";
import { oneApiCredentials } from "#lib/imports/one-api-channels.ts";

const PARSERS: Readonly<Record<ImportFormat, (text: string) => FoundCredential[]>> = {
  env: envFileCredentials,
  litellm: litellmCredentials,
  "one-api": oneApiCredentials,
  cliproxyapi: cliProxyCredentials,
};

/**
 * Reads the credentials of another tool's file, in the file's own sequence. A format that is not named is recognised.
 *
 * Throws ImportFault, which names a place and quotes nothing.
 */
export function readImport(
  source: string,
  chosen: ImportFormat | null,
): { format: ImportFormat; found: FoundCredential[] } {
  const text = importText(source);
  if (text.trim() === "") throw new ImportFault("import_empty");
  const format = chosen ?? recogniseFormat(text);
  if (format === null) throw new ImportFault("import_format_unknown");
  return { format, found: withoutSecretsInNames(PARSERS[format](text)) };
}

const CLI_PROXY =
  /^(?:auth-dir|(?:claude|gemini|interactions|codex|xai|vertex|generative-language)-api-key|openai-compatibility):/m;

/** The format of a text by the keys that only that tool's files have; null when none is there. */
export function recogniseFormat(text: string): ImportFormat | null {
  if (/^\s*[[{]/.test(text)) return /"(?:access|refresh)_token"\s*:/.test(text) ? "cliproxyapi" : "one-api";
  if (/^(?:model_list|litellm_settings|credential_list):/m.test(text)) return "litellm";
  if (CLI_PROXY.test(text)) return "cliproxyapi";
  const [heading = ""] = text.trimStart().split("\n", 1);
  const columns = heading.split(",").map((name) => name.trim().replaceAll('"', ""));
  if (columns.includes("type") && columns.includes("key")) return "one-api";
  return /^[^\S\n]*(?:export[^\S\n]+)?[\w.-]+[^\S\n]*=/m.test(text) ? "env" : null;
}
