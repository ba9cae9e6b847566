"use server";

import { refresh } from "next/cache";
import { keyringSource } from "#app/_server/audit-download.ts";
import { operatorContext } from "#app/_server/context.ts";
import { refused } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { type AuditVerdict, verifyAudit } from "#lib/operations/verify-audit.ts";

export async function verifyAuditAction(_previous: FormState, _form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  let verdict: AuditVerdict;
  try {
    verdict = await verifyAudit(ctx, keyringSource());
  } catch (error) {
    return refused(error);
  }
  refresh();
  const { bad, rows } = verdict;
  if (bad === null) return { status: "done", message: (await getT("audit.proof"))("done", { rows }) };
  return {
    status: "done",
    tone: "danger",
    message: (await getT("audit.faults"))(bad.fault, { id: bad.id }),
  };
}
