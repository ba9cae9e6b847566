import { diagnose, inReadingOrder } from "#lib/domain/diagnosis.ts";
import {
  type DoctorCode,
  type DoctorEvidence,
  type DoctorFinding,
  type DoctorFix,
  type DoctorSummary,
  doctorExitCode,
  evidence,
  MANUAL,
  summaryOf,
} from "#lib/domain/doctor.ts";
import type { DoctorFacts, DoctorTarget } from "#lib/domain/doctor-facts.ts";
import { chmodFix, shellFix } from "#lib/domain/doctor-fix.ts";
import { type Finding, type FindingCode, printable, shownName, shownPath } from "#lib/openclaw/finding.ts";
import { type FindingFamily, familyOf } from "#lib/openclaw/finding-family.ts";

/** Every code a report can have: the doctor's own, and those of reading a gateway's files. */
export type ReportCode = DoctorCode | FindingCode;

/** A finding fit to show: paths are texts, names are printable, and what looks like a secret is hidden. */
export type ReportFinding = Omit<DoctorFinding<ReportCode>, "evidence"> & {
  /** Of a finding about a file, what it has in common with others; null for the doctor's own. */
  family: FindingFamily | null;
  evidence: Omit<DoctorEvidence, "path"> & { path: string | null };
};

/** What a report says nothing about, so that an empty one promises no more than it knows. */
export type NotChecked =
  | "process_environment"
  | "working_directory"
  | "login_shell"
  | "commands"
  | "console"
  | "vault"
  | "newer_stores"
  | "provider_answers"
  | "shell_history";

export type DoctorReport = {
  /** Unix milliseconds. */
  asOfMs: number;
  target: DoctorTarget;
  ownerUid: number | null;
  findings: ReportFinding[];
  notChecked: NotChecked[];
  summary: DoctorSummary;
  exitCode: 0 | 1 | 2;
};

/** Puts what the doctor finds and what reading found into one report, the gravest first, each once. */
export function doctorReport(
  facts: DoctorFacts,
  fileFindings: readonly Finding[],
  notChecked: NotChecked[],
): DoctorReport {
  const own = diagnose(facts).map((finding) => shown(finding, null));
  const files = unsaidOf(fileFindings, own).map((finding) =>
    shown(asDoctorFinding(finding), familyOf(finding.code)),
  );
  const findings = inReadingOrder([...eachOnce(files), ...own]);
  const summary = summaryOf(findings);
  const { nowMs: asOfMs, target, ownerUid } = facts;
  return { asOfMs, target, ownerUid, findings, notChecked, summary, exitCode: doctorExitCode(summary) };
}

/** That a file of an older release may hold secrets needs no saying where it is said that it does. */
function unsaidOf(fileFindings: readonly Finding[], own: readonly ReportFinding[]): Finding[] {
  const said = new Set(
    own.filter(({ code }) => code === "plaintext_legacy").map((each) => each.evidence.file),
  );
  return fileFindings.filter(({ code, file }) => code !== "legacy_not_read" || !said.has(file));
}

function asDoctorFinding(finding: Finding): DoctorFinding<FindingCode> {
  const { code, severity, file, line, column, params } = finding;
  return { code, severity, evidence: evidence({ file, line, column }), params, fix: fileFix(finding) };
}

function fileFix({ code, file, params }: Finding): DoctorFix {
  if (file === null) return MANUAL;
  if (code === "file_open_to_others") return chmodFix(file, "0600");
  return code === "file_foreign_owner" ? shellFix("chown", String(params.ownerUid), file) : MANUAL;
}

function shown(finding: DoctorFinding<ReportCode>, family: FindingFamily | null): ReportFinding {
  const { path, file, ...names } = finding.evidence;
  const { line, column, ...ids } = names;
  const shownIds = Object.fromEntries(
    Object.entries(ids).map(([key, value]) => [key, value === null ? null : shownName(value)]),
  ) as typeof ids;
  const isHidden = Object.values(ids).some(
    (value) => value !== null && shownName(value) !== printable(value),
  );
  return {
    ...finding,
    family,
    evidence: {
      ...shownIds,
      file: file === null ? null : printable(file, 4096),
      line,
      column,
      path: path === null ? null : shownPath(path),
    },
    params: Object.fromEntries(
      Object.entries(finding.params).map(([key, value]) => [
        key,
        typeof value === "string" ? shownName(value) : value,
      ]),
    ),
    // A command would spell out what is hidden.
    fix: isHidden ? MANUAL : finding.fix,
  };
}

/** Two agents that share a folder report the same file twice. */
function eachOnce(findings: readonly ReportFinding[]): ReportFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
