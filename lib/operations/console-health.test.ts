import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { consoleHealth } from "#lib/operations/console-health.ts";
import { testContext, testRuntime } from "#lib/testing/context.ts";

const isReady = ({ runtime }: ReturnType<typeof testContext>) =>
  consoleHealth(runtime, runtime.config.keyringFile).isVaultReady;

test("says the release of package.json, and a vault that is not made is not ready", () => {
  const runtime = testRuntime();
  const { version, isVaultReady } = consoleHealth(runtime, runtime.config.keyringFile);
  expect(version).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
  expect(isVaultReady).toBe(false);
});

test("a vault is ready with its own keyring, private and whole, and with no other", () => {
  const [ctx, other] = [testContext(), testContext()];
  const { keyringFile } = ctx.runtime.config;
  expect(isReady(ctx)).toBe(true);

  const own = readFileSync(keyringFile, "utf8");
  chmodSync(keyringFile, 0o644);
  expect(isReady(ctx)).toBe(false);
  chmodSync(keyringFile, 0o600);
  expect(isReady(ctx)).toBe(true);
  writeFileSync(keyringFile, readFileSync(other.runtime.config.keyringFile, "utf8"));
  expect(isReady(ctx)).toBe(false);
  writeFileSync(keyringFile, own.slice(0, -5));
  expect(isReady(ctx)).toBe(false);
  rmSync(keyringFile);
  expect(isReady(ctx)).toBe(false);
});
