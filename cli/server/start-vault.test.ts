import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startVault } from "#cli/server/start-vault.ts";
import { readConfig } from "#lib/config.ts";
import { Runtime } from "#lib/runtime.ts";
import { testContext, testRuntime } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { PASSPHRASE, sealVault, WRONG_PASSPHRASE } from "#lib/testing/sealed-vault.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";
import { newKeyringText } from "#lib/vault/keyring-format.ts";
import { isVaultSealed } from "#lib/vault-state.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

function runtimeWith(folder: string, env: Record<string, string>): Runtime {
  const runtime = new Runtime(readConfig({ HOME: folder, ...env }));
  afterThisTest(() => runtime.close());
  return runtime;
}

test("the first start makes the vault, and the next one finds it", async () => {
  const runtime = testRuntime();
  expect(await startVault(runtime, NOW_MS)).toEqual({ created: true, refusal: null });
  expect(await startVault(runtime, NOW_MS)).toEqual({ created: false, refusal: null });
});

test("a console starts on a keyring that does not fit, says so, and makes no other", {
  tags: ["F10"],
}, async () => {
  const [{ folder, runtime }, other] = [testContext(), testContext()];
  const { keyringFile } = runtime.config;
  writeFileSync(keyringFile, readFileSync(other.runtime.config.keyringFile));
  expect(await startVault(testRuntime(folder), NOW_MS)).toEqual({
    created: false,
    refusal: code("keyring_of_another_vault"),
  });
  rmSync(keyringFile);
  expect(await afterStart(folder)).toEqual({ code: "keyring_missing", isThere: false });
});

test("a start that makes a keyring wherever one is missing locks out what was sealed before", {
  tags: ["F10-twin"],
}, async () => {
  const { folder, runtime } = testContext();
  const { keyringFile } = runtime.config;
  rmSync(keyringFile);
  writeFileSync(keyringFile, newKeyringText(NOW_MS), { mode: 0o600 });
  expect(await afterStart(folder)).toEqual({ code: "keyring_of_another_vault", isThere: true });
});

/** Why the vault does not open after a start, and whether there is a keyring then. */
async function afterStart(folder: string) {
  const runtime = testRuntime(folder);
  const { created, refusal } = await startVault(runtime, NOW_MS);
  expect(created).toBe(false);
  return { code: refusal?.code ?? null, isThere: existsSync(runtime.config.keyringFile) };
}

test("without a vault a keyring that cannot be used is refused", { tags: ["F10"] }, async () => {
  const runtime = testRuntime();
  const { keyringFile } = runtime.config;
  mkdirSync(path.dirname(keyringFile), { recursive: true });
  writeFileSync(keyringFile, "{}", { mode: 0o600 });
  await expect(startVault(runtime, NOW_MS)).rejects.toThrow(code("keyring_wrong_format"));
  expect(readFileSync(keyringFile, "utf8")).toBe("{}");
});

test("a sealed one starts sealed, or opens with the passphrase in a file; a wrong one is said", async () => {
  const ctx = testContext();
  await sealVault(ctx);
  const sealed = testRuntime(ctx.folder);
  expect(await startVault(sealed, NOW_MS)).toEqual({ created: false, refusal: code("vault_sealed") });

  const file = path.join(ctx.folder, "passphrase");
  const runtime = runtimeWith(ctx.folder, { CLAWKEEP_PASSPHRASE_FILE: file });
  expect((await startVault(runtime, NOW_MS)).refusal).toEqual(code("passphrase_file_unusable"));
  writeFileSync(file, WRONG_PASSPHRASE.reveal(), { mode: 0o600 });
  expect((await startVault(runtime, NOW_MS)).refusal).toEqual(code("keyring_passphrase_wrong"));
  expect(isVaultSealed(runtime)).toBe(true);
  writeFileSync(file, PASSPHRASE.reveal());
  expect(await startVault(runtime, NOW_MS)).toEqual({ created: false, refusal: null });
  expect(isVaultSealed(runtime)).toBe(false);
});
