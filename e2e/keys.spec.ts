import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";
import { type Console, expect, setUp, signInAs, test } from "./console.ts";
import { EVERY_LOCALE, type Labels, labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

/** Windows line breaks, a comment, an empty variable, and no line break at the end: all of it has to stay. */
const OWN = `# mine\r\nexport HF_TOKEN=\r\nOPENAI_API_KEYS='${FAKE.imported}, ${FAKE.imported}'`;

const CONFIG = `{
  env: { OPENAI_API_KEY: ${JSON.stringify(FAKE.anthropicKey)} },
}
`;

function gateway(console: Console, own: string | null = OWN): { stateDir: string; file: string } {
  const stateDir = console.stateDir("home", { config: CONFIG });
  const file = path.join(stateDir, ".env");
  if (own !== null) writeFileSync(file, own, { mode: 0o600 });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  return { stateDir, file };
}

const read = (file: string) => parseDotenv(readFileSync(file, "utf8"));

async function choose(page: Page, variable: string, t: Labels): Promise<void> {
  const field = page.getByRole("combobox", { name: t("key_sources.write.variable") });
  await field.fill(variable);
  await field.press("Escape");
  await page.getByRole("button", { name: t("key_sources.write.next") }).click();
  await expect(
    page.getByRole("heading", { name: t("key_sources.write.for", { variable, file: ".env" }) }),
  ).toBeVisible();
}

async function paste(page: Page, secret: string, t: Labels): Promise<void> {
  await page.getByRole("textbox", { name: t("key_sources.write.secret") }).fill(secret);
  await page.getByRole("button", { name: t("key_sources.write.submit") }).click();
}

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("a key is written to .env, read by OpenClaw's rules, and removed without a trace", async ({
      page,
      console,
    }) => {
      const t = labelsOf(locale);
      const { file } = gateway(console);
      await setUp(page, console, t);
      await page.getByRole("link", { name: t("nav.keySources"), exact: true }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("key_sources.title"));
      await expect(page.getByText(t("key_sources.managed.empty_title"))).toBeVisible();
      await look(page, "1-before");

      await choose(page, "OPENAI_API_KEY", t);
      const hides = t("key_sources.write.hides", { sources: t("key_sources.source.config_env") });
      await expect(page.getByText(hides)).toBeVisible();
      await look(page, "2-chosen");
      await paste(page, FAKE.apiKey, t);
      await expect(
        page.getByText(t("key_sources.notice.written", { variable: "OPENAI_API_KEY" })),
      ).toBeVisible();
      await expect(page.getByText(t("key_sources.managed.in_file.as_written"))).toBeVisible();
      await look(page, "3-written");

      expect(read(file)).toEqual([
        { name: "HF_TOKEN", value: "" },
        { name: "OPENAI_API_KEYS", value: `${FAKE.imported}, ${FAKE.imported}` },
        { name: "OPENAI_API_KEY", value: FAKE.apiKey },
      ]);
      expect(readFileSync(file, "utf8").startsWith(OWN)).toBe(true);
      expect(statSync(file).mode & 0o777).toBe(0o600);

      await page.getByRole("button", { name: t("key_sources.managed.remove"), exact: true }).click();
      const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
      await dialog.getByRole("button", { name: t("key_sources.managed.remove"), exact: true }).click();
      await expect(
        page.getByText(t("key_sources.notice.removed", { variable: "OPENAI_API_KEY" })),
      ).toBeVisible();
      expect(readFileSync(file, "utf8")).toBe(OWN);
      await look(page, "4-removed");
    });
  });
}

const t = labelsOf("en");

