import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, setUp, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { tracesBelow } from "./plaintext.ts";
import { expectNoSecret, FAKE, SECRETS } from "./secrets.ts";

const t = labelsOf("en");

test.use({ javaScriptEnabled: false });

test("everything from setup to the receipt works without scripts", async ({ page, console }) => {
  const stateDir = console.stateDir("home", {
    store: {
      version: 1,
      profiles: { "anthropic:default": { type: "api_key", provider: "anthropic", key: FAKE.imported } },
    },
  });
  await setUp(page, console);

  await test.step("add a gateway and import", async () => {
    await page.goto("/gateways/new");
    await page.getByLabel(t("gateways.form.name"), { exact: true }).fill("home");
    await page.getByLabel(t("gateways.form.state_dir"), { exact: true }).fill(stateDir);
    await page.getByRole("button", { name: t("gateways.form.submit") }).click();
    await page.getByRole("button", { name: t("import_page.submit", { count: 1 }) }).click();
    await expect(page.getByText(t("import_page.taken_title", { count: 1 }))).toBeVisible();
  });

  await test.step("a refused paste comes back with everything but the secret", async () => {
    await page.goto("/profiles/new?kind=setup-token");
    await page.getByLabel(t("profile_form.setup_token"), { exact: true }).fill(FAKE.anthropicKey);
    await page.getByLabel(t("profile_form.email"), { exact: false }).fill("ops@example.test");
    await page.getByRole("button", { name: t("profile_form.seal") }).click();
    await expect(page.getByRole("alert")).toHaveText(t("errors.setup_token_api_key"));
    await expect(page.getByLabel(t("profile_form.email"), { exact: false })).toHaveValue("ops@example.test");
    await expect(page.getByLabel(t("profile_form.setup_token"), { exact: true })).toHaveValue("");
    expectNoSecret(await page.content(), page.url());
  });

  await test.step("the right one is sealed", async () => {
    await page.getByLabel(t("profile_form.setup_token"), { exact: true }).fill(FAKE.setupToken);
    await page.getByRole("button", { name: t("profile_form.seal") }).click();
    await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
  });

  await test.step("put the profiles in order with the buttons", async () => {
    await page.goto("/order");
    await page.getByRole("link", { name: "Anthropic" }).click();
    const rows = page.getByRole("list", { name: t("order.list_label") }).getByRole("listitem");
    await expect(rows).toContainText(["anthropic:manual", "anthropic:default"]);
    await page.getByRole("button", { name: t("ui.sortable.moveUp", { item: "anthropic:default" }) }).click();
    await expect(rows).toContainText(["anthropic:default", "anthropic:manual"]);
    await expect(page.getByText(t("order.draft"))).toBeVisible();
    await page
      .getByRole("checkbox", { name: t("ui.sortable.include", { item: "anthropic:manual" }) })
      .uncheck();
    await page
      .getByRole("button", { name: t("ui.sortable.moveDown", { item: "anthropic:default" }) })
      .click();
    await expect(rows).toContainText(["anthropic:manual", "anthropic:default"]);
    await expect(
      page.getByRole("checkbox", { name: t("ui.sortable.include", { item: "anthropic:manual" }) }),
    ).not.toBeChecked();
    await page.getByRole("button", { name: t("order.save"), exact: true }).click();
    await expect(page.getByText(t("order.notice.saved"))).toBeVisible();
  });

  await test.step("publish", async () => {
    await page
      .getByRole("link", { name: t("order.publish") })
      .first()
      .click();
    await page.getByRole("button", { name: t("publish_page.submit") }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("receipt.title.publish"));
    await expect(page.getByText(t("receipt.step.verified"))).toBeVisible();
  });

  const store = readFileSync(path.join(stateDir, "agents/main/agent/auth-profiles.json"), "utf8");
  expect(JSON.parse(store)).toMatchObject({
    profiles: { "anthropic:manual": { tokenRef: { provider: "clawkeep" } } },
    order: { anthropic: ["anthropic:default"] },
  });
  expect(tracesBelow(console.home, SECRETS)).toEqual([]);
});
