import { OPENAI } from "#lib/testing/fake-provider-answers.ts";
import { type FakeProvider, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { type Console, expect, prove, setUp, signInAs, test } from "./console.ts";
import { EVERY_LOCALE, labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const KEYS = 50;

/** A provider of this machine that takes its time, and takes every key but those that end in 7, and no strangers. */
async function provider(delayMs: number): Promise<FakeProvider> {
  return await startFakeProvider(({ headers }) => {
    const { authorization = "7" } = headers;
    return { ...(String(authorization).endsWith("7") ? OPENAI.auth : OPENAI.list), delayMs };
  });
}

/** A gateway whose OpenAI is that provider, with many keys and one profile that nobody would ask for. */
function gateway(console: Console, { origin }: FakeProvider): void {
  const config = JSON.stringify({
    models: { providers: { openai: { baseUrl: `${origin}/v1`, api: "openai-completions", models: [] } } },
  });
  const keys = Array.from({ length: KEYS }, (_, index) => [
    `openai:${String(index).padStart(2, "0")}`,
    { type: "api_key", provider: "openai", key: `${FAKE.imported}-${index}` },
  ]);
  const old = { type: "token", provider: "anthropic", token: FAKE.setupToken, expires: 1000 };
  const profiles = { ...Object.fromEntries(keys), "anthropic:old": old };
  const stateDir = console.stateDir("home", { config, store: { version: 1, profiles } });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
}

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("fifty keys are probed while one watches, and the history keeps what came of it", async ({
      page,
      console,
    }) => {
      const t = labelsOf(locale);
      const slow = await provider(1000);
      try {
        gateway(console, slow);
        await setUp(page, console, t);
        await page.getByRole("link", { name: t("nav.probes"), exact: true }).click();
        await expect(page.getByText(t("probes.empty_title"))).toBeVisible();
        await look(page, "1-nothing-yet");

        // The config alone sends no key to a server that is not the provider's own.
        await page.getByRole("button", { name: t("probes.start.submit"), exact: true }).click();
        await expect(page.getByText(t("probes.sweep_state.finished"), { exact: true })).toBeVisible();
        await expect(page.getByText(t("probes.reason.server_not_allowed")).first()).toBeVisible();
        expect(slow.requests).toEqual([]);

        await page.goto("/probes/rules");
        await page.getByLabel(t("probes.rules.value")).fill(slow.origin);
        await prove(page, t);
        await page.getByRole("button", { name: t("probes.rules.allow"), exact: true }).click();
        const { host, port } = slow.allowance;
        await expect(page.getByRole("rowheader", { name: `${host}:${port}` })).toBeVisible();
        await look(page, "2-rules");

        await page.goto("/probes");
        await page.getByRole("button", { name: t("probes.start.submit"), exact: true }).click();
        await expect(page.getByRole("progressbar")).toBeVisible();
        await look(page, "3-running");
        await expect(page.getByText(t("probes.sweep_state.finished"), { exact: true })).toBeVisible();
        await look(page, "4-finished");
        const works = t("probes.count", { status: t("probes.status.ok"), count: KEYS - 5 });
        await expect(page.getByText(works)).toBeVisible();
        await expect(page.getByText(t("probes.reason.expired"))).toBeVisible();

        await page.goto("/probes");
        await expect(page.getByText(works)).toBeVisible();
        await look(page, "5-history");
      } finally {
        await slow.stop();
      }
    });
  });
}

const t = labelsOf("en");

test("a sweep is stopped, and what was asked by then stays", async ({ page, console }) => {
  const slow = await provider(1500);
  try {
    gateway(console, slow);
    await signInAs(page, console, "admin");
    await page.goto("/probes/rules");
    await page.getByLabel(t("probes.rules.value")).fill(slow.origin);
    await prove(page, t);
    await page.getByRole("button", { name: t("probes.rules.allow"), exact: true }).click();
    await expect(page.getByRole("rowheader")).not.toHaveCount(0);
    await page.goto("/probes");
    await page.getByRole("button", { name: t("probes.start.submit"), exact: true }).click();
    await page.getByRole("button", { name: t("probes.cancel"), exact: true }).click();
    await expect(page.getByText(t("probes.sweep_state.cancelled"), { exact: true })).toBeVisible();
    await expect(page.getByText(t("probes.not_asked"), { exact: true }).first()).toBeVisible();
    expect(slow.requests.length).toBeLessThan(KEYS);
  } finally {
    await slow.stop();
  }
});

test("a viewer sees results and can start nothing", async ({ page, console }) => {
  const quick = await provider(0);
  try {
    gateway(console, quick);
    expect(console.cli(["models", "status", "--probe", "--gateway", "home"]).status).toBe(0);
    await signInAs(page, console, "viewer");
    await page.goto("/probes");
    await expect(page.getByRole("button", { name: t("probes.start.submit") })).toHaveCount(0);
    await page.getByRole("link", { name: "home" }).click();
    await expect(page.getByText(t("probes.sweep_state.finished"), { exact: true })).toBeVisible();
    await page.goto("/probes/rules");
    await expect(page.getByRole("button", { name: t("probes.rules.allow"), exact: true })).toHaveCount(0);
  } finally {
    await quick.stop();
  }
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("probes are started and read all the same", async ({ page, console }) => {
    const quick = await provider(0);
    try {
      gateway(console, quick);
      await signInAs(page, console, "operator");
      await page.goto("/probes");
      await page.getByRole("button", { name: t("probes.start.submit"), exact: true }).click();
      await expect(page).toHaveURL(/\/probes\/probe_/);
      await page.reload();
      await expect(page.getByText(t("probes.reason.server_not_allowed")).first()).toBeVisible();
    } finally {
      await quick.stop();
    }
  });
});