test("the secret of a profile is copied, and a file that was not there goes again", async ({
  page,
  console,
}) => {
  const { file } = gateway(console, null);
  console.cli(["models", "auth", "paste-api-key", "--provider", "openai"], FAKE.apiKey);
  await signInAs(page, console, "operator");
  await page.goto("/keys?variable=OPENAI_API_KEY");
  await page
    .getByRole("combobox", { name: t("key_sources.write.profile") })
    .selectOption({ label: "openai:default (main)" });
  await page.getByRole("button", { name: t("key_sources.write.submit") }).click();
  await expect(page.getByRole("link", { name: "openai:default" })).toBeVisible();
  expect(read(file)).toEqual([{ name: "OPENAI_API_KEY", value: FAKE.apiKey }]);
  expect(console.cli(["keys", "remove", "--variable", "OPENAI_API_KEY"]).status).toBe(0);
  expect(existsSync(file)).toBe(false);
});

test("a variable that the service sets to nothing is warned of, and written only when that is agreed to", async ({
  page,
  console,
}) => {
  const { stateDir, file } = gateway(console);
  const units = path.join(path.dirname(stateDir), ".config/systemd/user");
  mkdirSync(units, { recursive: true });
  writeFileSync(path.join(units, "openclaw-gateway.service"), "[Service]\nEnvironment=XAI_API_KEY=\n");
  await signInAs(page, console, "operator");
  await page.goto("/keys?variable=XAI_API_KEY");
  await expect(page.getByText(t("key_sources.write.blocked_title"), { exact: true })).toBeVisible();
  await expect(page.getByText("systemctl --user restart openclaw-gateway.service")).toBeVisible();
  await paste(page, FAKE.apiKey, t);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("sets XAI_API_KEY already");
  expect(readFileSync(file, "utf8")).toBe(OWN);
  await look(page, "blocked");

  await page.getByRole("checkbox", { name: t("key_sources.write.even_if_blocked") }).check();
  await paste(page, FAKE.apiKey, t);
  await expect(page.getByText(t("key_sources.notice.written", { variable: "XAI_API_KEY" }))).toBeVisible();
});

test("someone else's edit of the block is shown, and written over only on request", async ({
  page,
  console,
}) => {
  const { file } = gateway(console);
  expect(console.cli(["keys", "set", "--variable", "OPENAI_API_KEY"], FAKE.apiKey).status).toBe(0);
  const whole = readFileSync(file, "utf8");
  writeFileSync(file, whole.replace("# <<< clawkeep", "GROQ_API_KEY=FAKE-by-hand\n# <<< clawkeep"));
  await signInAs(page, console, "operator");
  await page.goto("/keys");
  await expect(page.getByText(t("key_sources.managed.edited_title"), { exact: true })).toBeVisible();
  await expect(page.getByText("Not from here: GROQ_API_KEY.")).toBeVisible();
  await look(page, "edited");
  await page.getByRole("button", { name: t("key_sources.managed.rewrite") }).click();
  const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  await dialog.getByRole("button", { name: t("key_sources.managed.rewrite") }).click();
  await expect(page.getByText(t("key_sources.notice.rewritten"))).toBeVisible();
  expect(readFileSync(file, "utf8")).toBe(whole);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a key is written and removed all the same", async ({ page, console }) => {
    const { file } = gateway(console);
    await signInAs(page, console, "operator");
    await page.goto("/keys");
    await page.locator('input[name="variable"]').fill("XAI_API_KEY");
    await page.getByRole("button", { name: t("key_sources.write.next") }).click();
    await paste(page, FAKE.apiKey, t);
    await expect(page.getByText(t("key_sources.notice.written", { variable: "XAI_API_KEY" }))).toBeVisible();
    expect(read(file)).toContainEqual({ name: "XAI_API_KEY", value: FAKE.apiKey });
  });
});

test("a viewer sees the sources and can write nothing", async ({ page, console }) => {
  gateway(console);
  await signInAs(page, console, "viewer");
  await page.goto("/keys?variable=OPENAI_API_KEY");
  await expect(page.getByText(t("key_sources.write.not_allowed"))).toBeVisible();
  await expect(page.getByRole("button", { name: t("key_sources.write.submit") })).toHaveCount(0);
  await look(page, "viewer");
});
