import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { driveRotation } from "#lib/operations/drive-rotation.ts";
import { holdOpened, isSealedHere } from "#lib/operations/open-keyring.ts";
import { initialiseSealedVault, removeKeyringSeal, sealKeyring } from "#lib/operations/seal-keyring.ts";
import { startRotation } from "#lib/operations/start-rotation.ts";
import { actorOf, TERMINAL, type TestContext, testContext, testRuntime } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { PASSPHRASE, WRONG_PASSPHRASE as WRONG } from "#lib/testing/sealed-vault.ts";
import { dropKey } from "#lib/vault/held-key.ts";
import { readKeyringFile } from "#lib/vault/keyring-file.ts";
import { keyringText } from "#lib/vault/keyring-format.ts";

const code = (expected: string) => expect.objectContaining({ name: "OperationError", code: expected });
const events = ({ db }: Pick<TestContext, "db">) =>
  db.raw.prepare("SELECT event FROM audit_log ORDER BY id").pluck().all();

let used: string[] = [];
afterEach(() => {
  for (const file of used) dropKey(file);
  used = [];
});

/** A vault whose keyring was plain, and is sealed now. */
async function sealed() {
  const ctx = testContext();
  const file = ctx.runtime.config.keyringFile;
  used.push(file);
  const plain = readFileSync(file, "utf8");
  await sealKeyring(ctx, file, PASSPHRASE);
  return { ctx, file, plain, text: () => readFileSync(file, "utf8") };
}

test("a plain keyring is sealed in its place, and opens with the passphrase alone", {
  tags: ["C06"],
}, async () => {
  const { ctx, file, plain, text } = await sealed();
  for (const { key } of JSON.parse(plain).keys) expect(text()).not.toContain(key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(events(ctx).at(-1)).toBe("vault.keyring_sealed");

  expect(isSealedHere(file)).toBe(true);
  expect(() => readKeyringFile(file)).toThrow(expect.objectContaining({ code: "vault_sealed" }));
  await expect(holdOpened(ctx, file, WRONG)).rejects.toThrow(code("keyring_passphrase_wrong"));
  expect(isSealedHere(file)).toBe(true);
  await holdOpened(ctx, file, PASSPHRASE);
  expect(keyringText(readKeyringFile(file))).toBe(plain);
});

test("a sealed keyring becomes the plain one it was, with its passphrase and with no other", async () => {
  const { ctx, file, plain, text } = await sealed();
  const before = text();
  await expect(removeKeyringSeal(ctx, file, WRONG)).rejects.toThrow(code("keyring_passphrase_wrong"));
  expect(text()).toBe(before);
  await removeKeyringSeal(ctx, file, PASSPHRASE);
  expect(text()).toBe(plain);
  expect(events(ctx).at(-1)).toBe("vault.seal_removed");
  await expect(removeKeyringSeal(ctx, file, PASSPHRASE)).rejects.toThrow(code("keyring_not_sealed"));
});

test("a sealed one is not sealed again, a short passphrase seals nothing, and only an owner seals", async () => {
  const { ctx, file, text } = await sealed();
  const before = text();
  await expect(sealKeyring(ctx, file, WRONG)).rejects.toThrow(code("keyring_sealed_already"));
  expect(text()).toBe(before);

  const other = testContext();
  const plain = other.runtime.config.keyringFile;
  const untouched = readFileSync(plain, "utf8");
  const short = new SecretText("elevenchars");
  await expect(sealKeyring(other, plain, short)).rejects.toThrow(code("keyring_passphrase_short"));
  const admin = other.as(actorOf("admin"));
  await expect(sealKeyring(admin, plain, PASSPHRASE)).rejects.toThrow(code("forbidden"));
  await expect(removeKeyringSeal(admin, plain, PASSPHRASE)).rejects.toThrow(code("forbidden"));
  expect(readFileSync(plain, "utf8")).toBe(untouched);
  expect(events(other)).toEqual(["vault.initialised"]);
});

test("a keyring whose sealing cannot be recorded stays plain", { tags: ["F07"] }, async () => {
  const ctx = testContext();
  const file = ctx.runtime.config.keyringFile;
  const before = readFileSync(file, "utf8");
  ctx.db.raw.exec("CREATE TRIGGER no_more BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END");
  await expect(sealKeyring(ctx, file, PASSPHRASE)).rejects.toThrow("full");
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("another vault's keyring is neither sealed nor opened", { tags: ["F10"] }, async () => {
  const [{ ctx, file, text }, other] = [await sealed(), testContext()];
  const strange = other.runtime.config.keyringFile;
  const before = readFileSync(strange, "utf8");
  await expect(sealKeyring(ctx, strange, PASSPHRASE)).rejects.toThrow(code("keyring_of_another_vault"));
  expect(readFileSync(strange, "utf8")).toBe(before);
  writeFileSync(strange, text());
  await expect(holdOpened(other, strange, PASSPHRASE)).rejects.toThrow(code("keyring_of_another_vault"));
  expect(isSealedHere(file)).toBe(true);
});

test("a runtime opens its vault while the key is held, and not after it was locked", async () => {
  const { ctx, file } = await sealed();
  const runtime = testRuntime(ctx.folder);
  expect(() => runtime.vault).toThrow(code("vault_sealed"));
  await holdOpened(ctx, file, PASSPHRASE);
  const secret = new SecretText("FAKE");
  const { fingerprint } = runtime.vault.sealer;
  expect(fingerprint(secret)).toBe(ctx.sealer.fingerprint(secret));
  expect(runtime.vault).toBe(runtime.vault);
  dropKey(file);
  expect(() => runtime.vault).toThrow(code("vault_sealed"));
});

test("rotating a sealed keyring leaves it sealed under the same passphrase", async () => {
  const { ctx, file, text } = await sealed();
  await holdOpened(ctx, file, PASSPHRASE);
  const [before, id] = [JSON.parse(text()), readKeyringFile(file).current.id];
  startRotation(ctx.as(TERMINAL), "keyring", file);
  await driveRotation(ctx, { keyringSource: file, holder: "here", clock: () => NOW_MS });
  expect(readKeyringFile(file).current.id).not.toBe(id);
  expect(JSON.parse(text())).toMatchObject({ version: 2, kdf: before.kdf });
  expect(JSON.parse(text()).nonce).not.toBe(before.nonce);

  dropKey(file);
  await holdOpened(ctx, file, PASSPHRASE);
  expect(readKeyringFile(file).keys.size).toBe(1);
});

test("a keyring that was sealed anew is closed to whoever holds the key of before", async () => {
  const { ctx, file } = await sealed();
  await removeKeyringSeal(ctx, file, PASSPHRASE);
  await sealKeyring(ctx, file, PASSPHRASE);
  expect(isSealedHere(file)).toBe(true);
});

test("a new vault is sealed from the start, and never in the place of a keyring", async () => {
  const runtime = testRuntime();
  const file = runtime.config.keyringFile;
  used.push(file);
  const ctx = runtime.operationContext({ kind: "system" }, NOW_MS);
  expect(await initialiseSealedVault(ctx, file, PASSPHRASE)).toMatchObject({ created: true });
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ version: 2 });
  expect(ctx.sealer.fingerprint(new SecretText("FAKE"))).toMatch(/./);
  await expect(initialiseSealedVault(ctx, file, PASSPHRASE)).rejects.toThrow(code("keyring_exists"));

  rmSync(file);
  await expect(initialiseSealedVault(ctx, file, PASSPHRASE)).rejects.toThrow(code("keyring_missing"));
});
