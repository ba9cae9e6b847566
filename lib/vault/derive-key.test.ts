import { createHmac, createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { deriveKey, type KeyUse } from "#lib/vault/derive-key.ts";

const USES: KeyUse[] = ["wrap seal data keys", "wrap fingerprint data keys", "sign audit checkpoints"];
const KEY = createSecretKey(Buffer.alloc(32, 9));

test("each use has a key of its own, the same every time, and none is the keyring's", () => {
  const derived = USES.map((use) => deriveKey(KEY, use).export().toString("hex"));
  expect(new Set([...derived, KEY.export().toString("hex")]).size).toBe(USES.length + 1);
  expect(derived).toEqual(USES.map((use) => deriveKey(KEY, use).export().toString("hex")));
});

// RFC 5869, written out: an empty salt is 32 zero bytes, and 32 bytes of output are the first block.
test.each(USES)("the key to %s is HKDF-SHA-256 of the keyring key", (use) => {
  const pseudoRandomKey = createHmac("sha256", Buffer.alloc(32)).update(KEY.export()).digest();
  const block = createHmac("sha256", pseudoRandomKey)
    .update(`clawkeep v1 ${use}`)
    .update(Buffer.of(1))
    .digest();
  expect(deriveKey(KEY, use).export()).toEqual(block);
});
