import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { type FakeProvider, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { type Console, expect, prove, setUp, signInAs, test } from "./console.ts";
import { EVERY_LOCALE, type Labels, labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The console looks every minute. */
const NEXT_LOOK = { timeout: 90_000 };

const SIGNING_KEY = Buffer.from(FAKE.webhookKey);
const SIGNING_SECRET = `whsec_${SIGNING_KEY.toString("base64")}`;

/** A gateway with a token that ends in five days, and a key that does not end. */
function gateway(console: Console): void {
  const token = {
    type: "token",
    provider: "anthropic",
    token: FAKE.setupToken,
    expires: Date.now() + 5 * DAY_MS,
  };
  const key = { type: "api_key", provider: "openai", key: FAKE.imported };
  const store = { version: 1, profiles: { "anthropic:work": token, "openai:default": key } };
  const stateDir = console.stateDir("home", { config: "{}\n", store });
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
}

/** Fills in the form of a webhook and saves it. */
async function addWebhook(page: Page, t: Labels, receiver: FakeProvider): Promise<void> {
  await page.goto("/alerts/channels/new");
  await page.getByRole("link", { name: t("alerts.channel_hint.webhook") }).click();
  await page.getByLabel(t("alerts.channels.name"), { exact: true }).fill("On-call");
  await page.getByLabel(t("alerts.field.url")).fill(`${receiver.origin}/${FAKE.webhookPath}`);
  await page.getByLabel(t("alerts.field.signingSecret")).fill(SIGNING_SECRET);
  await page.getByRole("button", { name: t("alerts.channels.save"), exact: true }).click();
  await expect(page.getByText(t("alerts.channels.saved"))).toBeVisible();
}

async function allowServer(page: Page, t: Labels, { origin }: FakeProvider): Promise<void> {
  await page.goto("/probes/rules");
  await page.getByLabel(t("probes.rules.value")).fill(origin);
  await prove(page, t);
  await page.getByRole("button", { name: t("probes.rules.allow"), exact: true }).click();
  await expect(page.getByRole("rowheader", { name: origin.replace("http://", "") })).toBeVisible();
}

/** The messages that arrived, each with a good signature. */
function messagesOf({ requests }: FakeProvider) {
  return requests.map(({ headers, body, path }) => {
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const signature = createHmac("sha256", SIGNING_KEY).update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
    expect(path).toBe(`/${FAKE.webhookPath}`);
    return JSON.parse(body) as { data: { isTest: boolean; events: { kind: string; profileId: string }[] } };
  });
}

for (const locale of EVERY_LOCALE) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("a webhook is added and tried, and hears once of a credential that ends soon", async ({
      page,
      console,
    }) => {
      test.setTimeout(240_000);
      const t = labelsOf(locale);
      const receiver = await startFakeProvider(() => ({ status: 204, body: "" }));
      try {
        await setUp(page, console, t);
        await page.getByRole("link", { name: t("nav.alerts"), exact: true }).click();
        await expect(page.getByText(t("alerts.now.no_channel_title"))).toBeVisible();
        await look(page, "1-nothing-yet");
        await page.goto("/alerts/channels");
        await look(page, "2-no-channel");
        await page.goto("/alerts/channels/new");
        await look(page, "3-kinds");
        await page.goto("/alerts/channels/new?kind=email");
        await look(page, "4-email-form");

        await addWebhook(page, t, receiver);
        await look(page, "5-saved");
        const tryIt = page.getByRole("button", { name: t("alerts.channels.test"), exact: true });
        await tryIt.click();
        // Nothing goes to a server of this machine before an admin allowed it.
        await expect(page.getByText(t("alerts.problem.address_refused"))).toBeVisible();
        expect(receiver.requests).toEqual([]);
        await look(page, "6-not-allowed");

        await allowServer(page, t, receiver);
        await page.goto("/alerts/channels");
        await page.getByRole("link", { name: "On-call" }).click();
        await tryIt.click();
        await expect(page.getByText(t("alerts.channels.test_arrived"))).toBeVisible();
        await page.goto("/alerts/channels");
        await look(page, "7-channels");
        expect(messagesOf(receiver).map(({ data }) => data.isTest)).toEqual([true]);

        gateway(console);
        await expect.poll(() => receiver.requests.length, NEXT_LOOK).toBe(2);
        const { data } = messagesOf(receiver)[1] ?? { data: null };
        expect(data?.events.map(({ kind, profileId }) => [kind, profileId])).toEqual([
          ["expiring", "anthropic:work"],
        ]);

        await page.goto("/alerts");
        const title = t("notice.title.expiring", { profile: "anthropic:work", days: 7 });
        await expect(page.getByRole("rowheader", { name: title })).toBeVisible();
        await look(page, "8-now");
        await page.getByRole("button", { name: t("alerts.now.mute.trigger"), exact: true }).click();
        await page
          .getByRole("dialog")
          .getByRole("button", { name: t("alerts.now.mute.submit"), exact: true })
          .click();
        await expect(page.getByRole("button", { name: t("alerts.now.mute.end") })).toBeVisible();
        await look(page, "9-muted");

        await page.goto("/alerts/deliveries");
        const sent = page.getByText(t("alerts.deliveries.state.sent"), { exact: true });
        await expect(sent).toHaveCount(2);
        await expect(page.getByText(t("alerts.problem.address_refused"))).toBeVisible();
        await look(page, "10-deliveries");
        await page.goto("/alerts/rules");
        await look(page, "11-rules");
        expect(receiver.requests).toHaveLength(2);
      } finally {
        await receiver.stop();
      }
    });
  });
}

