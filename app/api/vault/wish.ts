import { z } from "zod";
import { KeyringPassphrase } from "#lib/operations/open-keyring.ts";

/** What to do with the vault, and the passphrase that lets one. */
export const VaultWish = z.strictObject({
  wish: z.enum(["unseal", "lock"]),
  passphrase: KeyringPassphrase,
});
