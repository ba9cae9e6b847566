import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { type Console, expect, OWNER, setUp, signIn, test } from "./console.ts";
import { EVERY_LOCALE, type Labels, labelsOf } from "./labels.ts";
import { tracesBelow } from "./plaintext.ts";
import { expectNoSecret, FAKE } from "./secrets.ts";
import { pageRoutes } from "./server-actions.ts";
import { look } from "./watch.ts";

const PASSPHRASE = "FAKE six words nobody would guess";
const WRONG = "FAKE six words somebody did guess";
const NEVER_SHOWN = { passphrase: PASSPHRASE, "wrong passphrase": WRONG };

const keyringOf = ({ home }: Console) => path.join(home, ".config/clawkeep/keyring.json");

/** A console with a gateway and an owner who is signed in. */
async function readyConsole(page: Page, console: Console, t: Labels): Promise<string> {
  const stateDir = console.stateDir("home", {});
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  await setUp(page, console, t);
  return stateDir;
}

/** A page that asks the console whether it is still right would complain while there is none. */
async function restart(page: Page, console: Console, more?: Record<string, string>): Promise<void> {
  await page.goto("about:blank");
  await console.restart(more);
}

async function seal(page: Page, console: Console): Promise<void> {
  expect(console.cli(["vault", "seal"], PASSPHRASE).status).toBe(0);
  await restart(page, console);
}

async function pasteApiKey(page: Page, t: Labels): Promise<void> {
  await page.goto("/profiles/new?kind=api-key");
  const provider = page.getByRole("combobox", { name: t("profile_form.provider") });
  await provider.fill("openai");
  await provider.press("Tab");
  await page.getByRole("textbox", { name: t("profile_form.api_key"), exact: true }).fill(FAKE.apiKey);
  await page.getByRole("button", { name: t("profile_form.seal") }).click();
}

async function unseal(page: Page, t: Labels, passphrase: string): Promise<void> {
  await page.goto("/unseal");
  await page.getByLabel(t("vault_state.passphrase"), { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: t("vault_state.submit"), exact: true }).click();
}

/** What a gateway is told of its only reference, by the resolver that publishing put there. */
function askResolver(stateDir: string): { status: number | null; value: unknown; code: unknown } {
  const store = readFileSync(path.join(stateDir, "agents/main/agent/auth-profiles.json"), "utf8");
  const { id } = JSON.parse(store).profiles["openai:default"].keyRef;
  const input = JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids: [id] });
  const options = { input, env: {} as NodeJS.ProcessEnv, encoding: "utf8" as const };
  const command = path.join(stateDir, "clawkeep/clawkeep-resolver.cjs");
  const { status, stdout } = spawnSync(command, [], options);
  const { values, errors } = JSON.parse(stdout);
  return { status, value: values[id], code: errors?.[id]?.code };
}

/** Every page behind sign-in that has one address. */
const CONSOLE_PAGES = [...pageRoutes()]
  .filter(([file, route]) => /^\/\(console\)\/(.*\/)?page$/.test(file) && !route.includes("["))
  .map(([, route]) => route);

