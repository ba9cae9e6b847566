import { writeFileSync } from "node:fs";
import path from "node:path";
import { OPENAI } from "#lib/testing/fake-provider-answers.ts";
import { startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { type Console, expect, prove, setUp, signInAs, test } from "./console.ts";
import { EVERY_LOCALE, labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

/** A gateway whose OpenAI is the server at this origin, with these keys as a list. */
function listGateway(console: Console, origin: string, keys: string[]): void {
  const config = `{ models: { providers: { openai: { baseUrl: "${origin}/v1", models: [] } } } }`;
  const stateDir = console.stateDir("home", { config });
  writeFileSync(path.join(stateDir, ".env"), `OPENAI_API_KEYS="${keys.join(" ")}"\n`, { mode: 0o600 });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
}

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("a rotation list is tried, and says which key works and why the ones before it did not", async ({
      page,
      console,
    }) => {
      const t = labelsOf(locale);
      const keys = [1, 2, 3].map((at) => `${FAKE.imported}-list-${at}${at}${at}${at}`);
      const server = await startFakeProvider(({ headers }) => {
        const at = keys.findIndex((key) => headers.authorization === `Bearer ${key}`);
        return [OPENAI.rateLimit, OPENAI.list][at] ?? OPENAI.auth;
      });
      try {
        listGateway(console, server.origin, keys);
        await setUp(page, console, t);
        await page.goto("/keys");
        const submit = page.getByRole("button", { name: t("key_sources.rotation.trial.submit") });
        await submit.click();
        const reason = t("probes.reason.server_not_allowed");
        await expect(page.getByText(t("key_sources.rotation.trial.not_asked", { reason }))).toBeVisible();
        expect(server.requests).toEqual([]);

        await page.goto("/probes/rules");
        await page.getByLabel(t("probes.rules.value")).fill(server.origin);
        await prove(page, t);
        await page.getByRole("button", { name: t("probes.rules.allow"), exact: true }).click();
        const { host, port } = server.allowance;
        await expect(page.getByRole("rowheader", { name: `${host}:${port}` })).toBeVisible();

        await page.goto("/keys");
        await submit.click();
        const variable = "OPENAI_API_KEYS";
        const answered = t("key_sources.rotation.trial.answered", { variable, masked: "…2222" });
        await expect(page.getByText(answered)).toBeVisible();
        const label = t("key_sources.rotation.trial.label", { provider: "OpenAI" });
        await expect(page.getByRole("list", { name: label }).getByRole("listitem")).toContainText([
          t("key_sources.rotation.trial.goes_on"),
          t("probes.status.ok"),
          t("key_sources.rotation.trial.why.not_needed"),
        ]);
        for (const key of keys) expect(await page.content()).not.toContain(key);
        await look(page, "5-tried");
      } finally {
        await server.stop();
      }
    });
  });
}

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a rotation list is asked for all the same", async ({ page, console }) => {
    const t = labelsOf("en");
    listGateway(console, "http://127.0.0.1:9", [FAKE.imported, FAKE.apiKey]);
    await signInAs(page, console, "operator");
    await page.goto("/keys");
    await page.getByRole("button", { name: t("key_sources.rotation.trial.submit") }).click();
    const reason = t("probes.reason.server_not_allowed");
    await expect(page.getByText(t("key_sources.rotation.trial.not_asked", { reason }))).toBeVisible();
  });
});
