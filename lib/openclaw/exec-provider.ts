import fs from "node:fs";
import path from "node:path";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { checkRefId } from "#lib/domain/secret-ref-grammar.ts";
import { isInside } from "#lib/openclaw/bounded-file.ts";
import { answerFor } from "#lib/openclaw/exec-answer.ts";
import type { SecretProvider } from "#lib/openclaw/secret-providers.ts";
import {
  type ExecFailure,
  filled,
  providerOf,
  type RefContext,
  type RefOutcome,
  resolveQuietly,
} from "#lib/openclaw/secret-resolution.ts";

type ExecProvider = Extract<SecretProvider, { source: "exec" }>;

const TIMEOUT_MS_DEFAULT = 5_000;
const OUTPUT_BYTES_MAX_DEFAULT = 1024 * 1024;
const REQUEST_BYTES_MAX_DEFAULT = 262_144;

/**
 * Resolves a reference as OpenClaw would, running the configured command for an exec reference: no shell, only the
 * environment that the provider names, OpenClaw's limits. Used only by commands that the gateway's own user runs.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.2 "exec".
 */
export async function resolveByCommand(given: SecretRef, context: RefContext): Promise<RefOutcome> {
  const ref = { ...given, id: given.id.trim() };
  const provider = providerOf(ref, context);
  if (typeof provider === "string" || provider.source !== "exec") return resolveQuietly(ref, context);
  if (checkRefId("exec", ref.id)) return { ok: false, failure: "exec_id_invalid" };
  const command = checkedCommand(provider, context.uid);
  if (!command.ok) return command;
  const request = JSON.stringify({ protocolVersion: 1, provider: ref.provider, ids: [ref.id] });
  if (Buffer.byteLength(request) > REQUEST_BYTES_MAX_DEFAULT)
    return { ok: false, failure: "exec_request_too_large" };
  const ran = await run(command.file, provider, request, context);
  return ran.ok ? filled(answerFor(ref.id, ran.stdout, provider.jsonOnly ?? true)) : ran;
}

/** The command's real path, once nobody but its owner, the gateway's user, can change it. */
function checkedCommand(
  provider: ExecProvider,
  uid: number | null,
): { ok: true; file: string } | { ok: false; failure: ExecFailure } {
  const unusable = (failure: ExecFailure) => ({ ok: false, failure }) as const;
  try {
    const isLink = fs.lstatSync(provider.command).isSymbolicLink();
    if (isLink && !provider.allowSymlinkCommand) return unusable("command_is_symlink");
    const file = isLink ? fs.realpathSync(provider.command) : provider.command;
    const stat = fs.lstatSync(file);
    if (stat.isDirectory()) return unusable("command_is_directory");
    const dirs = provider.trustedDirs ?? [];
    if (dirs.length > 0 && !dirs.some((dir) => isInside(path.resolve(dir), file))) {
      return unusable("command_untrusted_dir");
    }
    if (provider.allowInsecurePath) return { ok: true, file };
    if ((stat.mode & 0o022) !== 0) return unusable("command_open_to_others");
    return uid !== null && stat.uid !== uid ? unusable("command_foreign_owner") : { ok: true, file };
  } catch {
    return unusable("command_unreadable");
  }
}

type Ran = { ok: true; stdout: string } | { ok: false; failure: ExecFailure };

function run(file: string, provider: ExecProvider, request: string, context: RefContext): Promise<Ran> {
  const timeoutMs = provider.timeoutMs ?? TIMEOUT_MS_DEFAULT;
  const silenceMs = provider.noOutputTimeoutMs ?? timeoutMs;
  const bytesMax = provider.maxOutputBytes ?? OUTPUT_BYTES_MAX_DEFAULT;
  return new Promise((resolve) => {
    const env = environmentFor(provider, context) as NodeJS.ProcessEnv;
    // Loaded only here, because it takes long and most references need no command.
    const { spawn } = process.getBuiltinModule("node:child_process");
    const child = spawn(file, provider.args ?? [], {
      cwd: path.dirname(file),
      env,
      shell: false,
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let failure: ExecFailure | null = null;
    const stop = (reason: ExecFailure) => {
      failure ??= reason;
      child.kill("SIGKILL");
    };
    const ends = setTimeout(() => stop("exec_timeout"), timeoutMs);
    let silence = setTimeout(() => stop("exec_timeout"), silenceMs);
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) stop("exec_output_too_large");
      clearTimeout(silence);
      silence = setTimeout(() => stop("exec_timeout"), silenceMs);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      count(chunk);
    });
    child.stderr.on("data", count);
    child.on("error", () => stop("exec_failed"));
    // A command that does not read its input closes the pipe, which is its right.
    child.stdin.on("error", () => {});
    child.on("close", (code) => {
      clearTimeout(ends);
      clearTimeout(silence);
      if (failure === null && code !== 0) failure = "exec_exit_code";
      resolve(
        failure === null
          ? { ok: true, stdout: Buffer.concat(chunks).toString("utf8") }
          : { ok: false, failure },
      );
    });
    child.stdin.end(request);
  });
}

/** Only what the provider names; not even PATH comes along by itself. */
function environmentFor(provider: ExecProvider, { env }: RefContext): Record<string, string> {
  const passed = (provider.passEnv ?? []).flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...provider.env };
}
