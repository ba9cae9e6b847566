import { expect } from "./console.ts";
import { labelsOf } from "./labels.ts";
import type { Run } from "./leaks-walk.ts";

const t = labelsOf("en");

/** Puts the keyring under a passphrase, opens the vault with right and wrong ones everywhere, and takes it away again. */
export async function sealAndUnseal({ page, canaries, cli }: Run): Promise<void> {
  const passphrase = canaries.make("passphrase of the keyring");
  expect(cli(["vault", "seal"], passphrase).status).toBe(0);
  expect(cli(["vault", "lock"], canaries.make("wrong passphrase to lock")).status).toBe(1);
  expect(cli(["vault", "lock"], passphrase).status).toBe(0);
  expect(cli(["vault", "unseal"], canaries.make("wrong passphrase to unseal")).status).toBe(1);
  expect(cli(["vault", "rotate", "--data-keys"]).status).toBe(1);

  const unseal = async (typed: string) => {
    await page.goto("/unseal");
    await page.getByLabel(t("vault_state.passphrase"), { exact: true }).fill(typed);
    await page.getByRole("button", { name: t("vault_state.submit"), exact: true }).click();
  };
  await unseal(canaries.make("wrong passphrase in the browser"));
  await expect(page.getByText(t("errors.keyring_passphrase_wrong"))).toBeVisible();
  await unseal(passphrase);
  await page.waitForURL((url) => url.pathname === "/");
  expect(cli(["vault", "seal", "--remove"], canaries.make("wrong passphrase to remove")).status).toBe(1);
  expect(cli(["vault", "seal", "--remove"], passphrase).status).toBe(0);
}
