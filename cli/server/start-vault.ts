import { initialiseVault } from "#lib/operations/initialise-vault.ts";
import { isSealedHere } from "#lib/operations/open-keyring.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { unsealFromFile } from "#lib/operations/unseal-vault.ts";
import type { Runtime } from "#lib/runtime.ts";
import { vaultTrouble } from "#lib/vault-state.ts";

/** Whether the vault was made at this start, and why it does not open, if it does not. */
export type VaultStart = { created: boolean; refusal: OperationError | null };

/**
 * Makes the vault at the first start, and opens a sealed one when the passphrase is in a file.
 *
 * A vault that is there and does not open keeps no console from starting: people read on its pages what is wrong. Without
 * a vault there is nothing to read, so then a keyring that cannot be used is thrown.
 */
export async function startVault(runtime: Runtime, nowMs: number): Promise<VaultStart> {
  const { keyringSource, passphraseFile } = runtime.config;
  const ctx = runtime.operationContext({ kind: "system" }, nowMs);
  try {
    if (passphraseFile !== null && isSealedHere(keyringSource))
      await unsealFromFile(ctx, keyringSource, passphraseFile);
    const { created } = initialiseVault(ctx, keyringSource);
    return { created, refusal: vaultTrouble(runtime)?.refusal ?? null };
  } catch (error) {
    const refusal = asOperationError(error);
    const isThere = vaultTrouble(runtime)?.refusal.code !== "vault_uninitialised";
    if (isThere && refusal instanceof OperationError) return { created: false, refusal };
    throw error;
  }
}
