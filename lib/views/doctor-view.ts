import { type DoctorSeverity, type DoctorSummary, summaryOf } from "#lib/domain/doctor.ts";
import type { DoctorReport, NotChecked, ReportCode, ReportFinding } from "#lib/openclaw/doctor-report.ts";
import { type Page, pageOf } from "#lib/views/page-of.ts";

export type { NotChecked, ReportCode, ReportFinding };

export const SEVERITIES = ["error", "warning", "info"] as const satisfies readonly DoctorSeverity[];

export type DoctorSearch = {
  gateway?: string | undefined;
  severity?: DoctorSeverity | undefined;
  code?: string | undefined;
  page?: number | undefined;
};

/** Findings of one code and one severity, which share their reason and mostly their fix. */
export type FindingKind = { code: ReportCode; anchor: string; findings: ReportFinding[] };

export type ExaminedGateway = {
  gatewayId: string;
  name: string;
  stateDir: string;
  /** Of everything found there, whatever is shown. */
  summary: DoctorSummary;
  /** Files that the console can close to others. */
  openFiles: number;
  /** Those of this page. */
  severities: { severity: DoctorSeverity; kinds: FindingKind[] }[];
};

export type DoctorView = Pick<Page<unknown>, "found" | "page" | "pageCount"> & {
  gateways: { gatewayId: string; name: string }[];
  /** Examined gateways that fit the search. One that has findings, but none on this page, is left out. */
  examined: ExaminedGateway[];
  /** One finding of each code that occurs, for the filter. */
  codes: ReportFinding[];
  notChecked: NotChecked[];
};

export function isSeverity(value: unknown): value is DoctorSeverity {
  return SEVERITIES.some((severity) => severity === value);
}

type Row = { finding: ReportFinding; gatewayId: string };

/** One page of what the doctor found, by gateway and severity, findings of one code together. */
export function doctorView(reports: readonly DoctorReport[], search: DoctorSearch): DoctorView {
  const chosen = reports.filter(
    ({ target }) => !search.gateway || target.gateway?.gatewayId === search.gateway,
  );
  const rows = chosen.flatMap(({ target, findings }) =>
    findings
      .filter((finding) => fits(finding, search))
      .map((finding): Row => ({ finding, gatewayId: target.gateway?.gatewayId ?? "" })),
  );
  const { rows: shown, ...page } = pageOf(rows, search.page);
  const anchors = new Set<string>();
  const examined = chosen.map((report) => gatewayOf(report, shown, anchors));
  const isWhole = !search.severity && !search.code;
  return {
    ...page,
    gateways: reports.flatMap(({ target }) => target.gateway ?? []),
    examined: examined.filter((each) => each.severities.length > 0 || (isWhole && isClean(each))),
    codes: oneOfEach(chosen.flatMap(({ findings }) => findings)),
    notChecked: [...new Set(chosen.flatMap(({ notChecked }) => notChecked))],
  };
}

function oneOfEach(findings: readonly ReportFinding[]): ReportFinding[] {
  const byCode = new Map<string, ReportFinding>();
  for (const finding of findings) if (!byCode.has(finding.code)) byCode.set(finding.code, finding);
  return [...byCode.values()];
}

function fits({ severity, code }: ReportFinding, search: DoctorSearch): boolean {
  return (!search.severity || severity === search.severity) && (!search.code || code === search.code);
}

const isClean = ({ summary }: ExaminedGateway) => summary.error + summary.warning + summary.info === 0;

function gatewayOf({ target, findings }: DoctorReport, shown: Row[], anchors: Set<string>): ExaminedGateway {
  const { gatewayId = "", name = "" } = target.gateway ?? {};
  const own = shown.filter((row) => row.gatewayId === gatewayId).map((row) => row.finding);
  const severities = SEVERITIES.map((severity) => ({
    severity,
    kinds: kindsOf(
      own.filter((finding) => finding.severity === severity),
      gatewayId,
      anchors,
    ),
  }));
  const openFiles = findings.filter(({ fix }) => fix.kind === "operation" && fix.operation === "chmod");
  return {
    gatewayId,
    name,
    stateDir: target.stateDir,
    summary: summaryOf(findings),
    openFiles: openFiles.length,
    severities: severities.filter(({ kinds }) => kinds.length > 0),
  };
}

/** The first of a code on a page is found by the code alone, so that a link needs to know no gateway. */
function kindsOf(findings: ReportFinding[], gatewayId: string, anchors: Set<string>): FindingKind[] {
  return [...new Set(findings.map(({ code }) => code))].map((code) => {
    const anchor = anchors.has(code) ? `${code}--${gatewayId}` : code;
    anchors.add(code);
    return { code, anchor, findings: findings.filter((finding) => finding.code === code) };
  });
}
