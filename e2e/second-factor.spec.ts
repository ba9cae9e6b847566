import type { Page } from "@playwright/test";
import { appCode, turnOn, typeCode } from "./authenticator.ts";
import { type Console, expect, OWNER, prove, setUp, signIn, test } from "./console.ts";
import { labelsOfProject } from "./labels.ts";
import { PASSWORD } from "./secrets.ts";
import { look } from "./watch.ts";

const t = labelsOfProject;

async function signOut(page: Page): Promise<void> {
  await page.context().clearCookies();
}

async function walk(page: Page, console: Console): Promise<void> {
  await setUp(page, console);
  await page.goto("/settings/security");
  await page.getByRole("link", { name: t("security.app_add") }).click();
  const { secret, codes } = await turnOn(page, t);
  await page.getByRole("link", { name: t("security.codes_kept") }).click();
  await expect(page.getByText(t("security.codes_left", { count: 10 }))).toBeVisible();

  await signOut(page);
  await signIn(page, OWNER.email, PASSWORD);
  await page.waitForURL("**/sign-in/second-step");
  await page.goto("/profiles");
  await page.waitForURL("**/sign-in");
  await page.goto("/sign-in/second-step");
  await typeCode(page, t, "000000");
  await expect(page.getByRole("alert").filter({ hasText: t("errors.code_wrong") })).toBeVisible();
  const code = appCode(secret);
  await typeCode(page, t, code);
  await page.waitForURL((url) => url.pathname === "/");

  await signOut(page);
  await signIn(page, OWNER.email, PASSWORD);
  await page.waitForURL("**/sign-in/second-step");
  await typeCode(page, t, code);
  await expect(page.getByRole("alert").filter({ hasText: t("errors.code_used") })).toBeVisible();
  await page.getByText(t("second_step.recovery"), { exact: true }).click();
  await page.getByLabel(t("second_step.recovery_code"), { exact: true }).fill(codes[0] ?? "");
  await page.getByRole("button", { name: t("second_step.recovery_submit") }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/settings/security");
  await expect(page.getByText(t("security.codes_left", { count: 9 }))).toBeVisible();
}

test("an owner turns an app on, signs in with it and with a recovery code", { tag: ["@languages"] }, async ({
  page,
  console,
}) => {
  await walk(page, console);
  await look(page, "security");

  await test.step("and takes the app away with password and code", async () => {
    await page.getByRole("button", { name: t("security.app_remove") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(t("security.password"), { exact: true }).fill(PASSWORD);
    await dialog.getByLabel(t("security.code"), { exact: true }).fill("000000");
    await dialog.getByRole("button", { name: t("security.app_remove_confirm") }).click();
    await expect(dialog.getByRole("alert")).toHaveText(t("errors.code_wrong"));
  });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the same walk works", async ({ page, console }) => {
    await walk(page, console);
  });
});

test("who has to have a factor is led to it and can do nothing else before", async ({ page, console }) => {
  await setUp(page, console);
  const viewer = ["user", "create", "--email", "vera@example.test", "--role", "viewer"];
  expect(console.cli(viewer, PASSWORD).status).toBe(0);
  await page.goto("/settings/sign-in");
  const rule = page.getByRole("region", { name: t("sign_in_settings.rule_title") });
  await rule.getByRole("checkbox", { name: t("shell.role.viewer") }).check();
  await prove(rule);
  await rule.getByRole("button", { name: t("sign_in_settings.rule_save") }).click();
  await expect(page.getByText(t("sign_in_settings.rule_saved"))).toBeVisible();
  await look(page, "everyone");

  await signOut(page);
  await signIn(page, "vera@example.test", PASSWORD);
  await page.waitForURL("**/two-step");
  for (const address of ["/", "/profiles", "/settings/security", "/sign-in"]) {
    await page.goto(address);
    await page.waitForURL("**/two-step");
  }
  expect((await page.request.get("/api/live")).status()).toBe(401);
  await look(page, "two-step");
  await turnOn(page, t);
  await page.getByRole("link", { name: t("security.codes_kept") }).click();
  await page.waitForURL((url) => url.pathname === "/");
  expect((await page.request.get("/api/live")).status()).toBe(200);

  await test.step("and led there again when the terminal resets it", async () => {
    expect(console.cli(["user", "reset-factors", "--email", "vera@example.test"]).status).toBe(0);
    await page.goto("/");
    await page.waitForURL("**/sign-in");
    await signIn(page, "vera@example.test", PASSWORD);
    await page.waitForURL("**/two-step");
  });
});

test.describe("with a passkey", () => {
  test.use({ baseURL: async ({ console }, use) => use(`http://localhost:${console.port}`) });

  /** A device that checks its owner's finger by itself, or refuses to. */
  async function device(page: Page) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const isUserVerified = (is: boolean) =>
      cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: is });
    return { isUserVerified };
  }

  test("an owner adds one, signs in without a name, and uses it as the second step", {
    tag: ["@languages"],
  }, async ({ page, console }) => {
    const finger = await device(page);
    await setUp(page, console);
    await page.goto("/settings/security");
    await page.getByLabel(t("security.passkey_name"), { exact: true }).fill("Laptop");
    await page.getByRole("button", { name: t("security.passkey_add") }).click();
    await expect(page.getByRole("region", { name: t("security.codes") }).getByRole("listitem")).toHaveCount(
      10,
    );
    await expect(page.getByRole("list", { name: t("security.passkeys_title") })).toContainText("Laptop");
    await page.goto("/settings/security");
    await look(page, "passkeys");

    await signOut(page);
    await page.goto("/sign-in");
    await look(page, "sign-in-with-passkey");
    await page.getByRole("button", { name: t("second_step.passkey") }).click();
    await page.waitForURL((url) => url.pathname === "/");

    await signOut(page);
    await signIn(page, OWNER.email, PASSWORD);
    await page.waitForURL("**/sign-in/second-step");
    await finger.isUserVerified(false);
    await page.getByRole("button", { name: t("second_step.passkey") }).click();
    await expect(page.getByRole("alert").filter({ hasText: t("second_step.passkey_stopped") })).toBeVisible();
    await finger.isUserVerified(true);
    await page.getByRole("button", { name: t("second_step.passkey") }).click();
    await page.waitForURL((url) => url.pathname === "/");

    await test.step("and removes it with the password", async () => {
      await page.goto("/settings/security");
      await page.getByRole("button", { name: t("security.passkey_remove") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(t("security.password"), { exact: true }).fill(PASSWORD);
      await dialog.getByRole("button", { name: t("security.passkey_remove_confirm") }).click();
      await expect(page.getByText(t("security.passkey_removed", { name: "Laptop" }))).toBeVisible();
      await signOut(page);
      await signIn(page, OWNER.email, PASSWORD);
      await page.waitForURL((url) => url.pathname === "/");
    });
  });
});

test("at a bare address the page says where passkeys can be had", async ({ page, console }) => {
  await setUp(page, console);
  await page.goto("/settings/security");
  const address = `http://localhost:${console.port}`;
  await expect(page.getByText(t("security.passkey_needs_name", { address }))).toBeVisible();
});
