import type { Readable, Writable } from "node:stream";
import type { Paint } from "#cli/paint.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { Translator } from "#lib/messages.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import type { Runtime } from "#lib/runtime.ts";

/** Exit statuses: done, refused, wrong usage (EX_USAGE), and our own mistake (EX_SOFTWARE). OpenClaw's own meanings apply where it has them. */
export const EXIT = { done: 0, refused: 1, usage: 64, bug: 70 } as const;

/** What a command gets. Streams are parameters, so tests read what a person would. */
export type CommandInput = {
  args: string[];
  runtime: Runtime;
  /** Made on first use: a command that needs no database must not make one. */
  context(): OperationContext;
  /** Who called, for the few commands that act where there is no database. */
  actor: Extract<Actor, { kind: "cli" }>;
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  t: Translator;
  /** Colours text, when standard output is a terminal that wants colour. */
  paint: Paint;
  nowMs: number;
  /** The environment the command was started with. */
  env: Readonly<Record<string, string | undefined>>;
};

export type Command = {
  run(input: CommandInput): Promise<number> | number;
  /** Seals or opens something: a sealed keyring is opened before it runs. */
  opensVault?: true;
};

/** Wrong words on the command line: exit 64 with the usage. `key` is a sentence under `cli.usage_errors`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly key: string;
  readonly params: Record<string, string | number>;

  constructor(key: string, params: Record<string, string | number> = {}) {
    super(key);
    this.key = key;
    this.params = params;
  }
}

/**
 * Reads standard input to its end, at most `bytesMax` bytes, without its last line break.
 *
 * Secrets come this way and have no flag: arguments are visible in `ps` and in shell history.
 */
export async function readStdin(stdin: Readable, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    if (bytes > bytesMax) throw new UsageError("stdin_too_long", { bytesMax });
    chunks.push(part);
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

export function printJson(stdout: Writable, value: unknown): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Writes one fact a line. */
export function printLines(stream: Writable, lines: readonly string[]): void {
  for (const line of lines) stream.write(`${line}\n`);
}
