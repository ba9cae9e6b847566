import type { Writable } from "node:stream";
import type { CommandInput } from "#cli/command.ts";
import type { Translator } from "#lib/messages.ts";

/**
 * What a command gets that must start quickly: a timer runs it every few minutes. It loads nothing that it does not
 * need; the words, the database and the vault come only when asked for.
 */
export type LightInput = {
  args: string[];
  env: Readonly<Record<string, string | undefined>>;
  stdout: Writable;
  stderr: Writable;
  nowMs: number;
  /** The words of the reader's language. */
  translator(): Promise<Translator>;
  /** Runs the rest with the console's database at hand, and closes it afterwards. */
  withConsole(run: (input: CommandInput) => Promise<number> | number): Promise<number>;
};

export type LightCommand = { light: true; run(input: LightInput): Promise<number> };
