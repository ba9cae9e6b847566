import { chmodSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { inspectKeyring } from "#lib/operations/inspect-keyring.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { readKeyringFile } from "#lib/vault/keyring-file.ts";

test("a keyring that opens every data key is told with its keys, and none of their bytes", () => {
  const ctx = testContext(actorOf("admin"));
  const { keyringFile } = ctx.runtime.config;
  const { current } = readKeyringFile(keyringFile);
  const report = inspectKeyring(ctx, keyringFile);
  const key = { id: current.id, createdAtMs: Date.parse(current.createdAt), isCurrent: true, wraps: 2 };
  expect(report).toEqual({ source: keyringFile, opens: true, keys: [key] });
  expect(JSON.stringify(report)).not.toContain(current.key.export().toString("base64url"));
});

test.each([
  ["is gone", "keyring_missing", (file: string) => rmSync(file)],
  ["others can read", "keyring_readable_by_others", (file: string) => chmodSync(file, 0o644)],
])("a keyring that %s is told by its cause", (_, code, harm) => {
  const ctx = testContext();
  const { keyringFile } = ctx.runtime.config;
  harm(keyringFile);
  expect(inspectKeyring(ctx, keyringFile)).toMatchObject({ opens: false, refusal: { code } });
});

test("a keyring that opens only some of the data keys does not open the vault", () => {
  const ctx = testContext();
  ctx.db.raw.exec("UPDATE data_keys SET created_at_ms = created_at_ms + 1 WHERE purpose = 'fingerprint'");
  const report = inspectKeyring(ctx, ctx.runtime.config.keyringFile);
  expect(report).toMatchObject({ opens: false, refusal: { code: "data_key_refused" } });
});

test.each(["operator", "viewer"] as const)("%s is told nothing", (role) => {
  const ctx = testContext(actorOf(role));
  expect(() => inspectKeyring(ctx, ctx.runtime.config.keyringFile)).toThrow("forbidden");
});
