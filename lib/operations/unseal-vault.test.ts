import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { consoleHealth } from "#lib/operations/console-health.ts";
import { countUnsealing } from "#lib/operations/limit-sign-in.ts";
import { lockVault, lockWithPassphrase, unsealFromFile, unsealVault } from "#lib/operations/unseal-vault.ts";
import { actorOf, type TestContext, testContext, testRuntime } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { PASSPHRASE, sealVault, WRONG_PASSPHRASE as WRONG } from "#lib/testing/sealed-vault.ts";
import { dropKey } from "#lib/vault/held-key.ts";
import { isVaultSealed, vaultTrouble } from "#lib/vault-state.ts";

const ADDRESS = "192.0.2.1";

const code = (expected: string) => expect.objectContaining({ name: "OperationError", code: expected });
const events = ({ db }: Pick<TestContext, "db">) =>
  db.raw.prepare("SELECT event FROM audit_log ORDER BY id").pluck().all();

/** A console that starts on a sealed keyring, and a stranger before it. */
async function sealed() {
  const ctx = testContext();
  const file = ctx.runtime.config.keyringFile;
  await sealVault(ctx);
  const runtime = testRuntime(ctx.folder);
  const visitor = (laterMs = 0) => runtime.operationContext({ kind: "visitor" }, NOW_MS + laterMs);
  const attempt = (passphrase: SecretText, address = ADDRESS, laterMs = 0) =>
    unsealVault(visitor(laterMs), file, { passphrase, address });
  return { ctx, file, runtime, visitor, attempt };
}

test("the passphrase opens the vault of a running console, whoever has it", { tags: ["W06"] }, async () => {
  const { ctx, file, runtime, attempt } = await sealed();
  expect(isVaultSealed(runtime)).toBe(true);
  expect(consoleHealth(runtime, file)).toMatchObject({ isVaultReady: false, isVaultSealed: true });
  await expect(attempt(WRONG)).rejects.toThrow(code("keyring_passphrase_wrong"));
  expect(isVaultSealed(runtime)).toBe(true);

  await attempt(PASSPHRASE);
  expect(vaultTrouble(runtime)).toBeNull();
  expect(consoleHealth(runtime, file)).toMatchObject({ isVaultReady: true, isVaultSealed: false });
  expect(events(ctx).slice(1)).toEqual([
    "vault.unsealing_attempted",
    "vault.unsealing_attempted",
    "vault.unsealed",
  ]);
  const log = JSON.stringify(ctx.db.raw.prepare("SELECT * FROM audit_log").all());
  for (const secret of [PASSPHRASE, WRONG]) expect(log).not.toContain(secret.reveal());
});

test("an address has eight tries in fifteen minutes, and a right one forgives them", {
  tags: ["W06"],
}, async () => {
  const { runtime, visitor, attempt } = await sealed();
  const guess = (times: number) => {
    for (let at = 0; at < times; at += 1) countUnsealing(visitor(), ADDRESS);
  };
  guess(7);
  await attempt(PASSPHRASE);
  dropKey(runtime.config.keyringFile);
  guess(7);
  await expect(attempt(WRONG)).rejects.toThrow(code("keyring_passphrase_wrong"));
  await expect(attempt(PASSPHRASE)).rejects.toThrow(code("sign_in_limited"));
  expect(isVaultSealed(runtime)).toBe(true);
  await attempt(PASSPHRASE, "192.0.2.2");
  expect(isVaultSealed(runtime)).toBe(false);
});

test("all addresses together have forty tries", { tags: ["W06"] }, async () => {
  const { runtime, visitor, attempt } = await sealed();
  for (let at = 0; at < 40; at += 1) countUnsealing(visitor(), `198.51.100.${at}`);
  await expect(attempt(PASSPHRASE)).rejects.toThrow(code("sign_in_limited"));
  expect(isVaultSealed(runtime)).toBe(true);
  await attempt(PASSPHRASE, ADDRESS, 15 * 60_000);
  expect(isVaultSealed(runtime)).toBe(false);
});

test("a stranger is told of no file, and nothing is counted that cannot be tried", {
  tags: ["W07"],
}, async () => {
  const { ctx, file, attempt } = await sealed();
  const text = readFileSync(file, "utf8");
  const other = readFileSync(testContext().runtime.config.keyringFile, "utf8");
  for (const broken of [text.slice(0, -5), other.replace('"version": 1', '"version": 3'), ""]) {
    writeFileSync(file, broken);
    await expect(attempt(PASSPHRASE)).rejects.toMatchObject({ code: "vault_unusable", params: {} });
  }
  writeFileSync(file, text.replace(/vault_\w+/, "vault_000000000000000000000000"));
  await expect(attempt(PASSPHRASE)).rejects.toMatchObject({ code: "vault_unusable", params: {} });
  rmSync(file);
  await expect(attempt(PASSPHRASE)).rejects.toMatchObject({ code: "vault_unusable", params: {} });
  expect(events(ctx)).toEqual(["vault.initialised"]);

  const plain = testContext({ kind: "visitor" });
  const proof = { passphrase: PASSPHRASE, address: ADDRESS };
  const { keyringFile } = plain.runtime.config;
  await expect(unsealVault(plain, keyringFile, proof)).rejects.toThrow(code("vault_not_sealed"));
});

test("an unsealing that cannot be recorded does not happen", { tags: ["F07"] }, async () => {
  const { ctx, runtime, attempt } = await sealed();
  ctx.db.raw.exec(`CREATE TRIGGER no_more BEFORE INSERT ON audit_log WHEN NEW.event = 'vault.unsealed'
    BEGIN SELECT RAISE(ABORT, 'full'); END`);
  await expect(attempt(PASSPHRASE)).rejects.toThrow("full");
  expect(isVaultSealed(runtime)).toBe(true);
});

test("an owner locks it, and so does whoever has the passphrase; nobody else", async () => {
  const { ctx, file, runtime, visitor, attempt } = await sealed();
  await attempt(PASSPHRASE);
  expect(() => lockVault(ctx.as(actorOf("admin")), file)).toThrow(code("forbidden"));
  const wrong = { passphrase: WRONG, address: ADDRESS };
  await expect(lockWithPassphrase(visitor(), file, wrong)).rejects.toThrow(code("keyring_passphrase_wrong"));
  expect(isVaultSealed(runtime)).toBe(false);

  lockVault(ctx, file);
  expect(isVaultSealed(runtime)).toBe(true);
  await attempt(PASSPHRASE);
  await lockWithPassphrase(visitor(), file, { passphrase: PASSPHRASE, address: ADDRESS });
  expect(isVaultSealed(runtime)).toBe(true);
  expect(events(ctx).filter((event) => event === "vault.locked")).toHaveLength(2);
  expect(() => lockVault(testContext(), testContext().runtime.config.keyringFile)).toThrow(
    code("vault_not_sealed"),
  );
});

test("a console opens its vault at the start with the passphrase of a file", async () => {
  const { ctx, file, runtime } = await sealed();
  const passphraseFile = path.join(ctx.folder, "passphrase");
  writeFileSync(passphraseFile, WRONG.reveal(), { mode: 0o600 });
  await expect(unsealFromFile(ctx, file, passphraseFile)).rejects.toThrow(code("keyring_passphrase_wrong"));
  expect(isVaultSealed(runtime)).toBe(true);
  writeFileSync(passphraseFile, `${PASSPHRASE.reveal()}\n`);
  await unsealFromFile(ctx, file, passphraseFile);
  expect(isVaultSealed(runtime)).toBe(false);
});
