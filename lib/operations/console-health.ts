import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "#db/package-root.ts";
import { findVerification } from "#db/repositories/audit-chain.ts";
import { findBackupSchedule, lastBackupRun } from "#db/repositories/backup-schedule.ts";
import { listDataKeys } from "#db/repositories/data-keys.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { BadRow } from "#lib/domain/audit-fault.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { isSealedHere } from "#lib/operations/open-keyring.ts";
import { keyringMatches } from "#lib/vault/keyring.ts";
import { type KeyringSource, readKeyring } from "#lib/vault/keyring-source.ts";

export type ConsoleHealth = {
  version: string;
  isVaultReady: boolean;
  /** Its keyring waits for a passphrase: not ready, and nothing is wrong. */
  isVaultSealed: boolean;
  /** What was wrong with the audit log when it was last looked at; null when nothing was. */
  auditFault: BadRow | null;
  /** How large the database's log is, in bytes. It grows while something reads for very long. */
  logBytes: number;
  /** Whether the last scheduled backup failed. */
  isBackupFailed: boolean;
};

/** A log of more bytes means that a reader does not end: changes bring it over at 4 MiB. */
export const LOG_BYTES_MAX = 64 * 1024 * 1024;

/**
 * The console's release, whether its keyring is there, private and the one that this database needs, and what is wrong with
 * the database and its backups.
 *
 * For machines that ask every few seconds: no data key is unwrapped and nothing is opened.
 */
export function consoleHealth(ctx: Pick<WriteContext, "db">, keyringSource: KeyringSource): ConsoleHealth {
  const { reader, raw } = ctx.db;
  return {
    version: packageVersion(),
    isVaultReady: isVaultReady(ctx, keyringSource),
    isVaultSealed: isSealedHere(keyringSource),
    auditFault: findVerification(reader)?.bad ?? null,
    logBytes: statSync(`${raw.name}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    isBackupFailed: findBackupSchedule(reader) !== null && lastBackupRun(reader)?.state === "failed",
  };
}

function isVaultReady({ db }: Pick<WriteContext, "db">, keyringSource: KeyringSource): boolean {
  const vaultId = findSetting(db.reader, "vault_id");
  if (vaultId === null) return false;
  try {
    const keyring = readKeyring(keyringSource);
    const wrappedBy = listDataKeys(db.reader).map((key) => key.keyringKeyId);
    return (
      keyringMatches(keyring, vaultId) &&
      wrappedBy.length > 0 &&
      wrappedBy.every((id) => keyring.keys.has(id))
    );
  } catch {
    return false;
  }
}

let version: string | undefined;

function packageVersion(): string {
  if (version === undefined) {
    const file = path.join(/* turbopackIgnore: true */ packageRoot(), "package.json");
    version = String(JSON.parse(readFileSync(file, "utf8")).version);
  }
  return version;
}
