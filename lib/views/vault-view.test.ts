import { expect, test } from "vitest";
import { cancelRotation, startRotation } from "#lib/operations/start-rotation.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { liveVersion } from "#lib/views/live-version.ts";
import { vaultView, wornDataKey } from "#lib/views/vault-view.ts";

test("a data key is worth a word from 2^31 envelopes on", () => {
  const ctx = testContext();
  const set = ctx.db.raw.prepare("UPDATE data_keys SET seals = ? WHERE purpose = 'seal'");
  const wear = () => vaultView(ctx).dataKeys.find(({ purpose }) => purpose === "seal")?.wear;
  expect([wornDataKey(ctx), wear()]).toEqual([null, "fresh"]);
  set.run(2 ** 31 - 1);
  expect([wornDataKey(ctx), wear()]).toEqual([null, "fresh"]);
  set.run(2 ** 31);
  expect([wornDataKey(ctx), wear()]).toEqual([2 ** 31, "worn"]);
  set.run(2 ** 32 - 1);
  expect(wear()).toBe("worn");
  set.run(2 ** 32);
  expect(wear()).toBe("spent");
});

test("the view has the keys that seal now, the running rotation apart, and how the last ones ended", () => {
  const ctx = testContext(TERMINAL);
  expect(vaultView(ctx)).toMatchObject({ running: null, ended: [] });
  const { keyringFile } = ctx.runtime.config;
  startRotation(ctx, "data_keys", keyringFile);
  const { dataKeys, running } = vaultView(ctx);
  expect(dataKeys.map(({ purpose, isInUse }) => [purpose, isInUse])).toEqual(
    expect.arrayContaining([
      ["seal", true],
      ["seal", false],
      ["fingerprint", true],
    ]),
  );
  expect(running).toMatchObject({ kind: "data_keys", isCancelling: false, startedBy: "cli:tester" });
  expect(dataKeys.find(({ id }) => id === running?.targetId)?.isInUse).toBe(true);
  cancelRotation(ctx);
  expect(vaultView(ctx)).toMatchObject({ running: null, ended: [{ state: "cancelled" }] });
});

test("an open page learns of each step of a rotation", () => {
  const ctx = testContext(TERMINAL);
  startRotation(ctx, "data_keys", ctx.runtime.config.keyringFile);
  const { change } = liveVersion(ctx);
  expect(liveVersion(ctx).change).toBe(change);
  ctx.db.raw.exec("UPDATE key_rotations SET done = done + 1");
  expect(liveVersion(ctx).change).not.toBe(change);
});
