import { keyringRefusal } from "#lib/operations/open-keyring.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import type { Runtime } from "#lib/runtime.ts";

/** Why the vault does not open, or would not at the next start; `isOpen` tells the two apart. */
export type VaultTrouble = { isOpen: boolean; refusal: OperationError };

/**
 * What is wrong with the vault: it is sealed, or its keyring is missing, open to others, of another vault. Null when it
 * opens and would open again. A process that opened it before goes on with the keys it has.
 */
export function vaultTrouble(runtime: Runtime): VaultTrouble | null {
  const refusal = openingRefusal(runtime);
  if (refusal) return { isOpen: false, refusal };
  const next = keyringRefusal(runtime, runtime.config.keyringSource);
  // Sealing it is what an owner did on purpose, and was told that this process stays open.
  return next === null || next.code === "vault_sealed" ? null : { isOpen: true, refusal: next };
}

/** True while the vault waits for a passphrase: what needs it is left for later, and nothing is wrong. */
export function isVaultSealed(runtime: Runtime): boolean {
  return openingRefusal(runtime)?.code === "vault_sealed";
}

function openingRefusal(runtime: Runtime): OperationError | null {
  try {
    void runtime.vault;
    return null;
  } catch (error) {
    const known = asOperationError(error);
    if (known instanceof OperationError) return known;
    throw error;
  }
}
