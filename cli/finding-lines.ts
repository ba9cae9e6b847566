import type { Look, Paint } from "#cli/paint.ts";
import type { Translator } from "#lib/messages.ts";
import type { Finding, FindingSeverity } from "#lib/openclaw/finding.ts";

const LOOKS: Readonly<Record<FindingSeverity, Look>> = { error: "bad", warning: "warn", info: "faint" };

/** One line for each finding about a gateway's files: how grave, where, and what. Findings hold no values of files. */
export function findingLines(findings: readonly Finding[], t: Translator, paint: Paint): string[] {
  return findings.map((finding) => {
    const severity = paint(LOOKS[finding.severity], t(`cli.severities.${finding.severity}`));
    const sentence = findingSentence(finding, t);
    return t("cli.finding", { severity, place: placeOf(finding), sentence });
  });
}

/** `file:line:column`, as editors and compilers write it. */
export function placeOf({ file, line, column }: Pick<Finding, "file" | "line" | "column">): string {
  return [file, line, column].filter((part) => part !== null).join(":");
}

function findingSentence({ code, params, file, line, column }: Finding, t: Translator): string {
  const key = `findings.${code}` as never;
  const values = { ...params, file: file ?? "", line: line ?? 0, column: column ?? 0 };
  return t.has(key) ? t(key, values as never) : code;
}
