import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "#db/package-root.ts";
import { listDataKeys } from "#db/repositories/data-keys.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { isSealedHere } from "#lib/operations/open-keyring.ts";
import { keyringMatches } from "#lib/vault/keyring.ts";
import { type KeyringSource, readKeyring } from "#lib/vault/keyring-source.ts";

export type ConsoleHealth = {
  version: string;
  isVaultReady: boolean;
  /** Its keyring waits for a passphrase: not ready, and nothing is wrong. */
  isVaultSealed: boolean;
};

/**
 * The console's release, and whether its keyring is there, private and the one that this database needs.
 *
 * For machines that ask every few seconds: no data key is unwrapped and nothing is opened.
 */
export function consoleHealth(ctx: Pick<WriteContext, "db">, keyringSource: KeyringSource): ConsoleHealth {
  const isVaultSealed = isSealedHere(keyringSource);
  return { version: packageVersion(), isVaultReady: isVaultReady(ctx, keyringSource), isVaultSealed };
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
