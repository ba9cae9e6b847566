import type { Readable, Writable } from "node:stream";
import { type Command, EXIT } from "#cli/command.ts";
import { explain } from "#cli/explain.ts";
import { painter } from "#cli/paint.ts";
import { processEnvironment, readConfig } from "#lib/config.ts";
import { type Locale, matchLocale, type Translator, translator } from "#lib/messages.ts";
import { Runtime } from "#lib/runtime.ts";

/** The most words a command has: `models auth order set`. */
const WORDS_MAX = 4;

export type Commands = Readonly<Record<string, () => Promise<Command>>>;

type Process = {
  argv: string[];
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  osUser: string;
  nowMs: number;
  env?: Readonly<Record<string, string | undefined>>;
};

/**
 * Finds the command whose words come first on the command line, runs it, and says its exit status.
 *
 * A refusal is one sentence on stderr and exit 1; wrong usage is exit 64. A bug keeps its stack.
 */
export async function runCommand(
  commands: Commands,
  { argv, stdin, stdout, stderr, osUser, nowMs, env = processEnvironment() }: Process,
): Promise<number> {
  const t = translator(commandLocale(env));
  const words = longestMatch(Object.keys(commands), argv);
  const load = words === null ? undefined : commands[words];
  if (words === null || !load || asksForHelp(argv)) {
    const asked = argv.length === 0 || argv[0] === "help" || asksForHelp(argv);
    if (!asked) stderr.write(`${t("cli.usage_errors.command_unknown")}\n\n`);
    (asked ? stdout : stderr).write(`${helpText(Object.keys(commands), words, argv, t)}\n`);
    return asked ? EXIT.done : EXIT.usage;
  }
  const runtime = new Runtime(readConfig(env));
  const context = () => runtime.operationContext({ kind: "cli", osUser, role: "owner" }, nowMs);
  try {
    const command = await load();
    const args = argv.slice(words.split(" ").length);
    const paint = painter(stdout, env.NO_COLOR);
    return await command.run({ args, runtime, context, stdin, stdout, stderr, t, paint, nowMs, env });
  } catch (error) {
    return explain(error, usageOf(words, t), t, stderr);
  } finally {
    runtime.close();
  }
}

/** The locale of the terminal: `CLAWKEEP_LANG`, else what POSIX says of messages. */
function commandLocale(env: Readonly<Record<string, string | undefined>>): Locale {
  const tag = env.CLAWKEEP_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || "en";
  return matchLocale(tag) ?? "en";
}

function longestMatch(commands: string[], argv: string[]): string | null {
  for (let length = Math.min(WORDS_MAX, argv.length); length > 0; length -= 1) {
    const words = argv.slice(0, length).join(" ");
    if (commands.includes(words)) return words;
  }
  return null;
}

/** After `--` everything is an argument. */
function asksForHelp(argv: string[]): boolean {
  const flags = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  return flags.includes("--help") || flags.includes("-h");
}

function usageOf(words: string, t: Translator): string {
  return t("cli.usage", { command: `clawkeep ${words} ${t(`${keyOf(words)}.usage` as never)}` });
}

const keyOf = (words: string) => `cli.commands.${words.replaceAll(" ", "_")}`;

/** Help for one command, or a list of those that begin with the words that were understood. */
function helpText(commands: string[], words: string | null, argv: string[], t: Translator): string {
  if (words !== null) return `${usageOf(words, t)}\n\n${t(`${keyOf(words)}.about` as never)}`;
  const group = commands.filter((command) => `${command} `.startsWith(`${argv[0] ?? ""} `));
  const listed = group.length > 0 ? group : commands;
  const width = Math.max(...listed.map((command) => command.length));
  const lines = listed.map(
    (command) => `  ${command.padEnd(width)}  ${t(`${keyOf(command)}.about` as never)}`,
  );
  return [t("cli.intro"), "", ...lines, "", t("cli.help_hint")].join("\n");
}
