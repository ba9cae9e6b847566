import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { type Console, expect, OWNER, prove, setUp, signInAs, test } from "./console.ts";
import { labelsOfProject } from "./labels.ts";
import { startConsole } from "./second-console.ts";
import { look } from "./watch.ts";

const t = labelsOfProject;

/** A console with a secret in it, a folder for backups, and a key pair of which the console gets the public half. */
async function withKeys(page: Page, console: Console) {
  await setUp(page, console);
  const store = {
    version: 1,
    profiles: { "groq:a": { type: "api_key", provider: "groq", key: "sk-FAKE-0123456789abcdef" } },
  };
  const stateDir = console.stateDir("home", { store });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  expect(console.cli(["import", "--gateway", "home"]).status).toBe(0);
  const identity = await generateX25519Identity();
  const key = path.join(console.home, "key.txt");
  writeFileSync(key, `# made for a test\n${identity}\n`);
  const folder = path.join(console.home, "backups");
  mkdirSync(folder);
  return { key, folder, recipient: await identityToRecipient(identity) };
}

test("a backup is made now, saved, restored in an empty place by the CLI, and signed in to there", {
  tag: ["@languages", "@W08"],
}, async ({ page, console }) => {
  const { key, recipient } = await withKeys(page, console);
  await page.goto("/settings/backups");
  await look(page, "backups: empty");
  const now = page.getByRole("region", { name: t("backups.now.title") });
  const make = now.getByRole("button", { name: t("backups.now.make"), exact: true });
  await now.getByLabel(t("backups.now.recipients"), { exact: true }).fill(recipient);
  await now.getByLabel(t("backups.now.with_keyring"), { exact: true }).check();
  await prove(now, t, "FAKE not my password");
  await make.click();
  await expect(now.getByText(t("errors.step_up_failed"))).toBeVisible();
  await prove(now, t);
  await make.click();
  const link = now.getByRole("link", { name: t("backups.now.save") });
  const address = (await link.getAttribute("href")) ?? "";
  const saving = page.waitForEvent("download");
  await link.click();
  const file = path.join(console.home, "saved.age");
  await (await saving).saveAs(file);
  expect((await page.request.get(address)).status()).toBe(404);
  expect(readdirSync(path.join(console.home, ".local/share/clawkeep")).join(" ")).not.toContain("draft");

  const elsewhere = mkdtempSync(path.join(os.tmpdir(), "clawkeep-e2e-restored-"));
  const restored = startConsole(elsewhere);
  try {
    const { status, stderr } = restored.cli(["restore", file, "--identity", key]);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const url = await restored.serve();
    await page.goto(`${url}/sign-in`);
    await page.getByLabel(t("sign_in.email"), { exact: true }).fill(OWNER.email);
    await page.getByLabel(t("sign_in.password"), { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: t("sign_in.submit"), exact: true }).click();
    await page.waitForURL(`${url}/`);
    await page.goto(`${url}/settings/vault`);
    await expect(page.getByText(t("vault_page.keyring.opens"), { exact: true })).toBeVisible();
    // The page would go on asking for others after its console has stopped.
    await page.goto("about:blank");
  } finally {
    await restored.stop();
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test("a schedule is set, makes its backup at once, and that is tried on the page", {
  tag: ["@languages"],
}, async ({ page, console }) => {
  const { key, folder, recipient } = await withKeys(page, console);
  await page.goto("/settings/backups");
  await page.getByRole("link", { name: t("backups.schedule.set"), exact: true }).click();
  const panel = page.getByRole("main");
  await panel.getByLabel(t("backups.schedule.folder"), { exact: true }).fill("/nowhere/at/all");
  await panel.getByLabel(t("backups.now.recipients"), { exact: true }).fill(recipient);
  await panel.getByLabel(new RegExp(`^${t("backups.schedule.interval")}`)).fill("6h");
  await panel.getByLabel(t("backups.now.with_keyring"), { exact: true }).check();
  const save = async () => {
    await prove(panel, t);
    await panel.getByRole("button", { name: t("backups.schedule.save"), exact: true }).click();
  };
  await save();
  await look(page, "backups: the form");
  await expect(
    panel.getByText(t("errors.backup_folder_missing", { folder: "/nowhere/at/all" })),
  ).toBeVisible();
  await panel.getByLabel(t("backups.schedule.folder"), { exact: true }).fill(folder);
  await save();
  await page.waitForURL("**/settings/backups");

  const trying = page.getByRole("button", { name: t("backups.try.trigger"), exact: true });
  await expect(trying).toBeVisible({ timeout: 60_000 });
  await trying.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: t("backups.try.confirm"), exact: true }).click();
  await expect(dialog.getByText(t("errors.opening_needed"))).toBeVisible();
  await dialog.getByLabel(t("vault_page.opening.identity"), { exact: true }).setInputFiles(key);
  await look(page, "backups: the drill");
  await dialog.getByRole("button", { name: t("backups.try.confirm"), exact: true }).click();
  const whole = t("backups.try.done", { auditRows: 1, dataKeys: 2, secrets: 0 });
  await expect(page.getByText(whole.slice(0, whole.search(/\d/)))).toBeVisible();
  await look(page, "backups: tried");
  const [name = ""] = readdirSync(folder);
  expect(console.cli(["backup", "verify", path.join(folder, name), "--identity", key]).status).toBe(0);

  rmSync(folder, { recursive: true });
  expect(console.cli(["backup", "schedule", "run"]).status).toBe(1);
  await page.goto("/");
  await expect(page.getByText(t("errors.backup_folder_missing", { folder }))).toBeVisible();
  await look(page, "status: a backup failed");
  await page.getByRole("link", { name: t("backups.look"), exact: true }).click();
  await look(page, "backups: failed");

  await leave(page);
  await signInAs(page, console, "admin");
  await page.goto("/settings/backups");
  await expect(page.getByText(folder, { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: t("backups.now.make") })).toHaveCount(0);
});

/** Signs out on a page that asks for nothing meanwhile. */
async function leave(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies();
}
