import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Console, expect, setUp, signInAs, test } from "./console.ts";
import { EVERY_LOCALE, labelsOf } from "./labels.ts";
import { expectNoSecret, FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const t = labelsOf("en");
const DAY_MS = 86_400_000;
const CONFIG = JSON.stringify({ agents: { list: [{ id: "main", default: true }, { id: "ops" }] } });

/** A gateway with one of each trouble. */
function troubledGateway(console: Console): string {
  const now = Date.now();
  const token = (provider: string, expires: number) => ({
    type: "token",
    provider,
    token: FAKE.setupToken,
    expires,
  });
  const stateDir = console.stateDir("home", {
    config: CONFIG,
    store: {
      version: 1,
      profiles: {
        "anthropic:refused": { type: "token", provider: "anthropic", token: FAKE.setupToken },
        "github-copilot:soon": token("github-copilot", now + 3 * DAY_MS),
        "minimax-portal:over": token("minimax-portal", now - DAY_MS),
        "openai:default": { type: "api_key", provider: "openai", key: FAKE.imported },
        "mistral:gone": {
          type: "api_key",
          provider: "mistral",
          keyRef: { source: "env", provider: "default", id: "GONE" },
        },
      },
      usageStats: {
        "anthropic:refused": { disabledUntil: now + DAY_MS, disabledReason: "auth_permanent", errorCount: 1 },
      },
    },
  });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  return stateDir;
}

test("every trouble says its cause and its next step, and can be found, linked and looked into", async ({
  page,
  console,
}) => {
  await setUp(page, console);
  await expect(page.getByText(t("home.first.title"))).toBeVisible();
  await look(page, "status without a gateway");
  troubledGateway(console);
  await page.reload();
  const matrix = page.getByRole("table", { name: t("status.matrix_caption", { gateway: "home" }) });
  await expect(matrix.getByRole("row")).toHaveCount(3);
  await expect(matrix.getByText(t("status.cause.unresolved_ref")).first()).toBeVisible();
  expectNoSecret(await page.content(), page.url());
  await look(page, "status");

  await test.step("filter by a figure, then by words, and share the address", async () => {
    await page.getByRole("link", { name: t("status.state.expired"), exact: true }).click();
    await page.waitForURL(/state=expired/);
    const list = page.getByRole("table", { name: t("status.list_caption") });
    await expect(list.getByRole("row")).toHaveCount(3);
    await expect(list.getByText(t("status.cause.expired")).first()).toBeVisible();
    await look(page, "status, expired");
    await page.goto("/?q=minimax&agent=ops&sort=expiry");
    await expect(page.getByLabel(t("status.filter.search"))).toHaveValue("minimax");
    await page.goto("/?q=nosuchthing");
    await expect(page.getByText(t("status.empty.filtered"))).toBeVisible();
  });

  const cells = {
    "minimax-portal": ["cause.expired", "step.import"],
    "github-copilot": ["cause.expiring", "step.import"],
    mistral: ["cause.unresolved_ref", "step.doctor"],
    anthropic: ["disabled_reason.auth_permanent", "step.import"],
  } as const;
  for (const [provider, [cause, step]] of Object.entries(cells)) {
    await test.step(`details of ${provider}`, async () => {
      await page.goto(`/?provider=${provider}&sort=agent`);
      await page.getByRole("table").getByRole("rowheader").first().getByRole("link").press("Enter");
      await page.waitForURL(/\/status\//);
      await expect(page.getByText(t(`status.${cause}`)).first()).toBeVisible();
      await expect(page.getByRole("link", { name: t(`status.${step}`) }).first()).toBeVisible();
      await look(page, `details of ${provider}`);
    });
  }
  await expect(page.getByText(t("status.claude_code"))).toBeVisible();
});

test("the page follows what happens without being loaded again", async ({ page, console }) => {
  await setUp(page, console);
  const stateDir = console.stateDir("home", { config: CONFIG });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  const matrix = page.getByRole("table", { name: t("status.matrix_caption", { gateway: "home" }) });
  await expect(matrix.getByText(t("status.cause.no_credential"))).toHaveCount(2);
  await page.evaluate(() => Reflect.set(window, "stillHere", true));

  const store = path.join(stateDir, "agents/main/agent/auth-profiles.json");
  const profiles = {
    "anthropic:default": { type: "api_key", provider: "anthropic", key: FAKE.anthropicKey },
  };
  writeFileSync(store, JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
  await expect(matrix.getByText("anthropic:default")).toHaveCount(2);
  await expect(page.getByRole("status").filter({ hasText: t("ui.live.updated") })).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, "stillHere"))).toBe(true);
  expect(JSON.parse(readFileSync(store, "utf8"))).toEqual({ version: 1, profiles });
});

test("nobody is told anything who is not signed in", async ({ request, console }) => {
  const answer = await request.get(`${console.url}/api/live`);
  expect(answer.status()).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { code: "signed_out" } });
});

test("a viewer sees everything, in every language, and is offered no change", async ({ page, console }) => {
  troubledGateway(console);
  await signInAs(page, console, "viewer");
  for (const locale of EVERY_LOCALE) {
    const words = labelsOf(locale);
    await page.context().addCookies([{ name: "clawkeep_locale", value: locale, url: console.url }]);
    await page.goto("/?state=expired");
    await expect(page.getByText(words("status.cause.expired")).first()).toBeVisible();
    await expect(
      page.getByRole("table").getByRole("link", { name: words("status.step.import") }),
    ).toHaveCount(0);
    await look(page, `status of a viewer, ${locale}`);
  }
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("it is filtered and looked into all the same", async ({ page, console }) => {
    await setUp(page, console);
    troubledGateway(console);
    await page.goto("/");
    await page.getByLabel(t("status.filter.state"), { exact: true }).selectOption("unresolved");
    await page.getByRole("button", { name: t("status.filter.apply") }).click();
    await expect(page).toHaveURL(/state=unresolved/);
    await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Mistral");
  });
});
