import type { Translator } from "#lib/messages.ts";
import type { ReportFinding } from "#lib/openclaw/doctor-report.ts";

/** What a person reads of a finding. `detail` is about this one, the others about all of its kind. */
export type DoctorSentences = { title: string; why: string; fix: string | null; detail: string | null };

/**
 * The sentences of a finding in the reader's language. One about a file has its own sentence, which says what to
 * do, under a title that it shares with its family.
 */
export function doctorSentences(t: Translator, finding: ReportFinding): DoctorSentences {
  const { code, family, params, evidence } = finding;
  const say = (key: string) => (t.has(key as never) ? t(key as never, params as never) : null);
  if (family !== null) {
    const { file, line, column } = evidence;
    const values = { ...params, file: file ?? "", line: line ?? 0, column: column ?? 0 };
    return {
      title: t(`doctor.families.${family}.title` as never),
      why: t(`doctor.families.${family}.why` as never),
      fix: null,
      detail: t(`findings.${code}` as never, values as never),
    };
  }
  const key = `doctor.codes.${code}`;
  return {
    title: say(`${key}.title`) ?? code,
    why: say(`${key}.why`) ?? "",
    fix: say(`${key}.fix`),
    detail: say(`${key}.detail`),
  };
}
