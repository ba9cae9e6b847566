import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { type Console, deedsOf, expect, setUp, test } from "./console.ts";
import { EVERY_LOCALE, type Labels, labelsOf } from "./labels.ts";
import { tracesBelow } from "./plaintext.ts";
import { expectNoSecret, FAKE, SECRETS } from "./secrets.ts";
import { look } from "./watch.ts";

/** What the first run may take a machine, from the setup link to a green status; people read besides. */
const FIRST_RUN_MS = 120_000;

const CONFIG = `{ agents: { list: [{ id: "main", default: true }] } }\n`;
const STORE = {
  version: 1,
  profiles: { "anthropic:default": { type: "api_key", provider: "anthropic", key: FAKE.imported } },
};

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("from the setup link to a green status within two minutes, and never again after that", async ({
      page,
      console,
    }) => {
      const t = labelsOf(locale);
      const stateDir = console.stateDir(".", { config: CONFIG, store: STORE });
      const startedMs = Date.now();
      await setUp(page, console, t);
      await page.getByRole("link", { name: t("home.first.action") }).press("Enter");
      await expect(heading(page)).toHaveText(t("start.title"));
      await expect(page.getByRole("radio", { name: stateDir })).toBeChecked();
      await look(page, "1-gateway");
      await page.getByRole("textbox", { name: t("start.gateway.name"), exact: true }).press("Enter");

      await expect(
        page.getByRole("button", { name: t("start.credential.take", { count: 1 }) }),
      ).toBeVisible();
      // Leaving loses nothing: the status leads back to where it was.
      await page.goto("/");
      await page.getByRole("link", { name: t("home.first.continue"), exact: true }).click();
      await page.getByRole("button", { name: t("start.credential.take", { count: 1 }) }).press("Enter");

      await page.getByRole("button", { name: t("start.publish.submit"), exact: true }).waitFor();
      await look(page, "2-publish");
      await page.getByRole("button", { name: t("start.publish.submit"), exact: true }).press("Enter");
      await page.waitForURL(/\/\?ready=/);
      const ready = page.getByRole("status").filter({ hasText: t("start.ready.title", { name: "home" }) });
      await expect(ready).toContainText(sentence(t, { agent: "main", credential: "anthropic:default" }));
      await expect(page.getByText(t("home.step.nothing"))).toBeVisible();
      await expect(page.getByText(t("status.state.healthy")).first()).toBeVisible();
      expect(Date.now() - startedMs).toBeLessThan(FIRST_RUN_MS);
      await look(page, "3-green");

      await page.goto("/start");
      await expect(heading(page)).toHaveText(t("home.title"));
      await expect(page.getByRole("link", { name: t("home.first.continue"), exact: true })).toHaveCount(0);
      const store = readFileSync(path.join(stateDir, "agents/main/agent/auth-profiles.json"), "utf8");
      expect(JSON.parse(store).profiles["anthropic:default"]).toMatchObject({
        keyRef: { source: "exec", provider: "clawkeep" },
      });
      expect(tracesBelow(console.home, SECRETS)).toEqual([]);
      expectNoSecret(console.output(), "the terminal");
    });
  });
}

test("a wrong path is refused in words, an empty gateway gets its first key, and who does not want to is left alone", async ({
  page,
  console,
}) => {
  const t = labelsOf("en");
  await setUp(page, console, t);
  await page.goto("/start");
  const folder = page.getByRole("textbox", { name: t("start.gateway.state_dir"), exact: true });
  await folder.fill("/nowhere/at/all");
  await page.getByRole("button", { name: t("start.gateway.submit"), exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("/nowhere/at/all");
  await expect(folder).toHaveValue("/nowhere/at/all");
  await look(page, "refused");

  await folder.fill(console.stateDir("empty", { config: CONFIG }));
  await page.getByRole("button", { name: t("start.gateway.submit"), exact: true }).click();
  const provider = page.getByRole("combobox", { name: t("profile_form.provider") });
  await provider.fill("anthropic");
  await provider.press("Tab");
  await look(page, "first key");
  await page.getByRole("textbox", { name: t("profile_form.api_key"), exact: true }).fill(FAKE.anthropicKey);
  await page.getByRole("button", { name: t("profile_form.seal"), exact: true }).click();
  await page.getByRole("button", { name: t("start.publish.submit"), exact: true }).waitFor();

  await page.getByRole("button", { name: t("start.skip"), exact: true }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await expect(page.getByText(t("home.step.publish"))).toBeVisible();
  await expect(page.getByRole("link", { name: t("home.first.continue"), exact: true })).toHaveCount(0);
});

test("without an OpenClaw the demo comes with one click, says that it is one, and goes with one", async ({
  page,
  console,
}) => {
  const t = labelsOf("en");
  await setUp(page, console, t);
  await page.goto("/start");
  await page.getByRole("button", { name: t("demo.add") }).press("Enter");
  await page.waitForURL(/\/\?ready=/);
  await expect(page.getByText(t("start.ready.demo_title", { name: "demo" }))).toBeVisible();
  await expect(page.getByText(t("demo.badge"), { exact: true })).toHaveCount(2);
  await expect(page.getByText(t("status.state.expired")).first()).toBeVisible();
  await look(page, "demo status");
  await page.goto("/?state=expired");
  await expect(page.getByRole("row").getByText(t("demo.badge"), { exact: true })).toHaveCount(1);

  await page.goto("/gateways");
  await page.getByRole("link", { name: "demo", exact: true }).click();
  await expect(page.getByText(t("demo.title"), { exact: true })).toBeVisible();
  await page.getByRole("button", { name: t("demo.remove") }).press("Enter");
  await look(page, "demo removal");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: t("demo.remove_confirm") })
    .press("Enter");
  await page.waitForURL(/\/gateways\?demo=removed/);
  await expect(page.getByText(t("demo.removed"))).toBeVisible();
  await expect(page.getByText(t("gateways.empty.title"))).toBeVisible();
  expect(existsSync(demoFolder(console))).toBe(false);
  expect(deedsOf(console)[0]).toMatchObject({ event: "demo.removed" });
});

test.describe("started with --demo", () => {
  test.use({
    serving: { env: () => ({}), url: ({ port }) => `http://127.0.0.1:${port}`, flags: ["--demo"] },
  });

  test("the console has the demo from its first start, and once only", async ({ page, console }) => {
    const t = labelsOf("en");
    expect(console.output()).toContain(t("cli.serve.demo", { name: "demo" }));
    expect(existsSync(demoFolder(console))).toBe(true);
    await console.restart();
    await expect.poll(() => console.output()).toContain(t("cli.serve.demo", { name: "demo" }));
    const { stdout } = console.cli(["gateway", "list", "--json"]);
    expect(JSON.parse(stdout).gateways).toHaveLength(1);
    await page.goto("/sign-in");
    expect(console.cli(["demo", "remove"]).status).toBe(0);
    expect(existsSync(demoFolder(console))).toBe(false);
  });
});

const demoFolder = (console: Console) => path.join(console.home, ".local/share/clawkeep/clawkeep-demo");

/** The plain sentence of who uses what, as a page shows it. */
function sentence(t: Labels, { agent, credential }: { agent: string; credential: string }): string {
  const mono = (text: string) => text;
  return t.markup("start.ready.uses", { agent, credential, provider: "Anthropic", mono });
}
