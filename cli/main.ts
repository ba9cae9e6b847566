import os from "node:os";
import { COMMANDS } from "#cli/command-table.ts";
import { runCommand } from "#cli/run-command.ts";
import { processEnvironment } from "#lib/config.ts";

// A reader that stops early, such as `head`, is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const running = runCommand(COMMANDS, {
  argv: process.argv.slice(2),
  // Node makes a stream when it is asked for, which takes some milliseconds, and few commands read or complain.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  get stderr() {
    return process.stderr;
  },
  osUser: osUser(),
  nowMs: Date.now(),
  env: processEnvironment(),
});

// The bundle is a script, which cannot wait at its top. What was not expected ends the process with its stack.
running.then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.nextTick(() => {
      throw error;
    });
  },
);

/** Who the audit log names. In a container the user id may have no name. */
function osUser(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
