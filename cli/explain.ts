import type { Writable } from "node:stream";
import { EXIT, UsageError } from "#cli/command.ts";
import { InvalidInput, invalidInputLines } from "#cli/invalid-input.ts";
import type { Translator } from "#lib/messages.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

/**
 * Says on stderr why a command did nothing, in the reader's language, and returns its exit status.
 * `usage` is the line that shows how the command is called. Of what nobody expected the place in the code is said and
 * not the message, which may quote anything.
 */
export function explain(thrown: unknown, usage: string, t: Translator, stderr: Writable): number {
  const error = asOperationError(thrown);
  if (error instanceof OperationError) return say(stderr, [sentenceOf(t, error)], EXIT.refused);
  if (error instanceof InvalidInput) return say(stderr, invalidInputLines(error, t), error.exitStatus);
  const wrongUsage = asUsageError(error);
  if (wrongUsage) {
    const { key, params } = wrongUsage;
    return say(stderr, [t(`cli.usage_errors.${key}` as never, params as never), usage], EXIT.usage);
  }
  const sentence = systemSentence(error, t);
  if (sentence !== null) return say(stderr, [sentence], EXIT.refused);
  return say(stderr, [t("cli.unexpected", { name: nameOf(thrown) }), ...framesOf(thrown)], EXIT.bug);
}

function say(stderr: Writable, lines: readonly string[], exitStatus: number): number {
  stderr.write(`${lines.join("\n")}\n`);
  return exitStatus;
}

function asUsageError(error: unknown): UsageError | null {
  if (isUsageError(error)) return error;
  switch (codeOf(error)) {
    // Node's own message would quote the argument, and someone may have put a secret there.
    case "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL":
      return new UsageError("argument_unexpected");
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      return flagError("flag_unknown", error);
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      return flagError("flag_value", error);
    default:
      return null;
  }
}

/** By its name: the quick commands are a bundle with a class of their own. */
function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === "UsageError" && "key" in error && "params" in error;
}

/** Names the flag of a `parseArgs` error if it looks like one that a person would know. */
function flagError(key: string, error: unknown): UsageError {
  const named = /(--?[a-z][a-z-]{0,30})(?=[ '=,])/.exec(error instanceof Error ? error.message : "")?.[1];
  return new UsageError(key, { flag: named ?? "--…" });
}

/** A refusal of the system: a full disk, a folder that may not be written. */
function systemSentence(error: unknown, t: Translator): string | null {
  const code = codeOf(error);
  if (!/^E[A-Z0-9]+$/.test(code) || !(error instanceof Error) || !("path" in error)) return null;
  return t("cli.system_failed", { code, path: String(error.path) });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? [thrown.name, codeOf(thrown)].filter(Boolean).join(" ") : typeof thrown;
}

function framesOf(thrown: unknown): string[] {
  const lines = thrown instanceof Error ? (thrown.stack ?? "").split("\n") : [];
  return lines.filter((line) => /^ {4}at /.test(line));
}
