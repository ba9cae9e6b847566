import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { type Console, expect, OWNER, setUp, test } from "./console.ts";
import { EVERY_LOCALE, type Labels, labelsOf } from "./labels.ts";
import { tracesBelow } from "./plaintext.ts";
import { expectNoSecret, FAKE, SECRETS } from "./secrets.ts";
import { look } from "./watch.ts";

const CONFIG = `{
  // The gateway at home.
  agents: { list: [{ id: "main", default: true }] },
}
`;

const STORE = {
  version: 1,
  profiles: { "anthropic:default": { type: "api_key", provider: "anthropic", key: FAKE.imported } },
  usageStats: { "anthropic:default": { lastUsed: 1_760_000_000_000, errorCount: 0 } },
};

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("from the setup code to a published reference, and no secret anywhere on the way", async ({
      page,
      console,
    }) => {
      const t = labelsOf(locale);
      const stateDir = console.stateDir("home", { config: CONFIG, store: STORE });

      await becomeOwner(page, console, t);
      await addGateway(page, stateDir, t);
      await importWhatItHas(page, t);
      await pasteSetupToken(page, t);
      await pasteApiKey(page, t);
      await putApiKeyFirst(page, t);
      await publish(page, t);
      await lookAtTheRest(page, t);

      const store = path.join(stateDir, "agents/main/agent/auth-profiles.json");
      expect(JSON.parse(readFileSync(store, "utf8"))).toMatchObject(PUBLISHED);
      const config = readFileSync(path.join(stateDir, "openclaw.json"), "utf8");
      expect(config).toContain("// The gateway at home.");
      expect(config).toContain("clawkeep");
      // The gateway, the database with its log, the keyring, and what the terminal showed.
      expect(tracesBelow(console.home, SECRETS)).toEqual([]);
      expectNoSecret(console.output(), "the terminal");
    });
  });
}

const fromVault = { source: "exec", provider: "clawkeep", id: expect.stringMatching(/^\S+$/) };

/** What the gateway has in the end: references, its own usage, the order. `toMatchObject` sees keys that are there. */
const PUBLISHED = {
  profiles: {
    "anthropic:default": { type: "api_key", provider: "anthropic", keyRef: fromVault },
    "anthropic:manual": {
      type: "token",
      provider: "anthropic",
      tokenRef: fromVault,
      expires: expect.any(Number),
    },
    "openai:default": { type: "api_key", provider: "openai", keyRef: fromVault },
  },
  order: { anthropic: ["anthropic:default", "anthropic:manual"] },
  usageStats: STORE.usageStats,
};

async function becomeOwner(page: Page, console: Console, t: Labels): Promise<void> {
  await page.goto("/");
  await expect(page).toHaveURL(/\/setup$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("setup.title"));
  await look(page, "01-setup");
  await setUp(page, console, t);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("home.title"));
  await look(page, "02-signed-in");
}

async function addGateway(page: Page, stateDir: string, t: Labels): Promise<void> {
  await page.goto("/gateways/new");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("gateways.form.title"));
  await look(page, "03-add-gateway");
  await page.getByRole("textbox", { name: t("gateways.form.name"), exact: true }).fill("home");
  await page.getByRole("textbox", { name: t("gateways.form.state_dir"), exact: true }).fill(stateDir);
  await page.getByRole("button", { name: t("gateways.form.submit") }).click();
  await page.waitForURL(/\/import\b/);
}

async function importWhatItHas(page: Page, t: Labels): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("import_page.title"));
  await expect(page.getByText(t("import_page.action.seal"))).toBeVisible();
  await look(page, "04-import-preview");
  await page.getByRole("button", { name: t("import_page.submit", { count: 1 }) }).click();
  await expect(page.getByText(t("import_page.taken_title", { count: 1 }))).toBeVisible();
  await look(page, "05-imported");
}

