import path from "node:path";
import { type FileFacts, readBoundedText } from "#lib/openclaw/bounded-file.ts";
import type { Finding, FindingCode } from "#lib/openclaw/finding.ts";
import { isJsonObject, ownMember } from "#lib/openclaw/own-member.ts";
import type { SecretProvider } from "#lib/openclaw/secret-providers.ts";
import { noteClock } from "#lib/openclaw/seen-files.ts";

/** Why a file provider gives nothing for an id. */
export const FILE_PROVIDER_FAILURES = [
  "file_path_unresolved",
  "file_unreadable",
  "file_is_symlink",
  "file_open_to_others",
  "file_foreign_owner",
  "file_too_large",
  "file_not_json_object",
  "file_pointer_missing",
  "file_id_form",
] as const;
export type FileProviderFailure = (typeof FILE_PROVIDER_FAILURES)[number];

export type FileValue = { ok: true; value: unknown } | { ok: false; failure: FileProviderFailure };

type FileProvider = Extract<SecretProvider, { source: "file" }>;

export type FileContext = { cwd: string | null; home: string | null; uid: number | null };

const BYTES_MAX_DEFAULT = 1024 * 1024;
const SINGLE_VALUE_ID = "value";
const PASSING: readonly FindingCode[] = ["file_unreadable", "file_unstable"];

/**
 * Reads the value of an id from a file provider, with OpenClaw's checks: no link, nobody else may read or write the
 * file, and it belongs to the gateway's user. What the file holds is never part of a failure; OpenClaw's own message
 * quotes a file that is not JSON.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2 "file".
 */
export function readFileProvider(provider: FileProvider, id: string, context: FileContext): FileValue {
  const file = secretFileOf(provider, context);
  if (file === null) return failure("file_path_unresolved");
  const read = readBoundedText(file, { within: null, bytesMax: provider.maxBytes ?? BYTES_MAX_DEFAULT });
  if (read.kind !== "text") return failure(readFailure(read.findings));
  const problem = accessProblem(read.facts, context.uid);
  if (problem) return failure(problem);
  if (provider.mode === "singleValue") {
    return id === SINGLE_VALUE_ID
      ? { ok: true, value: read.text.replace(/\r?\n$/, "") }
      : failure("file_id_form");
  }
  const document = parsed(read.text);
  if (!isJsonObject(document)) return failure("file_not_json_object");
  return id.startsWith("/") ? valueAt(document, id) : failure("file_id_form");
}

function readFailure(findings: readonly Finding[]): FileProviderFailure {
  // What kept it from being read can be gone, without any file having changed.
  if (findings.some(({ code }) => PASSING.includes(code))) noteClock();
  return findings.some(({ code }) => code === "file_too_large") ? "file_too_large" : "file_unreadable";
}

/** The file of a provider: a `~` means the home; a relative path is taken from the gateway's working directory. */
export function secretFileOf(provider: FileProvider, { cwd, home }: FileContext): string | null {
  const trimmed = provider.path.trim();
  if (trimmed.includes("\0")) return null;
  if (/^~(?=$|[\\/])/.test(trimmed)) return home === null ? null : path.resolve(home, `.${trimmed.slice(1)}`);
  if (path.isAbsolute(trimmed)) return path.normalize(trimmed);
  return cwd === null ? null : path.resolve(cwd, trimmed);
}

function accessProblem({ isSymlink, mode, uid }: FileFacts, wantedUid: number | null) {
  if (isSymlink) return "file_is_symlink";
  if ((mode & 0o077) !== 0) return "file_open_to_others";
  return wantedUid !== null && uid !== wantedUid ? "file_foreign_owner" : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's message would quote the file.
    return null;
  }
}

/** RFC 6901, except that an array index may be followed by anything, as OpenClaw reads it. */
function valueAt(document: unknown, pointer: string): FileValue {
  let value = document;
  for (const written of pointer.slice(1).split("/")) {
    const token = written.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) {
      const index = Number.parseInt(token, 10);
      if (!(index >= 0 && index < value.length)) return failure("file_pointer_missing");
      value = value[index];
    } else if (isJsonObject(value) && Object.hasOwn(value, token)) {
      value = ownMember(value, token);
    } else {
      return failure("file_pointer_missing");
    }
  }
  return { ok: true, value };
}

function failure(code: FileProviderFailure): FileValue {
  return { ok: false, failure: code };
}
