import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Console, expect, setUp, signInAs, test } from "./console.ts";
import { EVERY_LOCALE, labelsOf } from "./labels.ts";
import { expectNoSecret, FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const t = labelsOf("en");

const ILL_CONFIG = JSON.stringify({
  auth: { order: { openai: [] } },
  gateway: { auth: { token: FAKE.apiKey } },
});

/** A gateway with a plaintext key, a disabled provider, an expired token, an open file and a backup. */
function illGateway(console: Console): { stateDir: string; config: string; backup: string } {
  const stateDir = console.stateDir("home", {
    config: ILL_CONFIG,
    store: {
      version: 1,
      profiles: {
        "openai:default": { type: "api_key", provider: "openai", key: FAKE.imported },
        "anthropic:old": { type: "token", provider: "anthropic", token: FAKE.setupToken, expires: 1 },
      },
    },
  });
  const config = path.join(stateDir, "openclaw.json");
  const backup = path.join(stateDir, "openclaw.json.bak");
  writeFileSync(backup, ILL_CONFIG, { mode: 0o600 });
  chmodSync(stateDir, 0o700);
  chmodSync(config, 0o644);
  chmodSync(backup, 0o644);
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  return { stateDir, config, backup };
}

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

test("an operator reads what is wrong and mends what the console can", async ({ page, console }) => {
  await setUp(page, console);
  await page.goto("/doctor");
  await expect(page.getByText(t("no_gateway.doctor"))).toBeVisible();
  await look(page, "doctor without a gateway");

  const { config, backup } = illGateway(console);
  await page.goto("/");
  await page.getByRole("link", { name: t("nav.doctor") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("doctor.title"));
  const kind = (code: string) => page.locator(`article#${code}`);
  await expect(kind("credential_expired")).toContainText(t("doctor.codes.credential_expired.why"));
  await expect(kind("order_disables")).toContainText("openai:default");
  await expect(kind("plaintext_store")).toContainText("profiles.openai:default.key");
  await expect(page.getByText(t("doctor.not_checked.process_environment"))).toBeVisible();
  expectNoSecret(await page.content(), page.url());
  await look(page, "doctor");

  await test.step("close one file, then the rest", async () => {
    const open = kind("file_open_to_others");
    await open
      .getByRole("button", { name: t("doctor.action.chmod") })
      .first()
      .click();
    await expect(page.getByRole("status").first()).toContainText(t("doctor.notice.mended", { count: 1 }));
    expect([mode(config), mode(backup)].sort()).toEqual(["600", "644"]);
    await open.getByRole("button", { name: t("doctor.action.chmod") }).click();
    await expect(open).toHaveCount(0);
    expect([mode(config), mode(backup)]).toEqual(["600", "600"]);
  });

  await test.step("delete the backup after a question", async () => {
    await kind("plaintext_backup")
      .getByRole("button", { name: t("doctor.action.delete") })
      .click();
    await expect(page.getByRole("dialog")).toContainText(backup);
    await look(page, "doctor, question");
    await page.getByRole("button", { name: t("doctor.confirm.submit") }).click();
    await expect(page.getByText(t("doctor.notice.deleted"))).toBeVisible();
    expect([existsSync(backup), existsSync(config)]).toEqual([false, true]);
  });

  await test.step("filter, and follow the link to one finding", async () => {
    await page.getByLabel(t("doctor.filter.severity")).selectOption("error");
    await page.getByRole("button", { name: t("doctor.filter.apply") }).click();
    await page.waitForURL(/severity=error/);
    await expect(kind("plaintext_store")).toHaveCount(0);
    await kind("order_disables")
      .getByRole("link", { name: /order_disables/ })
      .click();
    await page.waitForURL(/code=order_disables#order_disables$/);
    await expect(page.getByRole("article")).toHaveCount(1);
    await page.goto("/doctor?code=nosuch");
    await expect(page.getByText(t("doctor.empty.filtered"))).toBeVisible();
    await look(page, "doctor, nothing found");
  });

  const { rows } = JSON.parse(console.cli(["audit", "list", "--json"]).stdout);
  const events = rows.map((row: { event: string }) => row.event);
  expect(events.slice(0, 3)).toEqual([
    "gateway.leftover_deleted",
    "gateway.modes_mended",
    "gateway.modes_mended",
  ]);
});

test("a gateway with nothing to do says so, and what was not looked at, in every language", async ({
  page,
  console,
}) => {
  await setUp(page, console);
  const stateDir = console.stateDir("home", {});
  chmodSync(stateDir, 0o700);
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  for (const locale of EVERY_LOCALE) {
    const words = labelsOf(locale);
    await page.context().addCookies([{ name: "clawkeep_locale", value: locale, url: console.url }]);
    await page.goto("/doctor");
    await expect(page.getByRole("heading", { name: words("doctor.empty.title") })).toBeVisible();
    await expect(page.getByText(words("doctor.unchecked.lead"))).toBeVisible();
    await look(page, `doctor, nothing to do, ${locale}`);
  }
});

test("a viewer reads everything and is offered no fix", async ({ page, console }) => {
  const { config } = illGateway(console);
  await signInAs(page, console, "viewer");
  await page.goto("/doctor");
  await expect(page.locator("article#file_open_to_others")).toBeVisible();
  await expect(page.getByText(t("doctor.not_allowed"))).toBeVisible();
  await expect(page.getByRole("main").locator('form:not([method="get"]):not([role="search"])')).toHaveCount(
    0,
  );
  expect(mode(config)).toBe("644");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("files are closed and a backup is deleted all the same", async ({ page, console }) => {
    await setUp(page, console);
    const { config, backup } = illGateway(console);
    await page.goto("/doctor");
    await page.getByRole("button", { name: t("doctor.action.chmod_all", { count: 2 }) }).click();
    await expect(page.getByText(t("doctor.notice.mended", { count: 2 }))).toBeVisible();
    expect([mode(config), mode(backup)]).toEqual(["600", "600"]);
    await page.locator("article#plaintext_backup summary").first().click();
    await page.getByRole("button", { name: t("doctor.confirm.submit") }).click();
    await expect(page.getByText(t("doctor.notice.deleted"))).toBeVisible();
    expect(existsSync(backup)).toBe(false);
  });
});
