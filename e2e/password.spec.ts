import { expect, OWNER, prove, setUp, signIn, test } from "./console.ts";
import { EVERY_LOCALE, labelsOf } from "./labels.ts";
import { look } from "./watch.ts";

const NEXT = "another horse battery staple";

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("one's password is changed with the one until now, and every other browser is signed out at once", {
      tag: ["@W04"],
    }, async ({ page, console, browser }) => {
      const t = labelsOf(locale);
      await setUp(page, console, t);
      const elsewhere = await browser.newContext({ baseURL: console.url, locale });
      const other = await elsewhere.newPage();
      await signIn(other, OWNER.email, OWNER.password, t);
      await other.waitForURL((url) => url.pathname === "/");

      await page.goto("/settings/security");
      const panel = page.getByRole("region", { name: t("security.change_title") });
      const change = async (current: string) => {
        await panel.getByLabel(t("security.change_current"), { exact: true }).fill(current);
        await panel.getByLabel(t("security.change_new"), { exact: true }).fill(NEXT);
        await panel.getByRole("button", { name: t("security.change_submit"), exact: true }).click();
      };
      await change("FAKE not my password");
      await expect(panel.getByText(t("errors.password_wrong"))).toBeVisible();
      await look(page, "wrong");
      await other.goto("/profiles");
      await expect(other).toHaveURL(`${console.url}/profiles`);

      await change(OWNER.password);
      await expect(page.getByText(t("security.change_done", { sessions: 1 }))).toBeVisible();
      await look(page, "changed");
      await other.goto("/profiles");
      await expect(other).toHaveURL(/\/sign-in$/);
      await signIn(other, OWNER.email, OWNER.password, t);
      await expect(other.getByText(t("errors.sign_in_failed"))).toBeVisible();
      await signIn(other, OWNER.email, NEXT, t);
      await other.waitForURL((url) => url.pathname === "/");

      await page.goto("/team");
      await page.getByRole("button", { name: t("team.sign_out_everywhere"), exact: true }).click();
      await page.waitForURL("**/sign-in");
      for (const one of [page, other]) {
        await one.goto("/profiles");
        await expect(one).toHaveURL(/\/sign-in$/);
      }
      await elsewhere.close();
    });
  });
}

test("a copied cookie is of no use once its person has proved again who they are", {
  tag: ["@W05"],
}, async ({ page, console }) => {
  const t = labelsOf("en");
  await setUp(page, console, t);
  const sessionCookie = async () => {
    const cookies = await page.context().cookies();
    return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  };
  const statusWith = async (cookie: string) =>
    (await fetch(`${console.url}/api/live`, { headers: { cookie } })).status;
  const copied = await sessionCookie();
  expect(await statusWith(copied)).toBe(200);

  await page.goto("/settings/api-tokens/new");
  const make = async (password: string) => {
    await page.getByRole("textbox", { name: t("settings.tokens.name"), exact: true }).fill("metrics");
    await page.getByRole("checkbox", { name: t("settings.tokens.scope.check_read") }).check();
    await prove(page, t, password);
    await page.getByRole("button", { name: t("settings.tokens.make") }).click();
  };
  await make("FAKE not my password");
  await expect(page.getByText(t("errors.step_up_failed"))).toBeVisible();
  expect(await statusWith(copied)).toBe(200);

  await make(OWNER.password);
  await expect(page.getByText(/cka_/)).toBeVisible();
  expect(await statusWith(copied)).toBe(401);
  const renewed = await sessionCookie();
  expect(await statusWith(renewed)).toBe(200);

  await page.goto("/settings/security");
  await expect(page).toHaveURL(`${console.url}/settings/security`);
});
