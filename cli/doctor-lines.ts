import type { Look, Paint } from "#cli/paint.ts";
import { doctorSentences } from "#lib/doctor-sentence.ts";
import type { DoctorSeverity } from "#lib/domain/doctor.ts";
import type { Translator } from "#lib/messages.ts";
import type { DoctorReport, ReportFinding } from "#lib/openclaw/doctor-report.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import type { Mended } from "#lib/operations/mend-files.ts";

const LOOKS: Readonly<Record<DoctorSeverity, Look>> = { error: "bad", warning: "warn", info: "faint" };
/** Of one finding. More are read by programs, from `--json`. */
const PLACES_MAX = 10;

/** A report for a terminal: findings of one kind together, each with its places, its reason, and its fix. */
export function doctorLines(
  { findings, notChecked, summary }: DoctorReport,
  t: Translator,
  paint: Paint,
): string[] {
  const groups = [...grouped(findings).values()];
  return [
    ...groups.flatMap((group) => [...groupLines(group, t, paint), ""]),
    findings.length === 0 ? t("cli.doctor.nothing") : t("doctor.summary", summary),
    "",
    t("cli.doctor.unchecked"),
    ...notChecked.map((what) => t("cli.doctor.unchecked_item", { text: t(`doctor.not_checked.${what}`) })),
  ];
}

/** What `--fix` did. */
export function mendedLines({ changed, failed }: Mended, t: Translator): string[] {
  if (changed.length === 0 && failed.length === 0) return [t("cli.doctor.nothing_to_mend"), ""];
  return [
    ...changed.map(({ file, before, after }) =>
      t("cli.doctor.mended", { file: printable(file, 4096), before, after }),
    ),
    ...failed.map(({ file, error }) =>
      t("cli.doctor.mend_failed", { file: printable(file, 4096), sentence: sentenceOf(t, error) }),
    ),
    "",
  ];
}

function grouped(findings: readonly ReportFinding[]): Map<string, ReportFinding[]> {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const group = groups.get(groupName(finding)) ?? [];
    group.push(finding);
    groups.set(groupName(finding), group);
  }
  return groups;
}

const groupName = ({ code, severity }: ReportFinding) => `${severity} ${code}`;

function groupLines(group: readonly ReportFinding[], t: Translator, paint: Paint): string[] {
  const [first] = group;
  if (!first) return [];
  const { title, why, fix } = doctorSentences(t, first);
  const severity = paint(LOOKS[first.severity], t(`cli.severities.${first.severity}`));
  const places = group.slice(0, PLACES_MAX).flatMap((finding) => placeLines(finding, t));
  const more = group.length - PLACES_MAX;
  return [
    t("cli.doctor.heading", { severity, title: paint("heading", title), code: first.code }),
    ...places,
    ...(more > 0 ? [t("cli.doctor.more_places", { count: more })] : []),
    t("cli.doctor.why", { text: why }),
    ...(fix === null ? [] : [t("cli.doctor.fix", { text: fix })]),
    ...commandsOf(group).map((command) => t("cli.doctor.command", { command })),
  ];
}

function placeLines(finding: ReportFinding, t: Translator): string[] {
  const place = placeText(finding);
  const { detail } = doctorSentences(t, finding);
  return [
    ...(place === "" ? [] : [t("cli.doctor.place", { place })]),
    ...(detail === null ? [] : [`    ${detail}`]),
  ];
}

/** `file:line:column path`, or the variable where there is no path. */
function placeText({ evidence }: ReportFinding): string {
  const { file, line, column, path, variable } = evidence;
  const place = [file, line, column].filter((part) => part !== null).join(":");
  return [place, path ?? variable].filter((part) => part !== null && part !== "").join(" ");
}

function commandsOf(group: readonly ReportFinding[]): string[] {
  const commands = group.slice(0, PLACES_MAX).flatMap(({ fix }) => fix.command ?? []);
  return [...new Set(commands)].map((command) => printable(command, 4096));
}
