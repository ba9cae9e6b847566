import { expect, test } from "vitest";
import { gatewayTriesNextKey, isRateLimitError } from "#lib/domain/key-retry.ts";

test.each([
  [429, "", true, false],
  [429, '{"error":{"type":"insufficient_quota"}}', true, false],
  [403, "rate_limit", true, true],
  [400, "Rate limit reached", true, true],
  [400, "rate-limit", true, false],
  [403, "quota exceeded", true, true],
  [403, "exceeded your current quota", true, false],
  [400, "RESOURCE_EXHAUSTED", true, true],
  [400, "Resource has been exhausted", true, false],
  [503, "Too Many Requests", true, true],
  [400, "request 1429", false, true],
  [401, "invalid x-api-key", false, false],
  [402, "Insufficient credits", false, false],
  [529, "overloaded_error", false, false],
  [500, "", false, false],
  [200, "quota", false, false],
  [null, "quota", false, false],
])("after %j %j we go on: %s; a gateway does: %s", (status, text, ours, gateway) => {
  expect(isRateLimitError({ status, text })).toBe(ours);
  expect(gatewayTriesNextKey(text)).toBe(gateway);
});
