import { startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { expect, prove } from "./console.ts";
import { labelsOf } from "./labels.ts";
import type { Run } from "./leaks-walk.ts";
import { recordKept } from "./traffic.ts";

const t = labelsOf("en");

const KEYS = 6;

/** What goes into a header or an address needs to be sendable there. */
const SENDABLE = { middle: "-" };

/**
 * Sends secrets to a server that says back whatever it is sent, in its answer's headers and body, and refuses all of it:
 * keys to it as a provider, and alerts to it as a channel.
 */
export async function askAndTell({ page, console, canaries, evidence, cli }: Run): Promise<void> {
  const seen = new Set<string>();
  const server = await startFakeProvider(({ path, headers, body }) => {
    const said = JSON.stringify({ path, headers, body });
    seen.add(said);
    const error = { message: `Incorrect API key provided: ${headers.authorization} ${said}`, echo: said };
    const echo = { "x-echo": String(headers.authorization ?? path), location: path, "retry-after": path };
    return { status: 401, headers: echo, body: JSON.stringify({ error, detail: said }) };
  });
  try {
    const config = `{ models: { providers: { echo: { baseUrl: "${server.origin}/v1", models: [] } } } }`;
    const stateDir = console.stateDir("asked", { config });
    expect(cli(["gateway", "add", "--name", "asked", "--state-dir", stateDir]).status).toBe(0);
    const names = Array.from({ length: KEYS }, (_, at) => `key sent to an echo, ${at}`);
    for (const [at, name] of names.entries()) {
      const paste = ["models", "auth", "paste-api-key", "--provider", "echo", "--profile-id", `echo:k${at}`];
      const key = canaries.make(name, { prefix: "sk-", ...SENDABLE });
      expect(cli([...paste, "--gateway", "asked"], key).status).toBe(0);
    }
    await page.goto("/probes/rules");
    await page.getByLabel(t("probes.rules.value")).fill(server.origin);
    await prove(page, t, canaries.textOf("owner's password"));
    await page.getByRole("button", { name: t("probes.rules.allow"), exact: true }).click();
    await expect(page.getByRole("rowheader", { name: new URL(server.origin).host })).toBeVisible();

    await page.goto("/probes");
    await page.getByLabel(t("probes.start.gateway")).selectOption("asked");
    await page.getByRole("button", { name: t("probes.start.submit"), exact: true }).click();
    await expect(page.getByText(t("probes.sweep_state.finished"), { exact: true })).toBeVisible();
    await expect(page.getByRole("table").getByText(t("probes.status.auth"))).toHaveCount(KEYS);
    await recordKept(page, evidence, { secretFields: true });

    await page.goto("/alerts/channels/new");
    await page.getByRole("link", { name: t("alerts.channel_hint.webhook") }).click();
    await page.getByLabel(t("alerts.channels.name"), { exact: true }).fill("Echo");
    const path = canaries.make("path of a webhook", SENDABLE);
    await page.getByLabel(t("alerts.field.url")).fill(`${server.origin}/${path}`);
    const signingKey = canaries.make("signing key of a webhook", SENDABLE);
    const signingSecret = `whsec_${Buffer.from(signingKey).toString("base64")}`;
    await page.getByLabel(t("alerts.field.signingSecret")).fill(signingSecret);
    await page.getByRole("button", { name: t("alerts.channels.save"), exact: true }).click();
    await expect(page.getByText(t("alerts.channels.saved"))).toBeVisible();
    await page.getByRole("button", { name: t("alerts.channels.test"), exact: true }).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("401");
    await recordKept(page, evidence, { secretFields: true });

    const received = [...seen].join("\n");
    for (const secret of [...names.map((name) => textOf(canaries.secrets, name)), path])
      expect(received, "what the server received and said back").toContain(secret);
  } finally {
    await server.stop();
  }
}

function textOf(secrets: Run["canaries"]["secrets"], name: string): string {
  const secret = secrets[name];
  return typeof secret === "string" ? secret : (secret?.text ?? "");
}
