import type { DoctorFinding, DoctorSeverity } from "#lib/domain/doctor.ts";
import { credentialFindings } from "#lib/domain/doctor-credentials.ts";
import { duplicateFindings } from "#lib/domain/doctor-duplicates.ts";
import type { DoctorFacts } from "#lib/domain/doctor-facts.ts";
import { hostFindings } from "#lib/domain/doctor-host.ts";
import { orderFindings } from "#lib/domain/doctor-orders.ts";
import { plaintextFindings } from "#lib/domain/doctor-plaintext.ts";
import { publicationFindings } from "#lib/domain/doctor-publication.ts";
import { referenceFindings } from "#lib/domain/doctor-references.ts";

/** Everything the doctor finds in the facts, in no order that means anything. Total, and the same for the same facts. */
export function diagnose(facts: DoctorFacts): DoctorFinding[] {
  return [
    ...referenceFindings(facts),
    ...publicationFindings(facts),
    ...credentialFindings(facts),
    ...orderFindings(facts),
    ...plaintextFindings(facts),
    ...duplicateFindings(facts),
    ...hostFindings(facts),
  ];
}

const RANK: Readonly<Record<DoctorSeverity, number>> = { error: 0, warning: 1, info: 2 };

/** The gravest first, findings of one code together; else as they came. */
export function inReadingOrder<T extends { severity: DoctorSeverity; code: string }>(
  findings: readonly T[],
): T[] {
  const firstOf = new Map<string, number>();
  for (const [at, { code }] of findings.entries()) if (!firstOf.has(code)) firstOf.set(code, at);
  const place = ({ code }: T) => firstOf.get(code) ?? 0;
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity] || place(a) - place(b));
}