async function pasteSetupToken(page: Page, t: Labels): Promise<void> {
  await page.getByRole("link", { name: t("nav.profiles"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("profiles.title"));
  await look(page, "06-profiles");
  await page.getByRole("link", { name: t("profiles.add") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("profile_form.title"));
  await look(page, "07-kinds");
  await page.getByRole("link", { name: t("profile_form.kind_hint.setup-token") }).click();

  await expect(page.getByText(t("profile_form.policy"))).toBeVisible();
  await page.getByRole("textbox", { name: t("profile_form.setup_token"), exact: true }).fill(FAKE.setupToken);
  await expect(page.getByLabel(t("profile_form.expires"), { exact: true })).toHaveValue("365d");
  await look(page, "08-setup-token");
  await page.getByRole("button", { name: t("profile_form.seal") }).click();
  await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("anthropic:manual");
  await look(page, "09-setup-token-sealed");
}

async function pasteApiKey(page: Page, t: Labels): Promise<void> {
  await page.goto("/profiles/new?kind=api-key");
  const provider = page.getByRole("combobox", { name: t("profile_form.provider") });
  await provider.fill("openai");
  await provider.press("Tab");
  await page.getByRole("textbox", { name: t("profile_form.api_key"), exact: true }).fill(FAKE.apiKey);
  await look(page, "10-api-key");
  await page.getByRole("button", { name: t("profile_form.seal") }).click();
  await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("openai:default");
}

/** OpenClaw tries tokens before API keys by itself; the override turns that round, by keyboard alone. */
async function putApiKeyFirst(page: Page, t: Labels): Promise<void> {
  await page.getByRole("link", { name: t("nav.order"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("order.title"));
  await look(page, "11-orders");
  await page.getByRole("link", { name: "Anthropic" }).click();
  const rows = page.getByRole("list", { name: t("order.list_label") }).getByRole("listitem");
  await expect(rows).toContainText(["anthropic:manual", "anthropic:default"]);
  await look(page, "12-order-before");

  const item = "anthropic:default";
  await page.getByRole("button", { name: t("ui.sortable.dragHandle", { item }) }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText(t("ui.sortable.pickedUp", { item, position: 2, total: 2 }))).toBeAttached();
  // Keys are heard a moment after the pick-up was read out; at the top, another one changes nothing.
  await expect(async () => {
    await page.keyboard.press("ArrowUp");
    const moved = page.getByText(t("ui.sortable.movedOver", { item, position: 1, total: 2 }));
    await expect(moved).toBeAttached({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press("Space");
  await expect(rows).toContainText(["anthropic:default", "anthropic:manual"]);
  await look(page, "13-order-changed");
  await page.getByRole("button", { name: t("order.save"), exact: true }).click();
  await expect(page.getByText(t("order.notice.saved"))).toBeVisible();
  await look(page, "14-order-saved");
}

async function publish(page: Page, t: Labels): Promise<void> {
  await page
    .getByRole("link", { name: t("order.publish") })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("publish_page.title"));
  await expect(page.getByText("openclaw.json", { exact: true })).toHaveCount(1);
  await look(page, "15-publish-preview");
  await page.getByRole("button", { name: t("publish_page.submit") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("receipt.title.publish"));
  await expect(page.getByText(t("receipt.step.verified"))).toBeVisible();
  await look(page, "16-receipt");
}

async function lookAtTheRest(page: Page, t: Labels): Promise<void> {
  await page.goto("/");
  await expect(page.getByText(t("home.step.nothing"))).toBeVisible();
  await look(page, "17-status");
  await page.getByRole("link", { name: t("nav.gateways"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("gateways.title"));
  await look(page, "18-gateways");
  await page.getByRole("link", { name: "home", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("home");
  await look(page, "19-gateway");
  await page.getByRole("link", { name: t("nav.audit"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("audit.title"));
  const signIn = page.getByRole("row").filter({ hasText: t("audit_events.sign_in.succeeded") });
  await expect(signIn.getByText(OWNER.email)).toHaveCount(2);
  await expect(page.getByRole("table").getByText("home", { exact: true }).first()).toBeVisible();
  await expect(
    page
      .getByRole("table")
      .getByText(/^(gw|user|prof)_/)
      .filter({ visible: true }),
  ).toHaveCount(0);
  await look(page, "20-audit");
}
