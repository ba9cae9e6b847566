import { SecretText } from "#lib/domain/secret-text.ts";
import { holdOpened } from "#lib/operations/open-keyring.ts";
import type { TestContext } from "#lib/testing/context.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";
import { readKeyringFile, replaceKeyringFile } from "#lib/vault/keyring-file.ts";
import { newSealingKey } from "#lib/vault/keyring-passphrase.ts";
import { forgetKeyring } from "#lib/vault/keyring-source.ts";

export const PASSPHRASE = new SecretText("FAKE six words nobody would guess");
export const WRONG_PASSPHRASE = new SecretText("FAKE six words somebody did guess");

/** The least that is read back: tests try many passphrases. */
const COST = { memoryKib: 65_536, passes: 3, lanes: 1 };

/** Seals the keyring of a test's vault and closes the vault, as after another start; gives back how to open it. */
export async function sealVault(ctx: TestContext): Promise<{ open(): Promise<unknown> }> {
  const { keyringFile } = ctx.runtime.config;
  afterThisTest(() => forgetKeyring(keyringFile));
  const key = await newSealingKey(PASSPHRASE, COST);
  replaceKeyringFile(keyringFile, readKeyringFile(keyringFile), key);
  forgetKeyring(keyringFile);
  return { open: () => holdOpened(ctx, keyringFile, PASSPHRASE) };
}
