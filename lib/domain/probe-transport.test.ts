import { expect, test } from "vitest";
import { retryAfterMs } from "#lib/domain/probe-transport.ts";
import { NOW_MS } from "#lib/testing/now.ts";

test.each([
  [null, null],
  ["", null],
  ["soon", null],
  ["-5", null],
  ["0", 0],
  ["1.5", 1500],
  ["30", 30_000],
  ["999999999", 86_400_000],
  [new Date(NOW_MS + 5000).toUTCString(), 5000],
  [new Date(NOW_MS - 5000).toUTCString(), 0],
])("retry-after %j is %j ms", (header, waitMs) => {
  expect(retryAfterMs(header, NOW_MS)).toBe(waitMs);
});
