import { expectAccessible } from "./axe.ts";
import { expect, prove, setUp, test } from "./console.ts";
import { labelsOfProject } from "./labels.ts";
import { look } from "./watch.ts";

const t = labelsOfProject;
const BEA = { email: "bea@example.test", password: "FAKE battery staple horse" };

test("an owner invites someone, whose role and account then follow the owner at once", {
  tag: ["@languages", "@W04", "@W08"],
}, async ({ page, console, browser }) => {
  await setUp(page, console);
  await page.goto("/team/new");
  await page.getByLabel(t("team.column.email")).fill(BEA.email);
  await prove(page, t, "FAKE not my password");
  await page.getByRole("button", { name: t("team.make_link") }).click();
  await expect(page.getByText(t("errors.step_up_failed"))).toBeVisible();
  await prove(page, t);
  await page.getByRole("button", { name: t("team.make_link") }).click();
  const link = (await page.locator("code", { hasText: "/invite/cki_" }).textContent()) ?? "";

  const theirs = await browser.newContext({ baseURL: console.url, javaScriptEnabled: false });
  const bea = await theirs.newPage();
  await bea.goto(link);
  await bea.getByLabel(t("invite.name"), { exact: true }).fill("Bea");
  await bea.getByLabel(t("invite.password"), { exact: true }).fill(BEA.password);
  await bea.getByRole("button", { name: t("invite.submit") }).click();
  await expect(bea).toHaveURL(`${console.url}/`);
  await page.goto(link);
  await expect(page.getByText(t("errors.invitation_unknown"))).toBeVisible();
  await expectAccessible(page);

  await bea.goto("/team");
  await expect(bea.getByText(t("team.not_allowed"))).toBeVisible();
  expect(console.cli(["user", "set-role", BEA.email, "--role", "owner"]).status).toBe(0);
  await bea.goto("/team");
  await expect(bea.getByText(t("team.not_allowed"))).toHaveCount(0);

  await page.goto("/team");
  await expectAccessible(page);
  await test.step("one session of somebody else ends with a proof, and with its next request", async () => {
    await page.getByRole("link", { name: t("team.see_sessions", { name: "Bea", count: 1 }) }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Bea");
    await page.getByRole("button", { name: t("team.deed.end.trigger"), exact: true }).click();
    const question = page.getByRole("dialog");
    await prove(question, t, "FAKE not my password");
    await question.getByRole("button", { name: t("team.deed.end.confirm"), exact: true }).click();
    await expect(question.getByText(t("errors.step_up_failed"))).toBeVisible();
    await look(page, "person");
    await prove(question, t);
    await question.getByRole("button", { name: t("team.deed.end.confirm"), exact: true }).click();
    await expect(page.getByText(t("team.sessions_none"))).toBeVisible();
    await bea.goto("/team");
    await expect(bea).toHaveURL(/\/sign-in$/);
    await bea.getByLabel(t("sign_in.email"), { exact: true }).fill(BEA.email);
    await bea.getByLabel(t("sign_in.password"), { exact: true }).fill(BEA.password);
    await bea.getByRole("button", { name: t("sign_in.submit"), exact: true }).click();
    await expect(bea).toHaveURL(`${console.url}/`);
    await page.goto("/team");
  });

  const row = page.getByRole("row", { name: BEA.email });
  await row.getByRole("button", { name: t("team.deed.disable.trigger"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  await prove(dialog, t);
  await dialog.getByRole("button", { name: t("team.deed.disable.confirm"), exact: true }).click();
  await expect(row.getByText(t("team.disabled"), { exact: true })).toBeVisible();
  await bea.goto("/team");
  await expect(bea).toHaveURL(/\/sign-in$/);
  await theirs.close();
});
