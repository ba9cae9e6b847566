import type { WrappedDataKey } from "#lib/vault/data-key.ts";
import { DataKeys, type KeySource } from "#lib/vault/data-keys.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { createOpener, type Opener } from "#lib/vault/opener.ts";
import { createSealer, type Sealer } from "#lib/vault/sealer.ts";

export type Vault = { sealer: Sealer; opener: Opener };

/**
 * Opens the vault that these data keys belong to.
 *
 * The newest key of each purpose seals and fingerprints; every `seal` key opens. Throws VaultError
 * `data_key_*` when a key is missing or the keyring does not fit. With a `source` the vault follows a
 * rotation that another process makes.
 */
export function openVault(keyring: Keyring, dataKeys: readonly WrappedDataKey[], source?: KeySource): Vault {
  const keys = new DataKeys(keyring, dataKeys, source);
  return { sealer: createSealer(keys), opener: createOpener(keys) };
}
