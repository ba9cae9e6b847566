import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { countUnsealing, forgiveUnsealing } from "#lib/operations/limit-sign-in.ts";
import {
  type OpenedKeyring,
  openSealedFile,
  readPassphraseFile,
  refuseOther,
} from "#lib/operations/open-keyring.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { dropKey, holdKey } from "#lib/vault/held-key.ts";
import { forgetKeyring, type KeyringSource, readKeyring, readSealed } from "#lib/vault/keyring-source.ts";

/** Who asks with a passphrase and from where; the passphrase is all the authority there is. */
export type PassphraseProof = { passphrase: SecretText; address: string };

/**
 * Opens this process's vault with the passphrase of its keyring, until it is locked or the process ends.
 *
 * Anyone may try: attempts are counted before the passphrase is looked at, per address and in all, and each costs the
 * same. Throws `keyring_passphrase_wrong`, `vault_not_sealed`, `sign_in_limited`, `password_queue_full`; whatever else
 * is wrong with the keyring is `vault_unusable`, which tells a stranger nothing of this machine.
 */
export async function unsealVault(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  proof: PassphraseProof,
): Promise<void> {
  const opened = await proven(ctx, keyringSource, proof);
  record(ctx, "vault.unsealed", opened, proof.address);
  holdKey(opened.file, opened.key);
}

/** Seals it again for whoever knows the passphrase, with the same limits and refusals. */
export async function lockWithPassphrase(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  proof: PassphraseProof,
): Promise<void> {
  const opened = await proven(ctx, keyringSource, proof);
  record(ctx, "vault.locked", opened, proof.address);
  dropKey(opened.file);
}

/** Seals it again: what this process knows of the keyring's keys is dropped. For owners. */
export function lockVault(ctx: WriteContext, keyringSource: KeyringSource): void {
  authorise(ctx.actor, "key:manage");
  try {
    const sealed = readSealed(keyringSource);
    if (!sealed) throw new OperationError("vault_not_sealed");
    mutate(ctx, () => ({ result: undefined, audit: { event: "vault.locked", subject: sealed.vaultId } }));
    forgetKeyring(keyringSource);
  } catch (error) {
    throw asOperationError(error);
  }
}

/** Opens it at the start of a console with the passphrase in a file. Throws `passphrase_file_unusable` too. */
export async function unsealFromFile(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  passphraseFile: string,
): Promise<void> {
  authorise(ctx.actor, "key:manage");
  try {
    const opened = await openSealedFile(ctx, keyringSource, readPassphraseFile(passphraseFile));
    record(ctx, "vault.unsealed", opened, null);
    holdKey(opened.file, opened.key);
  } catch (error) {
    throw asOperationError(error);
  }
}

async function proven(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  { passphrase, address }: PassphraseProof,
): Promise<OpenedKeyring> {
  try {
    const sealed = readSealed(keyringSource);
    if (!sealed) {
      readKeyring(keyringSource);
      throw new OperationError("vault_not_sealed");
    }
    refuseOther(ctx, sealed.vaultId, keyringSource);
    countUnsealing(ctx, address);
    return await openSealedFile(ctx, keyringSource, passphrase);
  } catch (error) {
    throw forStrangers(asOperationError(error));
  }
}

const TOLD: readonly string[] = [
  "keyring_passphrase_wrong",
  "password_queue_full",
  "password_too_long",
  "sign_in_limited",
  "vault_not_sealed",
];

/** Other refusals name files of this machine. */
function forStrangers(error: unknown): unknown {
  if (!(error instanceof OperationError) || TOLD.includes(error.code)) return error;
  return new OperationError("vault_unusable");
}

function record(ctx: WriteContext, event: string, { keyring }: OpenedKeyring, address: string | null): void {
  mutate(ctx, (tx) => {
    if (address !== null) forgiveUnsealing(tx, address, ctx.nowMs);
    const details = address === null ? { from: "passphrase file" } : { address };
    return { result: undefined, audit: { event, subject: keyring.vaultId, details } };
  });
}
