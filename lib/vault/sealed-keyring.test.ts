import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { keyringText, newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";
import {
  deriveSealingKey,
  isSaneCost,
  newSealingKey,
  PASSPHRASE_COST,
  type SealingKey,
} from "#lib/vault/keyring-passphrase.ts";
import {
  openSealedKeyring,
  parseSealedKeyring,
  type SealedKeyring,
  sealedKeyringText,
} from "#lib/vault/sealed-keyring.ts";

const GOLDEN_FILE = new URL("golden-sealed-keyring.json", import.meta.url);
const GOLDEN_SHA256 = "a3c628d185c5a7d378301417300b69d701b3eff11e7ce36fa486e907252e48c3";
const LEAST_COST = { memoryKib: 65_536, passes: 3, lanes: 1 };
const PASSPHRASE = new SecretText("FAKE twelve chars and more");

const refusing = (code: string) => expect.objectContaining({ code });

function sealedOf(text: string): SealedKeyring {
  const sealed = parseSealedKeyring(text, "keyring.json");
  if (!sealed) throw new Error("This is no sealed keyring.");
  return sealed;
}

describe("a keyring sealed by the release that brought them", () => {
  const bytes = readFileSync(GOLDEN_FILE);
  const golden = JSON.parse(bytes.toString("utf8")) as Record<"passphrase" | "plain" | "sealed", string>;

  test("is the very one that was committed and opens for ever", { tags: ["C05"] }, async () => {
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(GOLDEN_SHA256);
    const sealed = sealedOf(golden.sealed);
    expect(sealed.kdf).toMatchObject(PASSPHRASE_COST);
    const key = await deriveSealingKey(new SecretText(golden.passphrase), sealed.kdf);
    const keyring = openSealedKeyring(sealed, key, "keyring.json") as Keyring;
    expect(keyringText(keyring)).toBe(golden.plain);
    expect(keyring.keys.size).toBe(2);
  });

  test("opens with its passphrase however a keyboard composes it, and with no other", {
    tags: ["C05"],
  }, async () => {
    const sealed = sealedOf(golden.sealed);
    const opened = async (passphrase: string) =>
      openSealedKeyring(sealed, await deriveSealingKey(new SecretText(passphrase), sealed.kdf), "f") !== null;
    expect(await opened(golden.passphrase.normalize("NFKC"))).toBe(true);
    expect(await opened(`${golden.passphrase} `)).toBe(false);
    expect(await opened(golden.passphrase.toLowerCase())).toBe(false);
  });
});

describe("a sealed keyring", () => {
  const keyring = parseKeyring(newKeyringText(0), "keyring.json");
  let key: SealingKey;
  let text: string;
  beforeAll(async () => {
    key = await newSealingKey(PASSPHRASE, LEAST_COST);
    text = sealedKeyringText(keyring, key);
  });

  test("says its vault and holds no key", { tags: ["C06"] }, () => {
    expect(sealedOf(text).vaultId).toBe(keyring.vaultId);
    const bytes = keyring.current.key.export();
    for (const encoding of ["base64url", "base64", "hex"] as const)
      expect(text).not.toContain(bytes.toString(encoding));
  });

  test("has another nonce each time", { tags: ["C04"] }, () => {
    const texts = Array.from({ length: 100 }, () => sealedKeyringText(keyring, key));
    expect(new Set(texts.map((one) => sealedOf(one).nonce.toString("hex"))).size).toBe(100);
  });

  test("does not open with any bit of what is sealed changed, cut or added", { tags: ["C02"] }, () => {
    const sealed = sealedOf(text);
    const opens = (changed: Partial<SealedKeyring>) =>
      openSealedKeyring({ ...sealed, ...changed }, key, "f") !== null;
    expect(opens({})).toBe(true);
    for (let bit = 0; bit < sealed.sealed.length * 8; bit += 1) {
      const bytes = Buffer.from(sealed.sealed);
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(opens({ sealed: bytes }), `bit ${bit}`).toBe(false);
    }
    expect(opens({ sealed: sealed.sealed.subarray(0, -1) })).toBe(false);
    expect(opens({ sealed: Buffer.concat([sealed.sealed, Buffer.of(0)]) })).toBe(false);
    expect(opens({ nonce: Buffer.alloc(12) })).toBe(false);
  });

  test("does not open as another vault's, or with another cost in its header", { tags: ["C03"] }, () => {
    const sealed = sealedOf(text);
    const other = parseKeyring(newKeyringText(0), "f").vaultId;
    expect(openSealedKeyring({ ...sealed, vaultId: other }, key, "f")).toBeNull();
    const kdf = { ...sealed.kdf, passes: 4 };
    expect(openSealedKeyring({ ...sealed, kdf }, key, "f")).toBeNull();
  });

  test.each<[string, (parsed: Record<string, unknown> & { kdf: Record<string, unknown> }) => unknown]>([
    ["an unknown field", (parsed) => ({ ...parsed, more: 1 })],
    ["a missing field", ({ nonce: _, ...parsed }) => parsed],
    ["another order of fields", ({ nonce, ...parsed }) => ({ nonce, ...parsed })],
    ["another way to derive", (parsed) => ({ ...parsed, kdf: { ...parsed.kdf, name: "scrypt" } })],
    ["a cost of nothing", (parsed) => ({ ...parsed, kdf: { ...parsed.kdf, memoryKib: 8 } })],
    ["a cost that holds the process", (parsed) => ({ ...parsed, kdf: { ...parsed.kdf, passes: 4000 } })],
    ["a cost in text", (parsed) => ({ ...parsed, kdf: { ...parsed.kdf, lanes: "1" } })],
    ["a short salt", (parsed) => ({ ...parsed, kdf: { ...parsed.kdf, salt: "AAAA" } })],
    ["a vault id that is none", (parsed) => ({ ...parsed, vaultId: "../x" })],
    ["no kdf", (parsed) => ({ ...parsed, kdf: null })],
    ["padding", (parsed) => ({ ...parsed, nonce: `${String(parsed.nonce)}=` })],
  ])("with %s is refused", { tags: ["I09"] }, (_what, change) => {
    const changed = `${JSON.stringify(change(JSON.parse(text)), null, 2)}\n`;
    expect(() => parseSealedKeyring(changed, "keyring.json")).toThrow(refusing("keyring_malformed"));
  });

  test("in any other layout is refused, and a plain one is not taken for sealed", { tags: ["I09"] }, () => {
    for (const other of [text.trimEnd(), `${text}\n`, JSON.stringify(JSON.parse(text)), ` ${text}`])
      expect(() => parseSealedKeyring(other, "keyring.json")).toThrow(refusing("keyring_malformed"));
    for (const other of [keyringText(keyring), "", "null", "[]", "{", text.slice(0, 60)])
      expect(parseSealedKeyring(other, "keyring.json")).toBeNull();
  });
});

test("a passphrase has at least twelve characters and an end", async () => {
  for (const short of ["", "elevenchars", "🔑".repeat(11)])
    await expect(newSealingKey(new SecretText(short), LEAST_COST)).rejects.toThrow(
      refusing("keyring_passphrase_short"),
    );
  await expect(newSealingKey(new SecretText("x".repeat(1025)), LEAST_COST)).rejects.toThrow(
    refusing("password_too_long"),
  );
});

test("the cost we write is one that we read", () => {
  expect(isSaneCost(PASSPHRASE_COST)).toBe(true);
  expect(isSaneCost(LEAST_COST)).toBe(true);
  expect(isSaneCost({ ...LEAST_COST, memoryKib: 65_535 })).toBe(false);
  expect(isSaneCost({ ...LEAST_COST, passes: 3.5 })).toBe(false);
});
