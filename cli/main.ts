import os from "node:os";
import { COMMANDS } from "#cli/command-table.ts";
import { runCommand } from "#cli/run-command.ts";

// A reader that stops early, such as `head`, is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await runCommand(COMMANDS, {
  argv: process.argv.slice(2),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  osUser: osUser(),
  nowMs: Date.now(),
});

/** Who the audit log names. In a container the user id may have no name. */
function osUser(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
