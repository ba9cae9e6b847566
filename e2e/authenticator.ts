import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { expect } from "./console.ts";
import type { Labels } from "./labels.ts";

/** What the app shows `steps` half minutes from now. Each code counts once, so walks take the next one. */
export function appCode(secret: string, steps = 0): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 });
}

/** Scans, as far as a test has eyes, types a first code, and returns what the page shows this once. */
export async function turnOn(page: Page, t: Labels): Promise<{ secret: string; codes: string[] }> {
  await page.getByRole("button", { name: t("security.show") }).click();
  await expect(page.getByRole("img", { name: t("security.qr") })).toBeVisible();
  const shown = await page
    .locator("code")
    .filter({ hasText: /^[A-Z2-7 ]{39}$/ })
    .textContent();
  const secret = (shown ?? "").replaceAll(" ", "");
  await page.getByLabel(t("security.first_code"), { exact: true }).fill(appCode(secret, -1));
  await page.getByRole("button", { name: t("security.turn_on") }).click();
  const list = page.getByRole("region", { name: t("security.codes") }).getByRole("listitem");
  await expect(list).toHaveCount(10);
  return { secret, codes: await list.allTextContents() };
}

/** Types a code into the page that asks for the second step. */
export async function typeCode(page: Page, t: Labels, code: string): Promise<void> {
  await page.getByLabel(t("second_step.code"), { exact: true }).first().fill(code);
  await page.getByRole("button", { name: t("second_step.submit"), exact: true }).click();
}
