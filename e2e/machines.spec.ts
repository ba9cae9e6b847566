import type { Page } from "@playwright/test";
import { type Console, expect, prove, setUp, signInAs, test } from "./console.ts";
import { EVERY_LOCALE, type Labels, labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const UNKNOWN_TOKEN = `cka_${"A".repeat(48)}`;

/** A gateway, named home, with one token that ends in so many days. */
function addGateway(console: Console, days: number): void {
  const expires = Date.now() + days * DAY_MS;
  const token = { type: "token", provider: "anthropic", token: FAKE.setupToken, expires };
  const stateDir = console.stateDir("home", {
    store: { version: 1, profiles: { "anthropic:ada@example.test": token } },
  });
  const added = console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]);
  expect(added).toMatchObject({ status: 0 });
}

const ask = (console: Console, path: string, token?: string, method = "GET"): Promise<Response> => {
  const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
  return fetch(`${console.url}${path}`, { method, headers });
};

const statusOf = async (...request: Parameters<typeof ask>) => (await ask(...request)).status;

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("a token made in the browser opens check and metrics until it is revoked there", async ({
      page,
      console,
    }) => {
      const t = labelsOf(locale);
      await setUp(page, console, t);
      addGateway(console, 30);
      const token = await makeToken(page, t);
      await expectAnswers(console, token);
      await expectRefusals(console, token);

      await page.getByRole("link", { name: t("settings.tokens.back") }).click();
      await expect(page.getByRole("cell", { name: t("settings.tokens.state.live") })).toBeVisible();
      expect(await page.content()).not.toContain(token);
      await look(page, "04-settings");
      await page.getByRole("button", { name: t("settings.tokens.revoke") }).click();
      await page.getByRole("button", { name: t("settings.tokens.revoke_confirm") }).click();
      await expect(page.getByRole("cell", { name: t("settings.tokens.state.revoked") })).toBeVisible();
      expect(await statusOf(console, "/api/check", token)).toBe(401);
      expect(await statusOf(console, "/api/metrics", token)).toBe(401);
    });

    test("a calendar link shows expiries in its maker's language until it is revoked", async ({
      page,
      console,
    }) => {
      const t = labelsOf(locale);
      await setUp(page, console, t);
      addGateway(console, 30);
      await page.goto("/settings");
      await page.getByRole("button", { name: t("settings.calendar.make") }).click();
      const shown = page.getByRole("region", { name: t("settings.calendar.address") });
      const address = ((await shown.textContent()) ?? "").trim();
      expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/calendar\/ckc_[\w-]{48}\.ics$/);
      await expect(page.getByRole("list", { name: t("settings.calendar.links") })).toBeVisible();
      await look(page, "05-calendar-link");

      const feed = await fetch(address);
      expect(feed.headers.get("cache-control")).toBe("no-store");
      expect(feed.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
      const text = (await feed.text()).replaceAll("\r\n ", "");
      expect(text).toContain(
        `SUMMARY:${t("calendar_feed.summary", { profileId: "anthropic:ada@example.test", gateway: "home" })}`,
      );
      expect(text).not.toContain(FAKE.setupToken);

      await page.goto("/settings");
      expect(await page.content()).not.toContain(address);
      await page.getByRole("button", { name: t("settings.calendar.revoke") }).click();
      await page.getByRole("button", { name: t("settings.calendar.revoke_confirm") }).click();
      await expect(page.getByText(t("settings.calendar.revoked"))).toBeVisible();
      await expect(page.getByRole("list", { name: t("settings.calendar.links") })).toHaveCount(0);
      expect((await fetch(address)).status).toBe(404);
    });
  });
}

test("a check says with its status what the terminal says with its exit code", async ({ page, console }) => {
  await setUp(page, console);
  addGateway(console, -1);
  const made = console.cli(["token", "create", "--scope", "check:read", "--expires-in", "1d"]);
  const response = await ask(console, "/api/check?gateway=home", made.stdout.trim());
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    exitCode: 1,
    findings: [{ code: "expired", agentId: "main", profileId: "anthropic:ada@example.test" }],
  });
});

