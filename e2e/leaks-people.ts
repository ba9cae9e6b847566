import { turnOn } from "./authenticator.ts";
import { expect, prove } from "./console.ts";
import type { Expected } from "./evidence.ts";
import { labelsOf } from "./labels.ts";
import type { Run } from "./leaks-walk.ts";
import { recordKept } from "./traffic.ts";

const t = labelsOf("en");

/** What is shown once, to the one whom it is for. */
export const EXPECTED_ON_PEOPLE: Expected[] = [
  {
    secret: "authenticator app's secret",
    where: "answer of POST /settings/security/authenticator",
    why: "it is shown once, to be scanned",
  },
  {
    secret: "a recovery code",
    where: "answer of POST /settings/security/authenticator",
    why: "it is shown once, to be kept",
  },
  {
    secret: "link of an invitation",
    where: "answer of POST /team/new",
    why: "it is shown once, to be sent to one person",
  },
];

/** An authenticator app with its recovery codes, an invitation, and the client secret of an identity provider. */
export async function letPeopleIn({ page, canaries, evidence }: Run): Promise<void> {
  await page.goto("/settings/security/authenticator");
  const { secret, codes } = await turnOn(page, t);
  canaries.note("authenticator app's secret", secret);
  canaries.note("authenticator app's secret as shown", secret.replaceAll(/(.{4})(?=.)/g, "$1 "));
  canaries.note("a recovery code", codes[0] ?? "");
  await page.getByRole("link", { name: t("security.codes_kept") }).click();
  await page.waitForURL("**/settings/security");
  await expect(page.getByRole("region", { name: t("security.codes") }).getByRole("listitem")).toHaveCount(0);
  await recordKept(page, evidence, { secretFields: true });

  await page.goto("/team/new");
  await page.getByLabel(t("team.column.email")).fill("olu@example.test");
  await prove(page, t, canaries.make("wrong password for a deed", { middle: "-" }));
  await page.getByRole("button", { name: t("team.make_link") }).click();
  await expect(page.getByText(t("errors.step_up_failed"))).toBeVisible();
  await prove(page, t, canaries.textOf("owner's password"));
  await page.getByRole("button", { name: t("team.make_link") }).click();
  const link = (await page.locator("code", { hasText: "/invite/cki_" }).textContent()) ?? "";
  canaries.note("link of an invitation", link.slice(link.indexOf("cki_")), "cki_".length);
  await page.goto("/team");
  await recordKept(page, evidence, { secretFields: true });

  await page.goto("/settings/sign-in");
  const provider = {
    ...{ label: "Example", issuer: "https://login.example.test", clientId: "clawkeep" },
    ...{ clientSecret: canaries.make("client secret"), roleClaim: "groups", owner: "owners" },
  };
  for (const [name, text] of Object.entries(provider)) await page.locator(`[name="${name}"]`).fill(text);
  const form = page.locator("form:has([name=issuer])");
  await prove(form, t, canaries.textOf("owner's password"));
  await form.getByRole("button", { name: t("oidc.save"), exact: true }).click();
  await expect(page.getByText(t("oidc.saved"), { exact: true })).toBeVisible();
  await recordKept(page, evidence, { secretFields: true });
}

/** What leaves the vault sealed: a backup and the keyring for recovery, each opened once with the right passphrase and once with a wrong one. */
export function takeAway({ console, canaries, cli }: Run): void {
  const wrong = canaries.make("wrong passphrase of a file");
  const files = { backup: "backup.age", "vault export": "keyring.age" };
  for (const [command, name] of Object.entries(files)) {
    const words = command.split(" ");
    const file = `${console.home}/${name}`;
    const passphrase = canaries.make(`passphrase of ${name}`);
    expect(cli([...words, file, "--passphrase-stdin"], passphrase).status).toBe(0);
    expect(cli([...words, "verify", file, "--passphrase-stdin"], passphrase).status).toBe(0);
    expect(cli([...words, "verify", file, "--passphrase-stdin"], wrong).status).toBe(1);
  }
}
