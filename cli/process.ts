import type { Readable, Writable } from "node:stream";

/** The process that a command was called in. */
export type Process = {
  argv: string[];
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  osUser: string;
  nowMs: number;
  env: Readonly<Record<string, string | undefined>>;
};
