import { createSecretKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openBytes, sealBytes } from "#lib/vault/aes-gcm.ts";

/** Project Wycheproof's AES-GCM cases, as published; kept beside the repository and not in it. */
const VECTORS = path.resolve("..", "shared", "fixtures", "wycheproof", "aes_gcm_test.json");

type Case = {
  tcId: number;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: string;
};
type Group = { ivSize: number; keySize: number; tagSize: number; tests: Case[] };

function readGroups(): Group[] {
  const { testGroups } = JSON.parse(readFileSync(VECTORS, "utf8")) as { testGroups: Group[] };
  return testGroups.filter((group) => group.keySize === 256);
}

const bytesOf = ({ key, iv, aad, msg, ct, tag }: Case) => ({
  key: createSecretKey(Buffer.from(key, "hex")),
  nonce: Buffer.from(iv, "hex"),
  data: Buffer.from(aad, "hex"),
  plaintext: Buffer.from(msg, "hex"),
  sealed: Buffer.from(ct + tag, "hex"),
});

describe.skipIf(!existsSync(VECTORS))("Wycheproof's 256-bit cases", () => {
  test("with a 96-bit nonce and a 128-bit tag come out as marked", { tags: ["C01"] }, () => {
    const cases = readGroups()
      .filter((group) => group.ivSize === 96 && group.tagSize === 128)
      .flatMap((group) => group.tests);
    expect(cases).toHaveLength(66);
    for (const entry of cases) {
      const { key, nonce, data, plaintext, sealed } = bytesOf(entry);
      const valid = entry.result === "valid";
      expect(openBytes(key, { nonce, sealed }, data), `case ${entry.tcId}`).toEqual(valid ? plaintext : null);
      if (valid) expect(sealBytes(key, plaintext, data, nonce).sealed, `case ${entry.tcId}`).toEqual(sealed);
    }
  });

  test("of any other shape are refused, valid or not", { tags: ["C01"] }, () => {
    const cases = readGroups()
      .filter((group) => group.ivSize !== 96 || group.tagSize !== 128)
      .flatMap((group) => group.tests);
    expect(cases).toHaveLength(39);
    for (const entry of cases) {
      const { key, nonce, data, plaintext, sealed } = bytesOf(entry);
      expect(openBytes(key, { nonce, sealed }, data), `case ${entry.tcId}`).toBeNull();
      expect(() => sealBytes(key, plaintext, data, nonce), `case ${entry.tcId}`).toThrow(RangeError);
    }
  });
});
