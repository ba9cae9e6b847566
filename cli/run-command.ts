import type { Command } from "#cli/command.ts";
import { asksForHelp, longestMatch } from "#cli/command-words.ts";
import type { LightCommand } from "#cli/light-command.ts";
import type { Process } from "#cli/process.ts";

export type Commands = Readonly<Record<string, () => Promise<Command | LightCommand>>>;

/**
 * Finds the command whose words come first on the command line, runs it, and says its exit status.
 *
 * A refusal is one sentence on stderr and exit 1; wrong usage is exit 64. A bug keeps its stack. What only some
 * commands need is loaded here when it is needed, because others must start quickly.
 */
export async function runCommand(commands: Commands, called: Process): Promise<number> {
  const { argv } = called;
  const words = longestMatch(Object.keys(commands), argv);
  const load = words === null ? undefined : commands[words];
  if (words === null || !load || asksForHelp(argv)) {
    const { showHelp } = await import("#cli/help.ts");
    return showHelp(Object.keys(commands), words, called);
  }
  try {
    return await runLoaded(await load(), argv.slice(words.split(" ").length), called);
  } catch (error) {
    const { explainFailure } = await import("#cli/full-command.ts");
    return explainFailure(error, words, called);
  }
}

async function runLoaded(command: Command | LightCommand, args: string[], called: Process): Promise<number> {
  if (!("light" in command)) {
    const { runFull } = await import("#cli/full-command.ts");
    return runFull(command, args, called);
  }
  const { stdout, env, nowMs } = called;
  return command.run({
    args,
    env,
    stdout,
    get stderr() {
      return called.stderr;
    },
    nowMs,
    translator: async () => (await import("#cli/words.ts")).commandTranslator(env),
    withConsole: async (run) => (await import("#cli/full-command.ts")).runFull({ run }, args, called),
  });
}
