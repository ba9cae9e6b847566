import type { Page } from "@playwright/test";
import { type Console, expect, OWNER, setUp, signIn, signInAs, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { expectNoSecret, FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const t = labelsOf("en");
const PREFIX = "sk-ant-oat01-";

const WRONG_PASTES = [
  { what: "an API key", pasted: FAKE.anthropicKey, sentence: t("errors.setup_token_api_key") },
  {
    what: "a token with a line break inside",
    pasted: `${FAKE.setupToken.slice(0, 60)}\n${FAKE.setupToken.slice(60)}`,
    sentence: t("errors.setup_token_line_break"),
  },
  {
    what: "a token without its end",
    pasted: FAKE.setupToken.slice(0, 60),
    sentence: t("errors.setup_token_too_short", { min: 80 }),
  },
  {
    what: "something else",
    pasted: "ghp_FAKE0123456789abcdefghij",
    sentence: t("errors.setup_token_wrong_prefix"),
  },
];

test("a wrong paste is refused in words, not echoed and not stored", async ({ page, console }) => {
  addGateway(console);
  await signInAs(page, console, "operator");
  await page.goto("/profiles/new?kind=setup-token");

  for (const { what, pasted, sentence } of WRONG_PASTES) {
    await test.step(what, async () => {
      await page.getByRole("textbox", { name: t("profile_form.setup_token"), exact: true }).fill(pasted);
      await page.getByRole("button", { name: t("profile_form.seal") }).click();

      const refusal = page.getByRole("main").getByRole("alert");
      await expect(refusal).toHaveText(sentence);
      expectNoSecret(await page.content(), page.url(), { pasted: { text: pasted, skip: PREFIX.length } });
    });
  }
  await look(page, "wrong-paste");
  expect(console.cli(["models", "auth", "list", "--json"]).stdout).toContain('"profiles": []');

  // The form is usable as it stands: the right token goes through.
  await page.getByRole("textbox", { name: t("profile_form.setup_token"), exact: true }).fill(FAKE.setupToken);
  await page.getByRole("button", { name: t("profile_form.seal") }).click();
  await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
});

test("a wrong setup code makes no owner, and the right one still does", { tag: ["@W16"] }, async ({
  page,
  console,
}) => {
  await setUpWith(page, "00000-00000-00000-00000");
  await expect(page.getByRole("alert").filter({ hasText: t("errors.setup_code_wrong") })).toBeVisible();
  await expect(page).toHaveURL(/\/setup$/);
  await look(page, "wrong-setup-code");

  await setUp(page, console);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("home.title"));
  await page.goto("/setup");
  await expect(page).toHaveURL(/\/$/);
});

test("passwords cannot be guessed: the ninth attempt is refused even if it is right", {
  tag: ["@W06"],
}, async ({ page, console }) => {
  const create = ["user", "create", "--email", OWNER.email, "--role", "owner"];
  expect(console.cli(create, OWNER.password).status).toBe(0);

  await signIn(page, "nobody@example.test", "not the password");
  const unknown = await page.getByRole("main").getByRole("alert").textContent();
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    await signIn(page, OWNER.email, `not the password ${attempt}`);
    await expect(page.getByRole("main").getByRole("alert")).toHaveText(t("errors.sign_in_failed"));
  }
  expect(unknown).toBe(await page.getByRole("main").getByRole("alert").textContent());

  await signIn(page, OWNER.email, OWNER.password);
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    t("errors.sign_in_limited", { minutes: 15 }),
  );
  await look(page, "sign-in-limited");
  await page.goto("/profiles");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("signing out ends the session on the server, not only in the browser", { tag: ["@W05"] }, async ({
  page,
  console,
}) => {
  await signInAs(page, console, "viewer");
  const kept = await page.context().cookies();

  await page.getByRole("button", { name: t("nav.account") }).click();
  await look(page, "account-menu");
  await page.getByRole("button", { name: t("common.signOut"), exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);

  await page.context().addCookies(kept);
  await page.goto("/profiles");
  await expect(page).toHaveURL(/\/sign-in$/);
});

function addGateway(console: Console): void {
  const stateDir = console.stateDir("home", {});
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
}

async function setUpWith(page: Page, code: string): Promise<void> {
  await page.goto("/setup");
  await page.getByLabel(t("setup.code"), { exact: true }).fill(code);
  await page.getByLabel(t("setup.name"), { exact: true }).fill(OWNER.name);
  await page.getByLabel(t("setup.email"), { exact: true }).fill(OWNER.email);
  await page.getByLabel(t("setup.password"), { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: t("setup.submit") }).click();
}
