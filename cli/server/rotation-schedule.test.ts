import { expect, test, vi } from "vitest";
import { startRotationSchedule } from "#cli/server/rotation-schedule.ts";
import { findLastRotation } from "#db/repositories/key-rotations.ts";
import { startRotation } from "#lib/operations/start-rotation.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { fillVault, openAll } from "#lib/testing/full-vault.ts";
import { sealVault } from "#lib/testing/sealed-vault.ts";

test("a server goes on with a rotation that nobody drives", async () => {
  const ctx = testContext(TERMINAL);
  fillVault(ctx, 100);
  const secrets = openAll(ctx);
  startRotation(ctx, "data_keys", ctx.runtime.config.keyringFile);
  const reported: unknown[] = [];
  const schedule = startRotationSchedule(ctx.runtime, (error) => reported.push(error), 10);
  const state = () => findLastRotation(ctx.db.reader)?.state;
  await vi.waitFor(() => expect(state()).toBe("done"), { timeout: 20_000, interval: 50 });
  await schedule.stop();
  expect(reported).toEqual([]);
  expect(openAll(ctx)).toEqual(secrets);
});

test("a server leaves a rotation alone that another process drives, and says nothing", async () => {
  const ctx = testContext(TERMINAL);
  fillVault(ctx, 1);
  startRotation(ctx, "data_keys", ctx.runtime.config.keyringFile);
  const lease = "UPDATE key_rotations SET lease_holder = 'other', lease_until_ms = ?";
  ctx.db.raw.prepare(lease).run(Date.now() + 60_000);
  const reported: unknown[] = [];
  const schedule = startRotationSchedule(ctx.runtime, (error) => reported.push(error), 5);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await schedule.stop();
  expect(reported).toEqual([]);
  expect(findLastRotation(ctx.db.reader)).toMatchObject({ state: "running", done: 0, leaseHolder: "other" });
});

test("a rotation waits while the vault is sealed, without a word, and goes on once it is open", async () => {
  const ctx = testContext(TERMINAL);
  fillVault(ctx, 3);
  startRotation(ctx, "data_keys", ctx.runtime.config.keyringFile);
  const { open } = await sealVault(ctx);
  const reported: unknown[] = [];
  const schedule = startRotationSchedule(ctx.runtime, (error) => reported.push(error), 5);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(findLastRotation(ctx.db.reader)).toMatchObject({ state: "running", done: 0, leaseHolder: null });
  await open();
  const state = () => findLastRotation(ctx.db.reader)?.state;
  await vi.waitFor(() => expect(state()).toBe("done"), { timeout: 20_000, interval: 20 });
  await schedule.stop();
  expect(reported).toEqual([]);
});
