import type { Browser } from "@playwright/test";
import { expect } from "./console.ts";
import { labelsOf } from "./labels.ts";
import type { Run } from "./leaks-walk.ts";
import { type Recorder, recordPage } from "./traffic.ts";

const t = labelsOf("en");

/** A form that is posted by the browser itself comes back as a whole page, and may not bring the secret along. */
export async function withoutScripts(
  { page, console, canaries, evidence }: Run,
  browser: Browser,
  recorder: Recorder,
): Promise<void> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    baseURL: console.url,
    proxy: { server: recorder.url, bypass: "<-loopback>" },
    storageState: await page.context().storageState(),
  });
  const plain = await context.newPage();
  recordPage(plain, evidence);
  await plain.goto("/profiles/new?kind=api-key&provider=mistral");
  const field = plain.getByRole("textbox", { name: t("profile_form.api_key"), exact: true });
  const submit = plain.getByRole("button", { name: t("profile_form.seal") });

  await field.fill(canaries.make("key with a tab, without scripts", { middle: "\t" }));
  await submit.click();
  await expect(plain.getByText(t("errors.secret_control_character"))).toBeVisible();
  await expect(field).toHaveValue("");
  evidence.add("the document of a refused form without scripts", await plain.content());

  await field.fill(canaries.make("API key without scripts", { prefix: "sk-" }));
  await submit.click();
  await expect(plain.getByText(t("profile.notice.sealed"))).toBeVisible();
  evidence.add("the document of a sealed key without scripts", await plain.content());
  await context.close();
}
