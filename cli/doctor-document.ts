import { doctorSentences } from "#lib/doctor-sentence.ts";
import type { Translator } from "#lib/messages.ts";
import type { DoctorReport } from "#lib/openclaw/doctor-report.ts";
import type { Mended } from "#lib/operations/mend-files.ts";

/** Raised when a member of the document changes its meaning or goes away; new ones may come at any time. */
const VERSION = 1;

/** The report as docs/doctor.md describes it. Sentences are in the reader's language; everything else is stable. */
export function doctorDocument(report: DoctorReport, mended: Mended | null, t: Translator) {
  const { asOfMs, target, exitCode, summary, notChecked } = report;
  return {
    version: VERSION,
    asOf: new Date(asOfMs).toISOString(),
    stateDir: target.stateDir,
    gateway: target.gateway,
    exitCode,
    summary,
    findings: report.findings.map((finding) => {
      const { code, severity, evidence, params } = finding;
      const { title, why, fix, detail } = doctorSentences(t, finding);
      return {
        code,
        severity,
        title,
        detail,
        why,
        evidence,
        params,
        fix: { ...finding.fix, text: fix ?? detail },
      };
    }),
    notChecked,
    ...(mended && { mended }),
  };
}
