import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { failureWording, isBillingWording, paymentWording } from "#lib/domain/failure-wording.ts";

/** Provider errors and what `classifyFailoverReason` of the real release made of them. */
const recorded = readFileSync(
  new URL("./testdata/openclaw-2026.3.13-failure-wording.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line): { text: string; reason: string | null } => JSON.parse(line));

test.each(recorded)("OpenClaw reads $text as $reason", ({ text, reason }) => {
  expect(failureWording(text)).toBe(reason);
});

test("there are enough recorded errors", () => {
  expect(recorded.length).toBeGreaterThan(90);
});

test.each([
  ["", "billing"],
  ["402 Payment Required", "billing"],
  ["Insufficient credits; try again later, rate limit", "billing"],
  ["Organization usage limit reached. Try again later.", "rate_limit"],
  ["Your monthly spend limit was reached", "rate_limit"],
  ["Workspace limit: billing period exhausted", "rate_limit"],
  ["Subscription quota limit; automatic quota refresh", "rate_limit"],
  ["Maximum allowed limit", "billing"],
  ["Please pay", "billing"],
])("of a 402, %j asks for %s", (text, reason) => {
  expect(paymentWording(text)).toBe(reason);
});

test("a long text that mentions credit is no bill", () => {
  expect(isBillingWording(`credit balance ${"x".repeat(600)}`)).toBe(false);
  expect(isBillingWording(`credit balance ${"x".repeat(400)}`)).toBe(true);
});

test("a hostile text is read quickly", () => {
  const texts = ["could not validate ", "service unavailable ", "daily/", "402 ", "tool call id was ", "\n"];
  const startedAt = performance.now();
  for (const text of texts) failureWording(text.repeat(64 * 1024));
  expect(performance.now() - startedAt).toBeLessThan(500);
});
