import { type Console, expect, setUp, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const t = labelsOf("en");
const KEY = { type: "api_key", provider: "openai", key: FAKE.imported };

function addGateway(console: Console): void {
  const store = { version: 1, profiles: { "openai:default": KEY, "openai:other": KEY } };
  const stateDir = console.stateDir("home", { store });
  for (const words of [
    ["gateway", "add", "--name", "home", "--state-dir", stateDir],
    ["import", "--gateway", "home"],
    ["models", "auth", "order", "set", "--provider", "openai", "openai:other"],
  ]) {
    expect(console.cli(words)).toMatchObject({ status: 0 });
  }
}

test("suggestions, a menu and a question take nothing of the page away while they are open", async ({
  page,
  console,
}) => {
  await setUp(page, console);
  addGateway(console);

  await test.step("suggestions", async () => {
    await page.goto("/profiles/new?kind=api-key");
    const provider = page.getByRole("combobox", { name: t("profile_form.provider") });
    const list = page.getByRole("listbox", { name: t("ui.suggestions") });
    await provider.click();
    await expect(list).toBeVisible();
    // The list scrolls within its box, which stays within the window.
    expect(await list.evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true);
    expect((await list.boundingBox())?.height).toBeLessThanOrEqual(288);
    await provider.press("ArrowDown");
    await look(page, "suggestions");
    await page.emulateMedia({ colorScheme: "dark" });
    await look(page, "suggestions-dark");
    await page.emulateMedia({ colorScheme: "light" });

    await provider.press("Escape");
    await expect(list).toBeHidden();
    await provider.fill("mist");
    await expect(list.getByRole("option")).toHaveText([/mistral/]);
    await provider.press("ArrowDown");
    await expect(list.getByRole("option", { selected: true })).toHaveText(/mistral/);
    await provider.press("Enter");
    await expect(provider).toHaveValue("mistral");
    await expect(list).toBeHidden();

    await page
      .getByRole("button", { name: t("ui.showSuggestions") })
      .first()
      .click();
    await list
      .getByRole("option", { name: /^openai\b/ })
      .first()
      .click();
    await expect(provider).toHaveValue(/^openai/);
    await expect(list).toBeHidden();

    await provider.fill("nobody knows this one");
    await expect(page.getByText(t("ui.noSuggestions"))).toBeVisible();
    await look(page, "no-suggestions");
    await provider.press("Tab");
    await expect(page.getByText(t("ui.noSuggestions"))).toBeHidden();
    await expect(provider).toHaveValue("nobody knows this one");
  });

  await test.step("the account menu", async () => {
    await page.goto("/");
    await page.getByRole("button", { name: t("nav.account") }).click();
    await expect(page.getByRole("button", { name: t("common.signOut"), exact: true })).toBeVisible();
    await look(page, "account-menu");
  });

  await test.step("a question", async () => {
    await page.goto("/gateways");
    await page.getByRole("link", { name: "home", exact: true }).click();
    await page.getByRole("button", { name: t("gateway.remove.action") }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await look(page, "question");
  });
});

test("a refusal is read in the question that was asked, and is gone when it is asked again", async ({
  page,
  console,
}) => {
  await setUp(page, console);
  addGateway(console);
  await page.goto("/order");
  await page.getByRole("link", { name: "OpenAI" }).click();
  const ask = () =>
    page
      .getByRole("main")
      .getByRole("button", { name: t("order.clear"), exact: true })
      .click();
  await ask();
  console.cli(["models", "auth", "order", "set", "--provider", "openai", "openai:default"]);
  await page
    .getByRole("button", { name: t("order.clear_confirm"), exact: true })
    .last()
    .click();
  const refusal = page.getByRole("dialog").getByRole("alert");
  await expect(refusal).toContainText("openai");
  await look(page, "refused-question");
  await page.getByRole("button", { name: t("ui.cancel") }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await ask();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect(refusal).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a refusal stands on the page that comes back", async ({ page, console }) => {
    await setUp(page, console);
    addGateway(console);
    await page.goto("/order");
    await page.getByRole("link", { name: "OpenAI" }).click();
    console.cli(["models", "auth", "order", "set", "--provider", "openai", "openai:default"]);
    await page.locator("summary", { hasText: t("order.clear") }).click();
    await page.getByRole("button", { name: t("order.clear_confirm"), exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByRole("alert")).toContainText("openai");
  });

  test("a refusal stands at the top of that page when the question is not on it any more", async ({
    page,
    console,
  }) => {
    await setUp(page, console);
    addGateway(console);
    await page.goto("/order");
    await page.getByRole("link", { name: "OpenAI" }).click();
    console.cli(["models", "auth", "order", "clear", "--provider", "openai"]);
    await page.locator("summary", { hasText: t("order.clear") }).click();
    await page.getByRole("button", { name: t("order.clear_confirm"), exact: true }).click();
    await expect(page.locator("summary", { hasText: t("order.clear") })).toHaveCount(0);
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toHaveCount(1);
    await expect(alert).toContainText("openai");
    await page.goto(page.url());
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});
