import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { type Console, deedsOf, expect, OWNER, prove, setUp, signInAs, test } from "./console.ts";
import { labelsOf, labelsOfProject } from "./labels.ts";
import { look } from "./watch.ts";

const t = labelsOfProject;
const CLAWKEEP = path.resolve(import.meta.dirname, "../bin/clawkeep");

/** A gateway with so many secrets, imported. */
function fill(console: Console, secrets: number): void {
  const entries = Array.from({ length: secrets }, (_, n) => {
    const key = `sk-FAKE-${String(n).padStart(6, "0")}-0123456789abcdef`;
    return [`groq:n${n}`, { type: "api_key", provider: "groq", key }];
  });
  const stateDir = console.stateDir("home", { store: { version: 1, profiles: Object.fromEntries(entries) } });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  expect(console.cli(["import", "--gateway", "home"]).status).toBe(0);
}

/** Opens the question of a new key, or of its end, and answers it with a password. */
async function confirm(
  page: Page,
  what: "keyring" | "data_keys" | "cancel",
  password: string,
): Promise<void> {
  const words = {
    trigger: t(`vault_page.rotate.${what}.trigger`),
    confirm: t(`vault_page.rotate.${what}.confirm`),
  };
  const dialog = page.getByRole("dialog");
  if ((await dialog.count()) === 0)
    await page.getByRole("button", { name: words.trigger, exact: true }).click();
  await prove(dialog, t, password);
  await dialog.getByRole("button", { name: words.confirm, exact: true }).click();
}

const progress = (page: Page) => page.getByRole("progressbar");

test("an owner makes a new data key: refused with a wrong password, then followed to its end", {
  tag: ["@languages", "@W08"],
}, async ({ page, console }) => {
  await setUp(page, console);
  fill(console, 4000);
  await page.goto("/settings/vault");
  await expect(page.getByText(t("vault_page.keyring.opens"), { exact: true })).toBeVisible();
  await look(page, "vault");
  const before = deedsOf(console).length;
  await confirm(page, "data_keys", "FAKE not my password");
  await expect(page.getByRole("dialog").getByText(t("errors.step_up_failed"))).toBeVisible();
  await look(page, "vault: a wrong password");
  expect(deedsOf(console).filter((row) => JSON.stringify(row).includes("rotation"))).toEqual([]);
  expect(deedsOf(console).length).toBe(before + 1);

  await confirm(page, "data_keys", OWNER.password);
  await expect(progress(page)).toBeVisible();
  const done = t("vault_page.ended.done_data_keys", { done: 4000 });
  await expect(page.getByText(done)).toBeVisible({ timeout: 60_000 });
  await expect(progress(page)).toHaveCount(0);
  await look(page, "vault: rotated");
  const { status, stdout } = console.cli(["vault", "status"]);
  expect([status, stdout]).toEqual([0, expect.stringContaining(labelsOf("en")("cli.vault.opens"))]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a new keyring key is made and seen after the page is loaded again", async ({ page, console }) => {
    await setUp(page, console);
    await page.goto("/settings/vault");
    const fold = page.getByRole("group").filter({ hasText: t("vault_page.rotate.keyring.trigger") });
    await fold.getByText(t("vault_page.rotate.keyring.trigger"), { exact: true }).click();
    await prove(fold, t);
    await fold.getByRole("button", { name: t("vault_page.rotate.keyring.confirm"), exact: true }).click();
    const done = page.getByText(t("vault_page.ended.done_keyring", { done: 2 }));
    await expect(async () => {
      await page.goto("/settings/vault");
      await expect(done).toBeVisible({ timeout: 1000 });
    }).toPass();
  });
});

test("a rotation that a terminal drives is followed and cancelled on the page, and an admin only looks", async ({
  page,
  console,
}) => {
  await setUp(page, console);
  fill(console, 12_000);
  const driver = rotateInTerminal(console);
  await expect(async () => {
    await page.goto("/settings/vault");
    await expect(progress(page)).toBeVisible({ timeout: 500 });
  }).toPass();
  driver.kill("SIGSTOP");
  await page.goto("/settings/vault");
  await look(page, "vault: rotating");
  await confirm(page, "cancel", OWNER.password);
  await expect(page.getByText(t("vault_page.rotate.cancelling"), { exact: true })).toBeVisible();
  driver.kill("SIGCONT");
  await expect(page.getByText(/^Cancelled after [\d,]+ of 12,000$/)).toBeVisible();

  await leave(page);
  await signInAs(page, console, "admin");
  await page.goto("/settings/vault");
  await expect(page.getByText(t("vault_page.keyring.opens"), { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: t("vault_page.rotate.keyring.trigger") })).toHaveCount(0);
});

test("the keyring is exported with the password, saved, and tried with its private key", {
  tag: ["@languages"],
}, async ({ page, console }) => {
  const identity = await generateX25519Identity();
  await setUp(page, console);
  fill(console, 3);
  await page.goto("/settings/vault");
  await page.getByLabel(recovery("recipients"), { exact: true }).fill(await identityToRecipient(identity));
  await prove(page, t, "FAKE not my password");
  await page.getByRole("button", { name: recovery("export"), exact: true }).click();
  await expect(page.getByText(t("errors.step_up_failed"))).toBeVisible();
  await prove(page, t);
  await page.getByRole("button", { name: recovery("export"), exact: true }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: recovery("save") }).click();
  const file = path.join(console.home, "keyring.age");
  await (await saving).saveAs(file);
  await look(page, "vault: exported");

  const key = path.join(console.home, "key.txt");
  writeFileSync(key, `# made for a test\n${identity}\n`);
  await page.goto("/settings/vault");
  await page.getByLabel(recovery("file"), { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: recovery("try"), exact: true }).click();
  await expect(page.getByText(t("errors.opening_needed"))).toBeVisible();
  await page.getByLabel(t("vault_page.opening.identity"), { exact: true }).setInputFiles(key);
  await page.getByRole("button", { name: recovery("try"), exact: true }).click();
  await expect(page.getByText(t("vault_page.recovery.opens", { dataKeys: 2, secrets: 1 }))).toBeVisible();
  await expect(page.getByText(recovery("never"), { exact: true })).toHaveCount(0);
  await look(page, "vault: tried");
  expect(console.cli(["vault", "export", "verify", file, "--identity", key]).status).toBe(0);
});

const recovery = (key: "recipients" | "export" | "save" | "file" | "try" | "never"): string =>
  t(`vault_page.recovery.${key}`);

function rotateInTerminal({ home }: Console): ChildProcess {
  const env = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", NODE_ENV: "production" as const };
  return spawn(CLAWKEEP, ["vault", "rotate", "--data-keys"], { env, stdio: "ignore" });
}

/** Signs out on a page that asks for nothing meanwhile. */
async function leave(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies();
}
