import { existsSync, readFileSync, statSync } from "node:fs";
import { type Db, openDatabase } from "#db/client.ts";
import { listDataKeys } from "#db/repositories/data-keys.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { Config } from "#lib/config.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { placeKeyring } from "#lib/operations/place-keyring.ts";
import { type TriedSecrets, trySecrets } from "#lib/operations/try-secrets.ts";
import { type AgeOpening, openAgeBytes } from "#lib/vault/age-file.ts";
import { unwrapDataKey } from "#lib/vault/data-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { keyringText, parseKeyring } from "#lib/vault/keyring-format.ts";

/** What an export turned out to be: it has so many keys and opens every data key of this database, and some secrets. */
export type ExportReport = { keys: number; dataKeys: number; secrets: TriedSecrets };

/** A keyring with the most keys, sealed to very many recipients, in armour. */
export const EXPORT_BYTES_MAX = 256 * 1024;

/**
 * The drill: opens an export in memory, and shows that it opens every data key of this database and one secret of each
 * kind. Nothing of it is kept but that it was done.
 *
 * Throws `backup_not_opened`, `backup_identity_invalid`, `export_*`, `data_key_*`, `drill_secret_refused`.
 */
export async function verifyKeyringExport(
  ctx: WriteContext,
  bytes: Uint8Array,
  opening: AgeOpening,
): Promise<ExportReport> {
  authorise(ctx.actor, "key:manage");
  if (bytes.length === 0) throw new OperationError("export_missing");
  try {
    const report = examined(ctx.db, await openedExport(bytes, opening));
    return mutate(ctx, () => ({
      result: report,
      audit: { event: "vault.export_verified", subject: "keyring", details: report },
    }));
  } catch (error) {
    throw asOperationError(error);
  }
}

/**
 * Puts the keyring of an export where there is none. When there is a database, it has to be the one it opens. After a
 * refusal nothing is there. Throws `keyring_exists` and what the drill throws; null without a database.
 */
export async function recoverKeyring(
  { actor, nowMs }: { actor: Actor; nowMs: number },
  { databaseFile, keyringFile }: Pick<Config, "databaseFile" | "keyringFile">,
  file: string,
  opening: AgeOpening,
): Promise<ExportReport | null> {
  authorise(actor, "key:manage");
  if (existsSync(keyringFile)) throw new OperationError("keyring_exists", { file: keyringFile });
  const db = existsSync(databaseFile) ? openDatabase(databaseFile) : null;
  try {
    const keyring = await openedExport(readExportFile(file), opening);
    const report = db && examined(db, keyring);
    if (!placeKeyring(Buffer.from(keyringText(keyring)), keyringFile))
      throw new OperationError("keyring_exists", { file: keyringFile });
    if (db)
      mutate({ db, actor, nowMs }, () => ({
        result: undefined,
        audit: { event: "vault.recovered", subject: keyring.vaultId, details: { keys: keyring.keys.size } },
      }));
    return report;
  } catch (error) {
    throw asOperationError(error);
  } finally {
    db?.close();
  }
}

/** An export's bytes, which are few; `export_malformed` for a file that is none. */
export function readExportFile(file: string): Uint8Array {
  if (statSync(file).size > EXPORT_BYTES_MAX) throw new OperationError("export_malformed");
  return readFileSync(file);
}

async function openedExport(bytes: Uint8Array, opening: AgeOpening): Promise<Keyring> {
  if (bytes.length > EXPORT_BYTES_MAX) throw new OperationError("export_malformed");
  const plain = await openAgeBytes(bytes, opening);
  try {
    return parseKeyring(Buffer.from(plain).toString("utf8"), "keyring.json");
  } catch {
    throw new OperationError("export_malformed");
  } finally {
    plain.fill(0);
  }
}

function examined(db: Db, keyring: Keyring): ExportReport {
  if (findSetting(db.reader, "vault_id") !== keyring.vaultId)
    throw new OperationError("export_of_another_vault");
  const rows = listDataKeys(db.reader);
  if (!rows.every(({ keyringKeyId }) => keyring.keys.has(keyringKeyId)))
    throw new OperationError("export_outdated");
  for (const row of rows) unwrapDataKey(keyring, row);
  return { keys: keyring.keys.size, dataKeys: rows.length, secrets: trySecrets(db, keyring) };
}
