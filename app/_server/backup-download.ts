import "server-only";
import { randomBytes } from "node:crypto";
import { createReadStream, rmSync, statSync } from "node:fs";
import { downloadContext } from "#app/_server/audit-download.ts";
import type { ConsoleContext } from "#app/_server/context.ts";
import { answerMachine } from "#app/_server/machine.ts";
import { runtime } from "#app/_server/runtime.ts";
import { authorise } from "#lib/operations/context.ts";
import { makeBackup } from "#lib/operations/make-backup.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { draftIn } from "#lib/operations/private-draft.ts";
import { webStream } from "#lib/operations/web-stream.ts";

/** A backup that nobody fetches is gone after this long; one whose process ends is removed at the next start. */
const KEPT_MS = 10 * 60_000;

type Waiting = { file: string; name: string; sessionId: string };

const holder = globalThis as typeof globalThis & { clawkeepBackups?: Map<string, Waiting> };

/** Backups that wait to be fetched. Bundles may load this file twice, so they live on `globalThis`. */
function waiting(): Map<string, Waiting> {
  holder.clawkeepBackups ??= new Map();
  return holder.clawkeepBackups;
}

/** Makes a backup that waits in the data folder, sealed, and gives the address where this session fetches it, once. */
export async function makeBackupToFetch(
  ctx: ConsoleContext,
  recipients: readonly string[],
  withKeyring: boolean,
): Promise<string> {
  const { config } = runtime();
  const file = draftIn(config.dataDir);
  const name = `clawkeep-${new Date(ctx.nowMs).toISOString().slice(0, 10)}.age`;
  await makeBackup(ctx, config, { file, name, seal: { recipients }, withKeyring });
  const token = randomBytes(16).toString("hex");
  waiting().set(token, { file, name, sessionId: ctx.actor.sessionId ?? "" });
  setTimeout(() => forget(token, file), KEPT_MS).unref();
  return `/settings/backups/file/${token}`;
}

/** Hands a backup to the session that had it made, and forgets it. */
export function answerBackup(token: string): Promise<Response> {
  return answerMachine(async () => {
    const { actor } = await downloadContext();
    authorise(actor, "key:manage");
    const found = waiting().get(token);
    if (!found || found.sessionId !== actor.sessionId) throw new OperationError("backup_gone");
    const stream = createReadStream(found.file);
    // Open, it is read to its end although it has no name any more.
    await new Promise((resolve, reject) => stream.once("open", resolve).once("error", reject));
    const bytes = statSync(found.file).size;
    forget(token, found.file);
    const headers = {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${found.name}"`,
      "content-length": String(bytes),
      "x-content-type-options": "nosniff",
    };
    return new Response(webStream(stream), { headers });
  });
}

function forget(token: string, file: string): void {
  waiting().delete(token);
  rmSync(file, { force: true });
}
