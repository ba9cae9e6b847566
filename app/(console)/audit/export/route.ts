import { answerAuditExport } from "#app/_server/audit-download.ts";

export const dynamic = "force-dynamic";

/** Hands over the rows that a person asked for as a file. A POST, because taking the log along is a deed. */
export function POST(request: Request): Promise<Response> {
  return answerAuditExport(request);
}
