import { answerBackup } from "#app/_server/backup-download.ts";

export const dynamic = "force-dynamic";

/** Hands over a backup that was made for this session, once. */
export async function GET(_: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  return answerBackup((await params).token);
}
