import { Readable, Writable } from "node:stream";
import { COMMANDS } from "#cli/command-table.ts";
import { runCommand } from "#cli/run-command.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

export type Ran = { status: number; stdout: string; stderr: string };

/** A home of this test's own and the real commands in it, each on a real database that it opens and closes. */
export type Terminal = {
  home: string;
  /** Runs `clawkeep` with these words. A text is split at blanks. */
  run(words: string | readonly string[], stdin?: string): Promise<Ran>;
  /** Everything any command printed so far. */
  printed(): string;
};

export function testTerminal(env: Readonly<Record<string, string>> = {}): Terminal {
  const home = temporaryFolder();
  let printed = "";
  return {
    home,
    printed: () => printed,
    async run(words, stdin = "") {
      const [stdout, stderr] = [new Sink(), new Sink()];
      const status = await runCommand(COMMANDS, {
        argv: typeof words === "string" ? words.split(" ").filter((word) => word !== "") : [...words],
        stdin: Readable.from([Buffer.from(stdin)]),
        stdout,
        stderr,
        osUser: "tester",
        nowMs: NOW_MS,
        env: { HOME: home, ...env },
      });
      printed += stdout.text + stderr.text;
      return { status, stdout: stdout.text, stderr: stderr.text };
    },
  };
}

/** Keeps what is written to it. */
export class Sink extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}