const banner = (page: Page, t: Labels) => page.getByText(t("vault_state.sealed"), { exact: true });

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("a console starts sealed, shows what it has, opens with the passphrase, and starts sealed again", {
      tag: ["@C06", "@W05"],
    }, async ({ page, console }) => {
      const t = labelsOf(locale);
      await readyConsole(page, console, t);
      await seal(page, console);
      await expect
        .poll(console.output)
        .toContain(labelsOf("en")("cli.serve.sealed", { url: `${console.url}/unseal` }));

      await page.goto("/");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("nav.status"));
      await expect(banner(page, t)).toBeVisible();
      await look(page, "1-sealed");
      for (const address of CONSOLE_PAGES) {
        expect((await page.goto(address))?.status(), address).toBe(200);
        await expect(banner(page, t), address).toBeVisible();
      }
      await pasteApiKey(page, t);
      const refusal = t("errors.vault_sealed", { file: keyringOf(console) });
      await expect(page.getByText(refusal)).toBeVisible();
      expectNoSecret(await page.content(), "the refused form");

      await page.getByRole("link", { name: t("vault_state.unseal") }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("vault_state.title"));
      await look(page, "2-unseal");
      await unseal(page, t, WRONG);
      await expect(page.getByText(t("errors.keyring_passphrase_wrong"))).toBeVisible();
      await look(page, "3-wrong");

      await unseal(page, t, PASSPHRASE);
      await page.waitForURL((url) => url.pathname === "/");
      await expect(banner(page, t)).toBeHidden();
      await pasteApiKey(page, t);
      await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
      await page.goto("/unseal");
      await look(page, "4-open");

      await restart(page, console);
      await page.goto("/");
      await expect(banner(page, t)).toBeVisible();
      expectNoSecret(console.output(), "the terminal", NEVER_SHOWN);
      expect(tracesBelow(console.home, NEVER_SHOWN)).toEqual([]);
    });

    test("a keyring of another vault, or none, is a page that says what to do", { tag: "@F10" }, async ({
      page,
      console,
    }) => {
      const t = labelsOf(locale);
      await readyConsole(page, console, t);
      const file = keyringOf(console);
      const own = readFileSync(file, "utf8");
      writeFileSync(file, own.replace(/vault_\w{6}/, "vault_000000"));
      await restart(page, console);
      await expect
        .poll(console.output)
        .toContain(labelsOf("en")("errors.keyring_of_another_vault", { file }));
      await page.goto("/");
      await expect(page.getByText(t("errors.keyring_of_another_vault", { file }))).toBeVisible();
      await look(page, "1-another");
      await page.goto("/unseal");
      await expect(page.getByText(t("errors.keyring_of_another_vault", { file }))).toBeVisible();
      await look(page, "2-unseal");
      await pasteApiKey(page, t);
      await expect(page.getByText(t("errors.keyring_of_another_vault", { file }))).toHaveCount(2);

      await page.context().clearCookies({ name: /session/ });
      for (const address of ["/sign-in", "/unseal"]) {
        await page.goto(address);
        await expect(page.getByText(t("vault_state.closed_stranger"))).toBeVisible();
        expect(await page.content()).not.toContain(file);
      }
      await look(page, "3-stranger");

      renameSync(file, `${file}.away`);
      await restart(page, console);
      await signIn(page, OWNER.email, OWNER.password, t);
      await expect(page.getByText(t("errors.keyring_missing", { file }))).toBeVisible();
      expect(readdirSync(path.dirname(file))).not.toContain(path.basename(file));

      // Put right, it opens without another start.
      writeFileSync(file, own, { mode: 0o600 });
      await page.reload();
      await expect(page.getByText(t("errors.keyring_missing", { file }))).toBeHidden();
      await pasteApiKey(page, t);
      await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
    });
  });
}

/** OpenClaw shows a person the errors of an answer, and nothing of a program that failed. */
const SEALED = { status: 0, value: undefined, code: "VAULT_SEALED" };

test("the terminal unseals and locks the console that runs, and gateways are told that it is sealed", async ({
  page,
  console,
}) => {
  const t = labelsOf("en");
  const stateDir = await readyConsole(page, console, t);
  await pasteApiKey(page, t);
  await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
  expect(console.cli(["publish", "--gateway", "home"]).status).toBe(0);
  await seal(page, console);

  expect(console.cli(["vault", "status"])).toMatchObject({
    status: 1,
    stdout: expect.stringContaining(t("cli.vault.seal.sealed")),
  });
  expect(askResolver(stateDir)).toEqual(SEALED);
  expect(console.cli(["vault", "unseal"], WRONG)).toMatchObject({
    status: 1,
    stderr: `${t("errors.keyring_passphrase_wrong")}\n`,
  });
  expect(console.cli(["vault", "unseal"], PASSPHRASE)).toMatchObject({
    status: 0,
    stdout: `${t("cli.vault.seal.unseal")}\n`,
  });
  expect(askResolver(stateDir)).toEqual({ status: 0, value: FAKE.apiKey, code: undefined });
  expect(console.cli(["vault", "lock"], PASSPHRASE).stdout).toBe(`${t("cli.vault.seal.lock")}\n`);
  expect(askResolver(stateDir)).toEqual(SEALED);

  const passphraseFile = path.join(console.home, "passphrase");
  writeFileSync(passphraseFile, PASSPHRASE, { mode: 0o600 });
  await restart(page, console, { CLAWKEEP_PASSPHRASE_FILE: passphraseFile });
  await page.goto("/unseal");
  await expect(page.getByText(t("vault_state.open"), { exact: true })).toBeVisible();
  await page.getByRole("button", { name: t("vault_state.lock"), exact: true }).click();
  await expect(page.getByLabel(t("vault_state.passphrase"), { exact: true })).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the vault is unsealed all the same, by someone who is not signed in", async ({ page, console }) => {
    const t = labelsOf("en");
    expect(console.cli(["vault", "seal"], PASSPHRASE).status).toBe(0);
    await console.restart();
    await unseal(page, t, WRONG);
    await expect(page.getByText(t("errors.keyring_passphrase_wrong"))).toBeVisible();
    await unseal(page, t, PASSPHRASE);
    await page.waitForURL((url) => url.pathname !== "/unseal");
    await page.goto("/unseal");
    await expect(page.getByText(t("vault_state.open"), { exact: true })).toBeVisible();
  });
});
