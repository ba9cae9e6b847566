import { createHash } from "node:crypto";
import { createReadStream, rmSync, statSync } from "node:fs";
import path from "node:path";
import { auditExtent } from "#db/repositories/audit-chain.ts";
import { copyDatabase, newestMigration } from "#db/repositories/database-copy.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { Config } from "#lib/config.ts";
import type { BackupManifest } from "#lib/operations/backup-manifest.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";
import { draftIn, removeLeftDrafts } from "#lib/operations/private-draft.ts";
import {
  type OnStep,
  refuseIfThere,
  sealedTo,
  sealTarget,
  writeSealedFile,
} from "#lib/operations/sealed-file.ts";
import { readOwnKeyring } from "#lib/operations/start-rotation.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";
import { webStream } from "#lib/operations/web-stream.ts";
import { type AgeSeal, checkSeal } from "#lib/vault/age-file.ts";
import { keyringText } from "#lib/vault/keyring-format.ts";

/**
 * Where a backup goes, who can open it, and whether the keyring is in it. `name` is what the audit log says instead of the
 * file, of one that only waits there to be fetched.
 */
export type BackupWish = { file: string; name?: string; seal: AgeSeal; withKeyring: boolean };

/**
 * Writes an encrypted copy of the database, and of the keyring when asked, to a new file that only its owner reads. The
 * file is there whole or not at all. What is on disk meanwhile is private, in the data folder, and gone afterwards.
 *
 * A person of the web needs a proof of `backup.make` on whom it is sealed to; it is used up before the work begins. Throws
 * `backup_file_exists`, `backup_*` of the age format, `keyring_*`.
 */
export async function makeBackup(
  ctx: WriteContext,
  { dataDir, keyringSource }: Pick<Config, "dataDir" | "keyringSource">,
  { file, name, seal, withKeyring }: BackupWish,
  onStep: OnStep = () => undefined,
): Promise<BackupManifest> {
  authorise(ctx.actor, "key:manage");
  const target = path.resolve(file);
  refuseIfThere(target);
  const copy = draftIn(dataDir);
  try {
    checkSeal(seal);
    if (ctx.actor.kind === "user") takeProof(ctx, seal);
    removeLeftDrafts(dataDir);
    const keyring = withKeyring ? Buffer.from(keyringText(readOwnKeyring(ctx, keyringSource))) : null;
    const audit = auditExtent(ctx.db);
    copyDatabase(ctx.db, copy);
    onStep("copied");
    const manifest: BackupManifest = {
      format: "clawkeep-backup",
      version: 1,
      at: new Date(ctx.nowMs).toISOString(),
      vaultId: findSetting(ctx.db.reader, "vault_id") ?? "",
      schema: newestMigration(ctx.db),
      auditRows: audit.lastId,
      database: { bytes: statSync(copy).size, sha256: await hashOf(copy) },
      keyring: keyring && { bytes: keyring.length, sha256: sha256(keyring) },
    };
    await writeSealedFile(target, webStream(contentOf(manifest, copy, keyring)), seal, onStep);
    record(ctx, { file: target, name: name ?? target, seal }, manifest);
    return manifest;
  } catch (error) {
    throw asOperationError(error);
  } finally {
    for (const left of [copy, `${copy}-journal`]) rmSync(left, { force: true });
  }
}

async function* contentOf(
  manifest: BackupManifest,
  copy: string,
  keyring: Buffer | null,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(manifest)}\n`);
  for await (const chunk of createReadStream(copy)) yield chunk as Buffer;
  if (keyring) yield keyring;
}

function takeProof(ctx: WriteContext, seal: AgeSeal): void {
  const subject = findSetting(ctx.db.reader, "vault_id") ?? "";
  mutate(ctx, (tx) => {
    requireStepUp(ctx, tx, "backup.make", "recipients" in seal ? sealTarget(seal.recipients) : "passphrase");
    return { result: undefined, audit: { event: "backup.started", subject } };
  });
}

/** A backup that the log does not know of is not left. */
function record(
  ctx: WriteContext,
  { file, name, seal }: Required<Pick<BackupWish, "file" | "name" | "seal">>,
  manifest: BackupManifest,
): void {
  const rows = manifest.auditRows;
  const details = { file: name, withKeyring: manifest.keyring !== null, rows, sealedTo: sealedTo(seal) };
  try {
    mutate(ctx, () => ({
      result: undefined,
      audit: { event: "backup.made", subject: manifest.vaultId, details },
    }));
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}
