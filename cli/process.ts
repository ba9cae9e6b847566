import type { Readable, Writable } from "node:stream";

/** What a command line is run with; streams and the environment are parameters, so tests are terminals. */
export type Process = {
  argv: string[];
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  osUser: string;
  nowMs: number;
  env: Readonly<Record<string, string | undefined>>;
};