test("who may not make tokens sees none, and can still make a calendar link", async ({ page, console }) => {
  const t = labelsOf("en");
  expect(
    console.cli(["user", "create", "--email", "o@example.test", "--role", "owner"], "x".repeat(20)).status,
  ).toBe(0);
  console.cli(["token", "create", "--scope", "check:read", "--expires-in", "1d", "--name", "hidden token"]);
  await signInAs(page, console, "operator");
  await page.goto("/settings");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("settings.title"));
  await expect(page.getByText("hidden token")).toHaveCount(0);
  await look(page, "06-operator");
  await page.goto("/settings/api-tokens/new");
  await expect(page.getByText(t("settings.tokens.not_allowed"))).toBeVisible();
  await expect(page.getByRole("button", { name: t("settings.tokens.make") })).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a token and a calendar link are made and shown once all the same", async ({ page, console }) => {
    const t = labelsOf("en");
    await setUp(page, console);
    const token = await fillAndMake(page, t);
    expect(await statusOf(console, "/api/metrics", token)).toBe(200);
    await page.goto("/settings");
    await page.getByRole("button", { name: t("settings.calendar.make") }).click();
    await expect(page.getByText("/api/calendar/ckc_")).toBeVisible();
  });
});

async function makeToken(page: Page, t: Labels): Promise<string> {
  await page.goto("/");
  await page.getByRole("link", { name: t("nav.settings"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("settings.title"));
  await look(page, "01-settings-empty");
  await page.getByRole("link", { name: t("settings.tokens.create") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("settings.tokens.form_title"));
  await look(page, "02-new-token");
  await page.getByRole("textbox", { name: t("settings.tokens.name"), exact: true }).fill("prometheus");
  await prove(page, t);
  await page.getByRole("button", { name: t("settings.tokens.make") }).click();
  await expect(page.getByText(t("errors.token_scope_needed")).first()).toBeVisible();
  const token = await fillAndMake(page, t);
  await look(page, "03-token-shown");
  return token;
}

async function fillAndMake(page: Page, t: Labels): Promise<string> {
  if (!page.url().endsWith("/settings/api-tokens/new")) await page.goto("/settings/api-tokens/new");
  await page.getByRole("textbox", { name: t("settings.tokens.name"), exact: true }).fill("prometheus");
  await page.getByRole("checkbox", { name: t("settings.tokens.scope.check_read") }).check();
  await page.getByRole("checkbox", { name: t("settings.tokens.scope.metrics_read") }).check();
  await prove(page, t);
  await page.getByRole("button", { name: t("settings.tokens.make") }).click();
  const shown = page.getByRole("region", { name: t("settings.tokens.token") });
  const token = ((await shown.textContent()) ?? "").trim();
  expect(token).toMatch(/^cka_[\w-]{48}$/);
  return token;
}

async function expectAnswers(console: Console, token: string): Promise<void> {
  const check = await ask(console, "/api/check?gateway=home", token);
  expect(check.status).toBe(200);
  expect(check.headers.get("cache-control")).toBe("no-store");
  expect(await check.json()).toMatchObject({ exitCode: 0, findings: [], gateway: "home" });
  const metrics = await (await ask(console, "/api/metrics", token)).text();
  expect(metrics).toContain('clawkeep_gateway_readable{gateway="home"} 1');
  expect(metrics).toContain("clawkeep_vault_ok 1");
  expect(metrics).not.toContain("ada@example.test");
  for (const path of ["/api/check", "/api/metrics"]) {
    const head = await ask(console, path, token, "HEAD");
    expect([head.status, await head.text()]).toEqual([200, ""]);
  }
}

async function expectRefusals(console: Console, token: string): Promise<void> {
  for (const path of ["/api/check", "/api/metrics"]) {
    expect(await statusOf(console, path)).toBe(401);
    expect(await statusOf(console, path, UNKNOWN_TOKEN)).toBe(401);
    expect(await statusOf(console, `${path}?token=${token}`)).toBe(401);
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const refused = await ask(console, path, token, method);
      expect([method, refused.status, refused.headers.get("allow")]).toEqual([method, 405, "GET, HEAD"]);
    }
  }
  expect(await statusOf(console, "/api/check?gateway=nowhere", token)).toBe(404);
  expect(await statusOf(console, "/api/calendar/ckc_none.ics")).toBe(404);
}