const t = labelsOf("en");

test("what is wrong in a channel's form is said at its field, and nothing is stored", async ({
  page,
  console,
}) => {
  await signInAs(page, console, "admin");
  await page.goto("/alerts/channels/new?kind=webhook");
  await page.getByLabel(t("alerts.channels.name"), { exact: true }).fill("On-call");
  await page.getByLabel(t("alerts.field.url")).fill("https://user:pw@example.org/");
  await page.getByLabel(t("alerts.field.signingSecret")).fill("too short");
  await page.getByLabel(t("alerts.channels.zone")).fill("Nowhere/Land");
  await page.getByRole("button", { name: t("alerts.channels.save"), exact: true }).click();
  await expect(page.getByText(t("errors.time_zone"))).toBeVisible();
  await page.getByLabel(t("alerts.channels.zone")).fill("Europe/Berlin");
  await page.getByRole("button", { name: t("alerts.channels.save"), exact: true }).click();
  await expect(page.getByText(t("errors.channel_url"))).toBeVisible();
  await expect(page.getByText(t("errors.channel_signing_secret"))).toBeVisible();
  await look(page, "1-refused");
  await page.goto("/alerts/channels");
  await expect(page.getByText(t("alerts.channels.empty_title"))).toBeVisible();
});

test("a viewer sees alerts and channels and can change none", async ({ page, console }) => {
  await signInAs(page, console, "viewer");
  for (const place of ["/alerts", "/alerts/channels", "/alerts/deliveries", "/alerts/rules"]) {
    await page.goto(place);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  }
  await page.goto("/alerts/channels/new?kind=slack");
  await expect(page.getByText(t("alerts.channels.not_allowed"))).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a channel is added, tried, edited and removed all the same", async ({ page, console }) => {
    const receiver = await startFakeProvider(() => ({ status: 204, body: "" }));
    try {
      await signInAs(page, console, "admin");
      await allowServer(page, t, receiver);
      await addWebhook(page, t, receiver);
      await page.getByRole("button", { name: t("alerts.channels.test"), exact: true }).click();
      await expect(page.getByText(t("alerts.channels.test_arrived"))).toBeVisible();
      expect(messagesOf(receiver)).toHaveLength(1);

      await page.getByLabel(t("alerts.channels.name"), { exact: true }).fill("Night watch");
      await page.getByRole("button", { name: t("alerts.channels.save"), exact: true }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Night watch" })).toBeVisible();
      await page.getByText(t("alerts.channels.remove"), { exact: true }).last().click();
      await page.getByRole("button", { name: t("alerts.channels.remove_confirm"), exact: true }).click();
      await expect(page.getByText(t("alerts.channels.removed", { name: "Night watch" }))).toBeVisible();
      await expect(page.getByText(t("alerts.channels.empty_title"))).toBeVisible();
    } finally {
      await receiver.stop();
    }
  });
});
