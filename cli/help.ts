import { EXIT } from "#cli/command.ts";
import { asksForHelp } from "#cli/command-words.ts";
import type { Process } from "#cli/process.ts";
import { commandTranslator } from "#cli/words.ts";
import type { Translator } from "#lib/messages.ts";

/** Shows help for the words that were understood; as wrong usage when nobody asked for it. */
export function showHelp(
  commands: readonly string[],
  words: string | null,
  { argv, stdout, stderr, env }: Pick<Process, "argv" | "stdout" | "stderr" | "env">,
): number {
  const t = commandTranslator(env);
  const asked = argv.length === 0 || argv[0] === "help" || asksForHelp(argv);
  if (!asked) stderr.write(`${t("cli.usage_errors.command_unknown")}\n\n`);
  (asked ? stdout : stderr).write(`${helpText(commands, words, argv, t)}\n`);
  return asked ? EXIT.done : EXIT.usage;
}

/** The line that shows how a command is called. */
export function usageOf(words: string, t: Translator): string {
  return t("cli.usage", { command: `clawkeep ${words} ${t(`${keyOf(words)}.usage` as never)}` });
}

const keyOf = (words: string) => `cli.commands.${words.replaceAll(" ", "_")}`;

/** Help for one command, or a list of those that begin with the words that were understood. */
function helpText(
  commands: readonly string[],
  words: string | null,
  argv: readonly string[],
  t: Translator,
): string {
  if (words !== null) return `${usageOf(words, t)}\n\n${t(`${keyOf(words)}.about` as never)}`;
  const group = commands.filter((command) => `${command} `.startsWith(`${argv[0] ?? ""} `));
  const listed = group.length > 0 ? group : commands;
  const width = Math.max(...listed.map((command) => command.length));
  const lines = listed.map(
    (command) => `  ${command.padEnd(width)}  ${t(`${keyOf(command)}.about` as never)}`,
  );
  return [t("cli.intro"), "", ...lines, "", t("cli.help_hint")].join("\n");
}
