import { type Console, expect, setUp, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { look } from "./watch.ts";

const t = labelsOf("en");
const EDITOR = (gatewayHref: string) => `${gatewayHref.replace("/gateways/", "/order/")}/main/groq`;

/** A gateway with 130 profiles of one provider, imported. */
function longGateway(console: Console): void {
  const entries = Array.from({ length: 130 }, (_, n) => {
    const key = `sk-FAKE-${String(n).padStart(3, "0")}-0123456789abcdef`;
    return [`groq:n${String(n).padStart(3, "0")}`, { type: "api_key", provider: "groq", key }];
  });
  const stateDir = console.stateDir("home", { store: { version: 1, profiles: Object.fromEntries(entries) } });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  expect(console.cli(["import", "--gateway", "home"]).status).toBe(0);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("of a long order a part is shown, any other profile is found, and the rest keeps its place", async ({
      page,
      console,
    }) => {
      await setUp(page, console);
      longGateway(console);
      await page.goto("/gateways");
      const gateway = await page
        .getByRole("rowheader")
        .getByRole("link", { name: "home" })
        .getAttribute("href");
      await page.goto(EDITOR(gateway ?? ""));
      const rows = page.getByRole("list", { name: t("order.list_label") }).getByRole("listitem");
      await expect(rows).toHaveCount(80);
      await expect(page.getByText(t("order.many.rest", { count: 50 }))).toBeVisible();
      if (javaScriptEnabled) await look(page, "a long order");

      await page.getByRole("searchbox", { name: t("order.many.find") }).fill("n129");
      await page.keyboard.press("Enter");
      await page.waitForURL(/find=n129/);
      await expect(rows).toHaveCount(81);
      await expect(rows.first()).toContainText("groq:n129");
      await rows.first().getByRole("checkbox").check();
      await rows.nth(1).getByRole("checkbox").uncheck();
      await page.getByRole("button", { name: t("order.save"), exact: true }).click();
      await expect(page.getByText(t("order.notice.saved"))).toBeVisible();
      await expect(rows.first()).toContainText("groq:n129");
      await expect(rows).toHaveCount(80);
      await expect(page.getByText(t("order.many.rest", { count: 49 }))).toBeVisible();

      await page.getByRole("checkbox", { name: t("order.many.rest", { count: 49 }) }).uncheck();
      await page.getByRole("button", { name: t("order.save"), exact: true }).click();
      await expect(page.getByText(t("order.notice.saved"))).toBeVisible();
      await expect(rows.filter({ has: page.getByRole("checkbox", { checked: true }) })).toHaveCount(80);
      await expect(page.getByText(t("order.many.rest_hint"))).toHaveCount(0);
    });
  });
}
