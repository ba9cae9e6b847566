import "server-only";
import { getLocale } from "#app/_server/i18n.ts";
import { type DoctorSentences, doctorSentences } from "#lib/doctor-sentence.ts";
import { translator } from "#lib/messages.ts";
import type { ReportFinding } from "#lib/views/doctor-view.ts";

/** Writes out findings in the language of this request. */
export async function findingWriter(): Promise<(finding: ReportFinding) => DoctorSentences> {
  const t = translator(await getLocale());
  return (finding) => doctorSentences(t, finding);
}
