import path from "node:path";
import type { Page } from "@playwright/test";
import { loadDriver } from "#db/driver.ts";
import { type Console, expect, setUp, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";

const t = labelsOf("en");
const NAMES = ["web", "terminal"] as const;
const EMPTY_STORE = { version: 1, profiles: {} };

/** What is another for each row by itself, or says where it came from. */
const OWN = /(^|_)(id|name|state_dir|sealed|hash)$|_at_ms$|_by(_id)?$/;

test("what nobody said is the same, whether the rest was said on a page or in the terminal", async ({
  page,
  console,
}) => {
  await setUp(page, console);
  await addGateways(page, console);
  await pasteKeys(page, console);
  await addChannels(page, console);
  for (const table of ["gateways", "profiles", "alert_channels"]) {
    const [first, second, ...more] = rowsOf(console, table);
    expect(first, table).toBeDefined();
    expect({ table, ...second }).toEqual({ table, ...first });
    expect(more).toEqual([]);
  }
});

async function addGateways(page: Page, console: Console): Promise<void> {
  const [web, terminal] = NAMES.map((name) => console.stateDir(name, { store: EMPTY_STORE }));
  await page.goto("/gateways/new");
  await page.getByLabel(t("gateways.form.name"), { exact: true }).fill("web");
  await page.getByLabel(t("gateways.form.state_dir"), { exact: true }).fill(web ?? "");
  await page.getByRole("button", { name: t("gateways.form.submit") }).click();
  await page.waitForURL(/\/import\b|\/gateways\/gw_/);
  const added = console.cli(["gateway", "add", "--name", "terminal", "--state-dir", terminal ?? ""]);
  expect(added).toMatchObject({ status: 0 });
}

async function pasteKeys(page: Page, console: Console): Promise<void> {
  await page.goto("/profiles/new?kind=api-key&provider=openai");
  await page.getByLabel(t("profile_form.gateway"), { exact: true }).selectOption({ label: "web" });
  await page.getByRole("textbox", { name: t("profile_form.api_key"), exact: true }).fill(FAKE.apiKey);
  await page.getByRole("button", { name: t("profile_form.seal") }).click();
  await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
  const paste = ["models", "auth", "paste-api-key", "--provider", "openai", "--gateway", "terminal"];
  expect(console.cli(paste, FAKE.imported)).toMatchObject({ status: 0 });
}

async function addChannels(page: Page, console: Console): Promise<void> {
  await page.goto("/alerts/channels/new?kind=ntfy");
  await page.getByLabel(t("alerts.channels.name"), { exact: true }).fill("web");
  await page.getByLabel(t("alerts.field.topic")).fill("FAKE-topic-of-the-page");
  await page.getByRole("button", { name: t("alerts.channels.save"), exact: true }).click();
  await expect(page.getByText(t("alerts.channels.saved"))).toBeVisible();
  const add = ["alerts", "add", "--kind", "ntfy", "--name", "terminal"];
  expect(console.cli(add, "FAKE-topic-of-the-terminal")).toMatchObject({ status: 0 });
}

/** The rows of a table without what has to differ. */
function rowsOf(console: Console, table: string): Record<string, unknown>[] {
  const file = path.join(console.home, ".local/share/clawkeep/clawkeep.sqlite");
  const db = new (loadDriver())(file, { readonly: true });
  try {
    return db
      .prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY rowid`)
      .all()
      .map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !OWN.test(column))));
  } finally {
    db.close();
  }
}
