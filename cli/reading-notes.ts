import type { LightInput } from "#cli/light-command.ts";
import type { Finding } from "#lib/openclaw/finding.ts";

/** Why a reading command has nothing to show; the sentence is `cli.reading.<code>`. */
export type ReadingRefusal = { code: string } & Readonly<Record<string, string>>;

/** Says on stderr why there is nothing to show, with what was found on the way; exit 1, which is OpenClaw's too. */
export async function sayRefusal(
  input: LightInput,
  { code, ...params }: ReadingRefusal,
  findings: readonly Finding[] = [],
): Promise<number> {
  const t = await input.translator();
  input.stderr.write(`${t(`cli.reading.${code}` as never, params as never)}\n`);
  await sayFindings(input, findings);
  return 1;
}

/**
 * Says on stderr what is wrong or doubtful about the files, so that standard output stays what a script expects. What
 * is merely worth knowing is left to the commands that are about files.
 */
export async function sayFindings(input: LightInput, findings: readonly Finding[]): Promise<void> {
  const troubles = findings.filter(({ severity }) => severity !== "info");
  if (troubles.length === 0) return;
  const t = await input.translator();
  const { findingLines } = await import("#cli/finding-lines.ts");
  const { painter } = await import("#cli/paint.ts");
  const lines = findingLines(troubles, t, painter(input.stderr, input.env.NO_COLOR));
  input.stderr.write(`${lines.join("\n")}\n`);
}
