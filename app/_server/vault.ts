import "server-only";
import { runtime } from "#app/_server/runtime.ts";
import { hasPassphrase } from "#lib/operations/open-keyring.ts";
import { type VaultTrouble, vaultTrouble } from "#lib/vault-state.ts";

export const keyringSource = () => runtime().config.keyringSource;

/** What is wrong with the vault of this process, if anything is. */
export function troubleOfVault(): VaultTrouble | null {
  return vaultTrouble(runtime());
}

/** True when the vault can be locked: its keyring is sealed under a passphrase, which this process knows. */
export function canLockVault(): boolean {
  return troubleOfVault() === null && hasPassphrase(keyringSource());
}
