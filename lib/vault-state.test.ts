import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { type TestContext, testContext, testRuntime } from "#lib/testing/context.ts";
import { vaultTrouble } from "#lib/vault-state.ts";

const BREAKAGES: [string, string, (file: string, ctx: TestContext) => void][] = [
  ["missing", "keyring_missing", (file) => rmSync(file)],
  ["cut short", "keyring_malformed", (file) => writeFileSync(file, readFileSync(file, "utf8").slice(0, 80))],
  ["open to others", "keyring_readable_by_others", (file) => chmodSync(file, 0o644)],
  [
    "of another vault",
    "keyring_of_another_vault",
    (file) => writeFileSync(file, readFileSync(testContext().runtime.config.keyringFile)),
  ],
  [
    "without the key that is needed",
    "data_key_wrapping_key_missing",
    (file) => writeFileSync(file, readFileSync(file, "utf8").replace(/kr_[\w-]{6}/g, "kr_000000")),
  ],
  [
    "with another key of the same name",
    "data_key_refused",
    (file) => writeFileSync(file, readFileSync(file, "utf8").replace(/"key": "[\w-]{4}/, '"key": "AAAA')),
  ],
];

test.each(BREAKAGES)(
  "a keyring %s is said at the next start, and keeps nothing else from working",
  {
    tags: ["F10"],
  },
  (_what, code, breakIt) => {
    const ctx = testContext();
    breakIt(ctx.runtime.config.keyringFile, ctx);
    const runtime = testRuntime(ctx.folder);
    expect(vaultTrouble(runtime)).toMatchObject({ isOpen: false, refusal: { code } });
    expect(() => runtime.vault).toThrow(expect.objectContaining({ code }));
    expect(runtime.operationContext({ kind: "visitor" }, 0).db).toBe(runtime.db);
  },
);

test.each(BREAKAGES.slice(0, 4))(
  "a keyring %s is said while the console still works with its keys",
  {
    tags: ["F10"],
  },
  (_what, code, breakIt) => {
    const ctx = testContext();
    const fingerprint = ctx.sealer.fingerprint(new SecretText("FAKE"));
    expect(vaultTrouble(ctx.runtime)).toBeNull();
    breakIt(ctx.runtime.config.keyringFile, ctx);
    expect(vaultTrouble(ctx.runtime)).toMatchObject({ isOpen: true, refusal: { code } });
    expect(ctx.runtime.vault.sealer.fingerprint(new SecretText("FAKE"))).toBe(fingerprint);
  },
);

test("there is no trouble when a keyring is put right again", { tags: ["F10"] }, () => {
  const ctx = testContext();
  const { keyringFile } = ctx.runtime.config;
  const own = readFileSync(keyringFile);
  rmSync(keyringFile);
  const runtime = testRuntime(ctx.folder);
  expect(vaultTrouble(runtime)).not.toBeNull();
  writeFileSync(keyringFile, own, { mode: 0o600 });
  expect(vaultTrouble(runtime)).toBeNull();
});
