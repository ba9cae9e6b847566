import type { Page } from "@playwright/test";
import type { Canaries } from "./canaries.ts";
import { type Console, expect, OWNER, setUp, signIn } from "./console.ts";
import type { Evidence } from "./evidence.ts";
import { labelsOf } from "./labels.ts";
import type { Gateways } from "./leaks-gateways.ts";
import { recordKept } from "./traffic.ts";

const t = labelsOf("en");

const URL_OF_GATEWAY = "ws://127.0.0.1:9";
const SETUP_TOKEN = "sk-ant-oat01-";
/** Anthropic's setup-tokens are long and have no blank. */
const SETUP_TOKEN_SHAPE = { prefix: SETUP_TOKEN, middle: `"<\\/&>+'%`, letters: 40 };
/** More than a key may have, and more than a form is willing to look at. */
const TOO_LONG = "x".repeat(9000);
const FAR_TOO_LONG = "x".repeat(20_000);

/** One run through the console with a canary for every secret. */
export type Run = {
  page: Page;
  console: Console;
  canaries: Canaries;
  evidence: Evidence;
  gateways: Gateways;
  /** Runs the CLI and writes down what it says. */
  cli(args: string[], input?: string): { status: number | null; stdout: string; stderr: string };
};

export async function people({ page, console, canaries, cli }: Run): Promise<void> {
  canaries.note("setup code", console.setupCode);
  canaries.note("setup code without dashes", console.setupCode.replaceAll("-", ""));
  const password = canaries.make("owner's password");
  await page.goto("/setup");
  await page.getByLabel(t("setup.code"), { exact: true }).fill(canaries.make("wrong setup code"));
  await page.getByLabel(t("setup.name"), { exact: true }).fill(OWNER.name);
  await page.getByLabel(t("setup.email"), { exact: true }).fill(OWNER.email);
  await page
    .getByLabel(t("setup.password"), { exact: true })
    .fill(canaries.make("password beside a wrong code"));
  await page.getByRole("button", { name: t("setup.submit") }).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(t("errors.setup_code_wrong"));
  await setUp(page, console, t, password);
  await noteCookie(page, canaries, "first session");

  await page.getByRole("button", { name: t("nav.account") }).click();
  await page.getByRole("button", { name: t("common.signOut"), exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await signIn(page, OWNER.email, canaries.make("wrong password"));
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(t("errors.sign_in_failed"));
  await signIn(page, OWNER.email, password);
  await page.waitForURL((url) => url.pathname === "/");
  await noteCookie(page, canaries, "second session");

  const create = ["user", "create", "--email", "grace@example.test", "--role", "viewer"];
  expect(cli(create, canaries.make("viewer's password")).status).toBe(0);
  expect(cli(create, canaries.make("password for a taken address")).status).toBe(1);
}

/** The cookie of the session is for this browser and the console; no script reads it. */
async function noteCookie(page: Page, canaries: Canaries, name: string): Promise<void> {
  const cookie = (await page.context().cookies()).find((one) => one.name.endsWith("session_token"));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  const [token = "", signature = ""] = decodeURIComponent(cookie?.value ?? "").split(".");
  canaries.note(`token of the ${name}`, token);
  canaries.note(`signature of the ${name}`, signature);
}

/** Registers the whole gateway and imports what it has. */
export async function takeOver({ page, canaries, evidence, gateways }: Run): Promise<void> {
  await page.goto("/gateways/new");
  await page.getByLabel(t("gateways.form.name"), { exact: true }).fill("whole");
  await page.getByLabel(t("gateways.form.state_dir"), { exact: true }).fill(gateways.whole);
  await page.getByLabel(t("gateways.form.openclaw")).fill(gateways.openclaw);
  // First with a port that is none, so that the form comes back with all but the token.
  await page.getByLabel(t("gateways.form.rpc_url")).fill("http://127.0.0.1:9");
  await page.getByLabel(t("gateways.form.rpc_token")).fill(canaries.make("gateway token beside a wrong URL"));
  await page.getByRole("button", { name: t("gateways.form.submit") }).click();
  await expect(page.getByText(t("errors.rpc_url"))).toBeVisible();
  await recordKept(page, evidence);
  await page.getByLabel(t("gateways.form.rpc_url")).fill(URL_OF_GATEWAY);
  await page.getByLabel(t("gateways.form.rpc_token")).fill(canaries.make("gateway token"));
  await page.getByRole("button", { name: t("gateways.form.submit") }).click();
  await page.waitForURL(/\/import\b/);
  await recordKept(page, evidence, { secretFields: true });
  await page.getByRole("button", { name: t("import_page.submit", { count: 3 }) }).click();
  await expect(page.getByText(t("import_page.taken_title", { count: 3 }))).toBeVisible();
}

/** Registers the malformed gateways, which refuse everything, in the terminal and in the browser. */
export async function takeOverMalformed({ page, canaries, evidence, gateways, cli }: Run): Promise<void> {
  const rest = { "malformed-store": gateways.malformedStore, "malformed-config": gateways.malformedConfig };
  for (const [name, stateDir] of Object.entries(rest)) {
    const add = ["gateway", "add", "--name", name, "--state-dir", stateDir, "--url", URL_OF_GATEWAY];
    const added = cli([...add, "--token-stdin"], canaries.make(`gateway token of ${name}`));
    expect(added.stderr).not.toContain("Error:");
    expect(cli(["import", "--gateway", name]).status).toBe(1);
    expect(cli(["publish", "--gateway", name]).status).toBe(1);
    cli(["gateway", "show", name]);
    await page.goto("/gateways");
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await recordKept(page, evidence, { secretFields: true });
    await page.goto(`${page.url()}/import`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("import_page.title"));
    await recordKept(page, evidence, { secretFields: true });
  }
}

/** Pastes in the browser: refused in every way, sealed, replaced. */
export async function pasteInBrowser({ page, canaries, evidence }: Run): Promise<void> {
  const paste = async (kind: "api-key" | "setup-token" | "token", provider: string, secret: string) => {
    const label = { "api-key": "api_key", "setup-token": "setup_token", token: "token" } as const;
    if (!page.url().includes(`kind=${kind}&`))
      await page.goto(`/profiles/new?kind=${kind}&provider=${provider}`);
    const field = page.getByRole("textbox", { name: t(`profile_form.${label[kind]}`), exact: true });
    await field.fill(secret);
    if (kind === "token") {
      const expiry = page.getByLabel(t("profile_form.expires"), { exact: true });
      await expiry.fill("90d");
      await expiry.press("Tab");
    }
    await page.getByRole("button", { name: t("profile_form.seal") }).click();
  };
  const refused = async (sentence: string) => {
    await expect(page.getByText(sentence)).toBeVisible();
    await recordKept(page, evidence);
  };
  const sealed = async () => {
    await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
    await recordKept(page, evidence, { secretFields: true });
  };

  await paste("api-key", "openai", canaries.make("key with a tab", { middle: "\t" }));
  await refused(t("errors.secret_control_character"));
  await paste("api-key", "openai", canaries.make("key too long", { middle: TOO_LONG }));
  await refused(t("errors.secret_too_long", { max: 8192 }));
  await paste("api-key", "openai", canaries.make("key far too long", { middle: FAR_TOO_LONG }));
  await refused(t("errors.secret_too_large"));
  await paste("api-key", "openai", canaries.make("API key", { prefix: "sk-proj-" }));
  await sealed();
  await page.goBack();
  await recordKept(page, evidence, { secretFields: true });

  await paste(
    "setup-token",
    "anthropic",
    canaries.make("API key as a setup-token", { prefix: "sk-ant-api03-" }),
  );
  await refused(t("errors.setup_token_api_key"));
  await paste("setup-token", "anthropic", canaries.make("setup-token", SETUP_TOKEN_SHAPE));
  await sealed();
  await paste("token", "github", canaries.make("token"));
  await sealed();

  const replace = page.getByLabel(t("profile.replace_secret.token"), { exact: true });
  await replace.fill(canaries.make("replacement with a tab", { middle: "\t" }));
  await page.getByRole("button", { name: t("profile.replace_submit") }).click();
  await refused(t("errors.secret_control_character"));
  await replace.fill(canaries.make("replacement"));
  await page.getByRole("button", { name: t("profile.replace_submit") }).click();
  await expect(page.getByText(t("profile.replaced"))).toBeVisible();
  await recordKept(page, evidence, { secretFields: true });
}

/** Pastes in the terminal, each on standard input; a slip puts one among the arguments. */
export function pasteInTerminal({ canaries, cli }: Run): void {
  const to = ["--gateway", "whole", "--agent", "ops"];
  const auth = (command: string, ...more: string[]) => ["models", "auth", command, ...more, ...to];
  const key = auth("paste-api-key", "--provider", "openai");
  expect(cli(key, canaries.make("key in the terminal", { prefix: "sk-" })).status).toBe(0);
  expect(cli(key, canaries.make("key in its place", { prefix: "sk-" })).status).toBe(0);
  const token = auth("paste-token", "--provider", "github", "--expires-in", "90d");
  expect(cli(token, canaries.make("token in the terminal")).status).toBe(0);
  const setupToken = canaries.make("setup-token in the terminal", SETUP_TOKEN_SHAPE);
  expect(cli(auth("setup-token"), setupToken).status).toBe(0);

  expect(cli(key, canaries.make("broken key", { middle: "\n" })).status).toBe(1);
  expect(cli(key, canaries.make("long key", { middle: TOO_LONG })).status).toBe(1);
  expect(cli(auth("setup-token"), canaries.make("short setup-token", { prefix: SETUP_TOKEN })).status).toBe(
    1,
  );
  const slip = canaries.make("key as an argument");
  for (const args of [[slip], [`--secret=${slip}`], ["--secret", slip], [`--provider=${slip}`]])
    expect([1, 64]).toContain(cli([...key, ...args], "").status);
}
