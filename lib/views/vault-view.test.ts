import { expect, test } from "vitest";
import { testContext } from "#lib/testing/context.ts";
import { wornDataKey } from "#lib/views/vault-view.ts";

test("a data key is worth a word from 2^31 envelopes on", () => {
  const ctx = testContext();
  const set = ctx.db.raw.prepare("UPDATE data_keys SET seals = ? WHERE purpose = 'seal'");
  expect(wornDataKey(ctx)).toBeNull();
  set.run(2 ** 31 - 1);
  expect(wornDataKey(ctx)).toBeNull();
  set.run(2 ** 31);
  expect(wornDataKey(ctx)).toBe(2 ** 31);
});
