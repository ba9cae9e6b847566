import type { Page } from "@playwright/test";
import { OIDC_CLIENT, type OidcServer, oidcServer } from "#lib/testing/oidc-server.ts";
import { appCode, turnOn, typeCode } from "./authenticator.ts";
import { test as base, type Console, expect, OWNER, prove, setUp, signIn } from "./console.ts";
import { labelsOf, labelsOfProject } from "./labels.ts";
import { PASSWORD } from "./secrets.ts";
import { look } from "./watch.ts";

const t = labelsOfProject;
const terminal = labelsOf("en");
const button = () => t("oidc.sign_in", { label: "Example" });

/** A real provider on loopback, whose person belongs to the owners. */
const test = base.extend<{ provider: OidcServer }>({
  provider: async ({ console }, use) => {
    const server = await oidcServer([`http://localhost:${console.port}/sign-in/oidc/callback`]);
    server.account.groups = ["keep-owners"];
    await use(server);
    await server.stop();
  },
  // The provider is at 127.0.0.1, which is another site, as a provider always is.
  baseURL: async ({ console }, use) => use(`http://localhost:${console.port}`),
});

async function connect(page: Page, console: Console, { issuer }: OidcServer): Promise<void> {
  await setUp(page, console);
  await page.goto("/settings/sign-in");
  await expect(page.getByText(`http://localhost:${console.port}/sign-in/oidc/callback`)).toBeVisible();
  const fill = (name: string, text: string) => page.locator(`[name="${name}"]`).fill(text);
  await fill("label", "Example");
  await fill("issuer", issuer);
  await fill("clientId", OIDC_CLIENT.id);
  await fill("clientSecret", OIDC_CLIENT.secret);
  await fill("roleClaim", "groups");
  await fill("owner", "keep-owners");
  await fill("operator", "ops");
  await save(page);
}

async function save(page: Page): Promise<void> {
  const form = page.locator("form:has([name=issuer])");
  await prove(form);
  await form.getByRole("button", { name: t("oidc.save"), exact: true }).click();
  await expect(page.getByText(t("oidc.saved"), { exact: true })).toBeVisible();
}

async function allow(page: Page, port: number): Promise<void> {
  await page.goto("/probes/rules");
  await page.locator("form [name=value]").fill(`127.0.0.1:${port}`);
  await prove(page);
  await page.getByRole("button", { name: t("probes.rules.allow"), exact: true }).click();
  await expect(page.getByText(t("probes.rules.allowed", { value: `127.0.0.1:${port}` }))).toBeVisible();
}

async function comeIn(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: button() }).click();
}

const atHome = (url: URL) => url.pathname === "/";

test("people come in through a provider, with the role it gives, and by no other way once it is the only one", {
  tag: ["@languages"],
}, async ({ page, console, provider }) => {
  await connect(page, console, provider);

  await test.step("a private address needs an admin’s word", async () => {
    await page.getByRole("button", { name: t("oidc.try") }).click();
    await expect(
      page.getByRole("alert").filter({
        hasText: t("errors.oidc_unreachable", {
          host: new URL(provider.issuer).host,
          why: "url_plain_http",
        }),
      }),
    ).toBeVisible();
    await allow(page, provider.port);
    await page.goto("/settings/sign-in");
    await page.getByRole("button", { name: t("oidc.try") }).click();
    await expect(page.getByText(t("oidc.try_good", { issuer: provider.issuer }))).toBeVisible();
    await look(page, "provider");
    expect(await page.content()).not.toContain(OIDC_CLIENT.secret);
  });

  await test.step("the e-mail of an account opens it only where an owner said so", async () => {
    await comeIn(page);
    await expect(
      page.getByRole("alert").filter({ hasText: t("oidc.refused.oidc_email_taken") }),
    ).toBeVisible();
    await look(page, "refused");
    await signIn(page, OWNER.email, PASSWORD);
    await page.waitForURL(atHome);
    await page.goto("/settings/sign-in");
    await page.getByRole("checkbox", { name: t("oidc.links_by_email") }).check();
    await save(page);
    await comeIn(page);
    await page.waitForURL(atHome);
    await expect(page.getByText(OWNER.name).first()).toBeVisible();
  });

  await test.step("then it can be the only way in", async () => {
    await page.goto("/settings/sign-in");
    await page.getByRole("checkbox", { name: t("oidc.only_way") }).check();
    await save(page);
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await expect(page.getByRole("link", { name: button() })).toBeVisible();
    await expect(page.locator("input[name=password]")).toHaveCount(0);
    await look(page, "only-way");
  });

  await test.step("someone new gets an account and the role of the claims, and loses both with them", async () => {
    provider.account = { sub: "subject-2", email: "olu@example.test", email_verified: true, groups: ["ops"] };
    await comeIn(page);
    await page.waitForURL(atHome);
    await page.goto("/settings/sign-in");
    await expect(page.getByText(t("sign_in_settings.not_allowed"))).toBeVisible();
    const session = await page.context().cookies();
    provider.account.groups = [];
    await comeIn(page);
    await expect(page.getByRole("alert").filter({ hasText: t("oidc.refused.oidc_no_role") })).toBeVisible();
    await page.context().addCookies(session);
    await page.goto("/");
    await page.waitForURL("**/sign-in");
  });

  await test.step("and the terminal lets passwords in again while the provider is down", async () => {
    await provider.stop();
    await comeIn(page);
    await expect(
      page.getByRole("alert").filter({ hasText: t("oidc.refused.oidc_unreachable") }),
    ).toBeVisible();
    expect(console.cli(["user", "allow-passwords"]).stdout).toContain(terminal("cli.user.passwords_allowed"));
    await signIn(page, OWNER.email, PASSWORD);
    await page.waitForURL(atHome);
  });
});

test("who comes through a provider is asked for the second step of the account here", async ({
  page,
  console,
  provider,
}) => {
  await connect(page, console, provider);
  await allow(page, provider.port);
  await page.goto("/settings/sign-in");
  await page.getByRole("checkbox", { name: t("oidc.links_by_email") }).check();
  await save(page);
  await page.goto("/settings/security/authenticator");
  const { secret } = await turnOn(page, t);

  await comeIn(page);
  await page.waitForURL("**/sign-in/second-step");
  await look(page, "second-step");
  await page.goto("/profiles");
  await page.waitForURL("**/sign-in");
  await page.goto("/sign-in/second-step");
  await typeCode(page, t, "000000");
  await expect(page.getByRole("alert").filter({ hasText: t("errors.code_wrong") })).toBeVisible();
  await typeCode(page, t, appCode(secret));
  await page.waitForURL(atHome);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the way to the provider and back works", async ({ page, console, provider }) => {
    await connect(page, console, provider);
    await allow(page, provider.port);
    provider.account = { sub: "subject-2", email: "olu@example.test", email_verified: true, groups: ["ops"] };
    await comeIn(page);
    await page.waitForURL(atHome);
  });
});
