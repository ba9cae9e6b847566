import { chmodSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { type Console, expect, OWNER, setUp, signIn, test } from "./console.ts";
import { EVERY_LOCALE, type Labels, labelsOf } from "./labels.ts";
import { expectNoSecret, FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const PASSPHRASE = "FAKE six words nobody would guess";
const WRONG = "FAKE six words somebody did guess";
const NEVER_SHOWN = { passphrase: PASSPHRASE, "wrong passphrase": WRONG };

const keyringOf = ({ home }: Console) => path.join(home, ".config/clawkeep/keyring.json");

/** A console with a gateway and an owner who is signed in, which then starts on a sealed keyring. */
async function sealedConsole(page: Page, console: Console, t: Labels): Promise<void> {
  const stateDir = console.stateDir("home", {});
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  await setUp(page, console, t);
  expect(console.cli(["vault", "seal"], PASSPHRASE).status).toBe(0);
  await console.restart();
}

async function paste(page: Page, t: Labels): Promise<void> {
  await page.goto("/profiles/new?type=api_key&gateway=home");
  await page.getByLabel(t("profile_form.provider"), { exact: true }).fill("openai");
  await page.getByLabel(t("profile_form.secret"), { exact: true }).fill(FAKE.apiKey);
  await page.getByRole("button", { name: t("profile_form.submit") }).click();
}

async function unseal(page: Page, t: Labels, passphrase: string): Promise<void> {
  await page.goto("/unseal");
  await page.getByLabel(t("vault_state.passphrase"), { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: t("vault_state.submit"), exact: true }).click();
}
