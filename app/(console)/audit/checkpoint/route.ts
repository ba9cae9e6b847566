import { answerAuditCheckpoint } from "#app/_server/audit-download.ts";

export const dynamic = "force-dynamic";

/** Signs a checkpoint of the audit log and hands it over as a file. */
export function POST(): Promise<Response> {
  return answerAuditCheckpoint();
}
