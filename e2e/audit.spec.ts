import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { openDatabase } from "#db/client.ts";
import { mutate } from "#db/mutate.ts";
import { type Console, expect, setUp, test } from "./console.ts";
import { labelsOfProject } from "./labels.ts";
import { look } from "./watch.ts";

const t = labelsOfProject;

/** More than one page of what one person did a year ago, to a day that nobody else did anything on. */
function fillLog({ home }: Console): void {
  const db = openDatabase(path.join(home, ".local/share/clawkeep/clawkeep.sqlite"));
  const actor = { actorKind: "user", actor: "past@example.test" } as const;
  mutate(db, { ...actor, atMs: Date.UTC(2025, 2, 4, 12) }, () => ({
    result: undefined,
    audit: Array.from({ length: 120 }, (_, n) => ({
      event: n % 2 === 0 ? "profile.removed" : "gateway.renamed",
      subject: `openai:past${n}`,
      details: {},
    })),
  }));
  db.close();
}

const rowsOf = (page: Page) => page.getByRole("table", { name: t("audit.caption") }).getByRole("row");

test("the audit log is filtered by event, person, thing and day, and the address keeps the question", {
  tag: ["@languages"],
}, async ({ page, console }) => {
  await setUp(page, console);
  fillLog(console);
  await page.goto("/audit");
  const filter = page.getByRole("search", { name: t("audit.filter.label") });
  const apply = async () => {
    await filter.getByRole("button", { name: t("audit.filter.apply"), exact: true }).click();
  };

  await filter
    .getByRole("searchbox", { name: t("audit.filter.actor"), exact: true })
    .fill("past@example.test");
  await apply();
  await page.waitForURL(/actor=past/);
  await expect(rowsOf(page)).toHaveCount(51);
  await page.getByRole("link", { name: t("paging.older"), exact: true }).click();
  await page.waitForURL(/before=/);
  await page.getByRole("link", { name: t("paging.older"), exact: true }).click();
  await expect(rowsOf(page)).toHaveCount(21);
  await expect(page.getByRole("link", { name: t("paging.older"), exact: true })).toHaveCount(0);
  await page.getByRole("link", { name: t("paging.newest"), exact: true }).click();
  await expect(rowsOf(page)).toHaveCount(51);

  await filter.getByLabel(t("audit.filter.event"), { exact: true }).selectOption("profile.");
  await filter.getByRole("searchbox", { name: t("audit.filter.text"), exact: true }).fill("PAST11");
  await apply();
  await page.waitForURL(/text=PAST11/);
  // past110, 112, 114, 116 and 118; past11 is a gateway's.
  await expect(rowsOf(page)).toHaveCount(6);
  await look(page, "filtered");
  await page.reload();
  await expect(rowsOf(page)).toHaveCount(6);

  await filter.getByLabel(t("audit.filter.from"), { exact: true }).fill("2025-03-05");
  await apply();
  await expect(page.getByText(t("audit.empty"))).toBeVisible();
  await look(page, "nothing fits");
  await filter.getByLabel(t("audit.filter.from"), { exact: true }).fill("2025-03-04");
  await filter.getByLabel(t("audit.filter.to"), { exact: true }).fill("2025-03-04");
  await apply();
  await page.waitForURL(/to=2025-03-04/);
  await expect(rowsOf(page)).toHaveCount(6);

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: t("audit.export.csv"), exact: true }).click();
  const file = await (await download).path();
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(6);

  await filter.getByRole("link", { name: t("audit.filter.clear"), exact: true }).click();
  await expect(page).toHaveURL(`${console.url}/audit`);
  await expect(rowsOf(page)).toHaveCount(51);
});
