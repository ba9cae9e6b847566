import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Db, openDatabase } from "#db/client.ts";
import { listDataKeys } from "#db/repositories/data-keys.ts";
import {
  closeIntoOneFile,
  isDatabaseSound,
  newestMigration,
  revokeMachines,
} from "#db/repositories/database-copy.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { Config } from "#lib/config.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { forgetWitness } from "#lib/operations/audit-witness.ts";
import { authorise, mutate } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { placeKeyring } from "#lib/operations/place-keyring.ts";
import { draftIn, placeDraft, removeLeftDrafts } from "#lib/operations/private-draft.ts";
import { type TriedSecrets, trySecrets } from "#lib/operations/try-secrets.ts";
import { type Unpacked, unpackBackup } from "#lib/operations/unpack-backup.ts";
import { readLog } from "#lib/operations/verify-audit.ts";
import type { AgeOpening } from "#lib/vault/age-file.ts";
import { unwrapDataKey } from "#lib/vault/data-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { parseKeyring } from "#lib/vault/keyring-format.ts";
import { type KeyringSource, readKeyring, writableFile } from "#lib/vault/keyring-source.ts";

/** What a backup turned out to be: all of it was read, and its keyring opens every data key and some secrets. */
export type BackupReport = {
  at: string;
  auditRows: number;
  dataKeys: number;
  hasKeyring: boolean;
  secrets: TriedSecrets;
};

type Who = { actor: Actor; nowMs: number };
type Places = Pick<Config, "dataDir" | "databaseFile" | "keyringSource">;

/** The drill: everything that restoring does, in a private folder that is removed. Nothing of this console is touched. */
export async function verifyBackup(
  { actor }: Who,
  { keyringSource }: Pick<Config, "keyringSource">,
  file: string,
  opening: AgeOpening,
): Promise<BackupReport> {
  authorise(actor, "key:manage");
  const folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-drill-"));
  try {
    const database = path.join(folder, "clawkeep.sqlite");
    const unpacked = await unpackBackup(file, opening, database);
    return await examined(unpacked, database, keyringSource, (_db, report) => report);
  } catch (error) {
    throw asOperationError(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Puts a backup where there is no database. It is opened, and examined to its last row, in a private folder first; only
 * then keyring and database get their names, the database last. After a refusal nothing is there.
 *
 * Nobody is signed in afterwards. Tokens that were revoked after the backup was made would live again, so every resolver
 * token, API token and calendar link is revoked, unless `keepTokens` says that none was.
 */
export async function restoreBackup(
  who: Who,
  places: Places,
  file: string,
  { opening, keepTokens }: { opening: AgeOpening; keepTokens: boolean },
): Promise<BackupReport & { revoked: number }> {
  authorise(who.actor, "key:manage");
  const { dataDir, databaseFile, keyringSource } = places;
  for (const end of ["", "-wal", "-shm", "-journal"])
    if (existsSync(databaseFile + end)) throw new OperationError("restore_not_empty", { file: databaseFile });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  removeLeftDrafts(dataDir);
  const folder = draftIn(dataDir);
  mkdirSync(folder, { mode: 0o700 });
  try {
    const database = path.join(folder, "clawkeep.sqlite");
    const unpacked = await unpackBackup(file, opening, database);
    const keyring = unpacked.keyring && { text: unpacked.keyring, file: writableFile(keyringSource) };
    if (keyring && existsSync(keyring.file))
      throw new OperationError("restore_keyring_exists", { file: keyring.file });
    const done = await examined(unpacked, database, keyringSource, (db, report) => {
      const revoked = endAccess(who, db, report, keepTokens);
      closeIntoOneFile(db);
      return { ...report, revoked };
    });
    place(database, databaseFile, keyring);
    forgetWitness(keyringSource);
    return done;
  } catch (error) {
    throw asOperationError(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function examined<T>(
  { manifest, keyring: text }: Unpacked,
  database: string,
  keyringSource: KeyringSource,
  then: (db: Db, report: BackupReport) => T,
): Promise<T> {
  const db = opened(database, manifest.schema);
  try {
    if (!isDatabaseSound(db)) throw new OperationError("backup_database_broken");
    const keyring = text ? parseKeyring(text.toString("utf8"), "keyring.json") : readKeyring(keyringSource);
    const dataKeys = openDataKeys(db, keyring);
    const secrets = trySecrets(db, keyring);
    const { bad, rows } = await readLog(db, keyring);
    if (bad) throw new OperationError("backup_audit_broken", { id: bad.id });
    if (rows < manifest.auditRows) throw new OperationError("backup_audit_broken", { id: rows + 1 });
    return then(db, { at: manifest.at, auditRows: rows, dataKeys, hasKeyring: text !== null, secrets });
  } finally {
    db.close();
  }
}

/** Brings it up to date, which an older Clawkeep cannot do with a newer one's. */
function opened(database: string, schema: string): Db {
  let db: Db;
  try {
    db = openDatabase(database);
  } catch {
    throw new OperationError("backup_database_refused", { schema });
  }
  if (newestMigration(db) >= schema) return db;
  db.close();
  throw new OperationError("backup_database_refused", { schema });
}

/** Each is unwrapped, so that a keyring that opens only some of the secrets is refused. */
function openDataKeys(db: Db, keyring: Keyring): number {
  if (findSetting(db.reader, "vault_id") !== keyring.vaultId)
    throw new OperationError("backup_keyring_other");
  const rows = listDataKeys(db.reader);
  for (const row of rows) unwrapDataKey(keyring, row);
  return rows.length;
}

function endAccess({ actor, nowMs }: Who, db: Db, { at }: BackupReport, keepTokens: boolean): number {
  return mutate({ db, actor, nowMs }, (tx) => {
    const revoked = keepTokens ? 0 : revokeMachines(tx, nowMs);
    const details = { madeAt: at, tokensRevoked: revoked };
    return { result: revoked, audit: { event: "backup.restored", subject: "backup", details } };
  });
}

/** The keyring first: a database without it opens nothing, and is what the next start looks for. */
function place(database: string, databaseFile: string, keyring: { file: string; text: Buffer } | null): void {
  if (keyring && !placeKeyring(keyring.text, keyring.file))
    throw new OperationError("restore_keyring_exists", { file: keyring.file });
  try {
    if (!placeDraft(database, databaseFile))
      throw new OperationError("restore_not_empty", { file: databaseFile });
  } catch (error) {
    if (keyring) rmSync(keyring.file, { force: true });
    throw error;
  }
}
