import type { KeyObject } from "node:crypto";

/** One 256-bit key of the keyring. A KeyObject, which prints as nothing. `createdAt` is ISO 8601 in UTC. */
export type KeyringKey = { readonly id: string; readonly createdAt: string; readonly key: KeyObject };

/**
 * The keys outside the database that wrap the data keys inside it.
 *
 * `current` wraps new data keys; the others still unwrap older ones. `vaultId` is also written in the
 * database, so a keyring is never used with the database of another vault.
 */
export type Keyring = {
  readonly vaultId: string;
  readonly current: KeyringKey;
  readonly keys: ReadonlyMap<string, KeyringKey>;
};

/** True when the keyring belongs to the vault that the database names. */
export function keyringMatches(keyring: Keyring, vaultId: string): boolean {
  return keyring.vaultId === vaultId;
}
