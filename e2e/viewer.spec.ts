import type { Browser, BrowserContext, Page } from "@playwright/test";
import { type Console, deedsOf, expect, signInAs, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const t = labelsOf("en");

/** A form as a browser sends it. */
type SentForm = { url: string; contentType: string; body: Buffer };

test("a viewer sees what there is and is offered nothing to change it with", async ({ page, console }) => {
  const { gatewayId, rowId } = fill(console);
  await signInAs(page, console, "viewer");

  await look(page, "status");
  await page.goto("/profiles");
  await expect(page.getByText("anthropic:default")).toBeVisible();
  await expect(page.getByRole("link", { name: t("profiles.add") })).toHaveCount(0);
  await look(page, "profiles");

  await page.goto(`/profiles/${rowId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("anthropic:default");
  await expectNoForms(page);
  await look(page, "profile");

  await page.goto("/profiles/new?kind=api-key");
  await expect(page.getByText(t("profile_form.not_allowed"))).toBeVisible();
  await expectNoForms(page);

  await page.goto(`/order/${gatewayId}/main/anthropic`);
  await expect(page.getByText(t("order.not_allowed"))).toBeVisible();
  await expectNoForms(page);
  await look(page, "order");

  await page.goto("/gateways/new");
  await expect(page.getByText(t("gateways.form.not_allowed"))).toBeVisible();
  await expectNoForms(page);

  await page.goto(`/gateways/${gatewayId}`);
  await expectNoForms(page);
  await look(page, "gateway");

  await page.goto(`/gateways/${gatewayId}/publish`);
  await expect(page.getByText(t("publish_page.not_allowed"))).toBeVisible();
  await expect(page.getByRole("button", { name: t("publish_page.submit") })).toHaveCount(0);
  await look(page, "publish");
});

test("an action that a viewer sends all the same is refused and changes nothing", { tag: ["@W02"] }, async ({
  page,
  console,
  browser,
}) => {
  const { gatewayId, rowId } = fill(console);
  await signInAs(page, console, "viewer");
  const owner = await withoutScripts(browser, console);
  const before = state(console);

  const forms: Record<string, SentForm> = {
    "add an API key": await sentForm(
      owner,
      "/profiles/new?kind=api-key",
      t("profile_form.seal"),
      async (form) => {
        await form.getByLabel(t("profile_form.provider"), { exact: true }).fill("openai");
        await form.getByLabel(t("profile_form.api_key"), { exact: true }).fill(FAKE.apiKey);
      },
    ),
    "replace a secret": await sentForm(owner, `/profiles/${rowId}`, t("profile.replace_submit"), (form) =>
      form.getByLabel(t("profile.replace_secret.api_key"), { exact: true }).fill(FAKE.apiKey),
    ),
    "save an order": await sentForm(owner, `/order/${gatewayId}/main/anthropic`, t("order.save")),
    "add a gateway": await sentForm(owner, "/gateways/new", t("gateways.form.submit"), async (form) => {
      await form.getByLabel(t("gateways.form.name"), { exact: true }).fill("second");
      await form
        .getByLabel(t("gateways.form.state_dir"), { exact: true })
        .fill(console.stateDir("second", {}));
    }),
    publish: await sentForm(owner, `/gateways/${gatewayId}/publish`, t("publish_page.submit")),
  };
  expect(state(console), "collecting the forms sends none").toBe(before);

  for (const [what, form] of Object.entries(forms)) {
    await test.step(`the viewer sends: ${what}`, async () => {
      expect(await send(page.context(), console, form)).toContain(t("errors.forbidden"));
      expect(state(console)).toBe(before);
    });
  }
  // The same requests do their work for the owner, so it was the role that refused them.
  for (const [what, form] of Object.entries(forms)) {
    await test.step(`the owner sends: ${what}`, async () => {
      const last = state(console);
      expect(await send(owner, console, form)).not.toContain(t("errors.forbidden"));
      expect(state(console)).not.toBe(last);
    });
  }
});

/** A gateway with one API key of Anthropic, not published yet. */
function fill(console: Console): { gatewayId: string; rowId: string } {
  const stateDir = console.stateDir("home", {});
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  const paste = ["models", "auth", "paste-api-key", "--provider", "anthropic"];
  expect(console.cli(paste, FAKE.anthropicKey).status).toBe(0);
  const listed = JSON.parse(console.cli(["models", "auth", "list", "--json"]).stdout);
  const [{ gatewayId, rowId }] = listed.profiles;
  return { gatewayId, rowId };
}

/** The audit log, which every change adds to, and the profiles. */
function state(console: Console): string {
  const list = JSON.parse(console.cli(["models", "auth", "list", "--gateway", "home", "--json"]).stdout);
  return JSON.stringify([deedsOf(console), list.profiles]);
}

async function withoutScripts(browser: Browser, console: Console): Promise<BrowserContext> {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: console.url });
  await signInAs(await context.newPage(), console, "owner");
  return context;
}

/** Fills in a form in a browser without scripts and keeps what it sends from arriving. */
async function sentForm(
  context: BrowserContext,
  url: string,
  submit: string,
  fillIn: (page: Page) => Promise<void> = async () => {},
): Promise<SentForm> {
  const page = await context.newPage();
  await page.goto(url);
  await fillIn(page);
  const sent = new Promise<SentForm>((resolve) => {
    page.route("**", async (route, request) => {
      const body = request.postDataBuffer();
      if (request.method() !== "POST" || !body) return route.continue();
      resolve({ url: request.url(), contentType: (await request.headerValue("content-type")) ?? "", body });
      await route.abort();
    });
  });
  await page.getByRole("button", { name: submit, exact: true }).click();
  const form = await sent;
  await page.close();
  return form;
}

async function send(
  context: BrowserContext,
  console: Console,
  { url, contentType, body }: SentForm,
): Promise<string> {
  const headers = { "content-type": contentType, origin: console.url, "sec-fetch-site": "same-origin" };
  const answer = await context.request.post(url, { headers, data: body });
  return answer.text();
}

/** Nothing in the page's own part sends anything; the preferences in the frame do. */
async function expectNoForms(page: Page): Promise<void> {
  await expect(page.getByRole("main").locator('form:not([method="get"])')).toHaveCount(0);
}
