import type { Command } from "#cli/command.ts";
import { keepMemoryOutOfCores } from "#cli/core-dump.ts";
import { explain } from "#cli/explain.ts";
import { usageOf } from "#cli/help.ts";
import { painter } from "#cli/paint.ts";
import { openForCommand } from "#cli/passphrase.ts";
import type { Process } from "#cli/process.ts";
import { commandTranslator } from "#cli/words.ts";
import { readConfig } from "#lib/config.ts";
import { Runtime } from "#lib/runtime.ts";

/** Runs with words, database and vault at hand; the latter two open on first use and are closed afterwards. */
export async function runFull(
  command: Command,
  args: string[],
  { stdin, stdout, stderr, osUser, nowMs, env }: Process,
): Promise<number> {
  keepMemoryOutOfCores();
  const t = commandTranslator(env);
  const runtime = new Runtime(readConfig(env), { mayOnlyRead: true });
  const actor = { kind: "cli", osUser, role: "owner" } as const;
  const context = () => runtime.operationContext(actor, nowMs);
  const paint = painter(stdout, env.NO_COLOR);
  try {
    const input = { args, runtime, context, actor, stdin, stdout, stderr, t, paint, nowMs, env };
    if (command.opensVault) await openForCommand(input);
    const status = await command.run(input);
    if (runtime.isReadOnly) stderr.write(`${t("cli.reads_only")}\n`);
    return status;
  } finally {
    runtime.close();
  }
}

/** Says on stderr why a command did nothing, and returns its exit status. */
export function explainFailure(thrown: unknown, words: string, { env, stderr }: Process): number {
  const t = commandTranslator(env);
  return explain(thrown, usageOf(words, t), t, stderr);
}
