import { describe, expect, test } from "vitest";
import { keyringMatches } from "#lib/vault/keyring.ts";
import { newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const FILE = "keyring.json";
const CANARY = "CANARYCANARYCANARYCANARYCANARYCANARYCANARYC";
const VAULT_ID = `vault_${"1".repeat(24)}`;
const OLD_ID = `kr_${"2".repeat(24)}`;
const NEW_ID = `kr_${"3".repeat(24)}`;
const key = (id: string, byte: number) => ({
  id,
  createdAt: "2026-11-22T00:00:00.000Z",
  key: Buffer.alloc(32, byte).toString("base64url"),
});
const KEYRING = {
  format: "clawkeep-keyring",
  version: 1,
  vaultId: VAULT_ID,
  current: NEW_ID,
  keys: [key(OLD_ID, 1), key(NEW_ID, 2)],
};
const changed = (change: Record<string, unknown>) => JSON.stringify({ ...KEYRING, ...change });
const changedKey = (change: Record<string, unknown>) =>
  changed({ keys: [key(OLD_ID, 1), { ...key(NEW_ID, 2), ...change }] });

describe("a keyring's text", () => {
  test("gives every key by its id and the current one", () => {
    const keyring = parseKeyring(JSON.stringify(KEYRING), FILE);
    expect(keyring.vaultId).toBe(VAULT_ID);
    expect([...keyring.keys.keys()]).toEqual([OLD_ID, NEW_ID]);
    expect(keyring.current).toBe(keyring.keys.get(NEW_ID));
    expect(keyring.current.key.export()).toEqual(Buffer.alloc(32, 2));
    expect(keyringMatches(keyring, VAULT_ID)).toBe(true);
    expect(keyringMatches(keyring, `vault_${"0".repeat(24)}`)).toBe(false);
  });

  test("that is new has one 256-bit key, made now, and is another one every time", () => {
    const [one, two] = [newKeyringText(NOW_MS), newKeyringText(NOW_MS)];
    const keyring = parseKeyring(one, FILE);
    expect(keyring.keys.size).toBe(1);
    expect(keyring.current.createdAt).toBe("2026-11-22T00:00:00.000Z");
    expect(keyring.current.key.symmetricKeySize).toBe(32);
    expect(keyring.current.key.equals(parseKeyring(two, FILE).current.key)).toBe(false);
    expect(keyring.vaultId).not.toBe(parseKeyring(two, FILE).vaultId);
  });
});

test.each([
  ["nothing", "", "keyring_malformed"],
  ["a text that is no JSON", `{"key": "${CANARY}`, "keyring_malformed"],
  ["a bare key", CANARY, "keyring_malformed"],
  ["a list", "[]", "keyring_malformed"],
  ["null", "null", "keyring_malformed"],
  ["a byte order mark", `\ufeff${JSON.stringify(KEYRING)}`, "keyring_malformed"],
  ["two documents", `${JSON.stringify(KEYRING)}{}`, "keyring_malformed"],
  ["an empty object", "{}", "keyring_wrong_format"],
  ["another format", changed({ format: CANARY }), "keyring_wrong_format"],
  ["a version of the future", changed({ version: 2 }), "keyring_wrong_version"],
  ["a version in quotes", changed({ version: "1" }), "keyring_wrong_version"],
  ["an unknown field", changed({ [CANARY]: 1 }), "keyring_malformed"],
  ["a missing field", changed({ keys: undefined }), "keyring_malformed"],
  ["a field on its prototype only", changed({}).replace('"vaultId"', '"__proto__"'), "keyring_malformed"],
  ["an odd vault id", changed({ vaultId: CANARY }), "keyring_malformed"],
  ["an odd current id", changed({ current: CANARY }), "keyring_malformed"],
  ["keys that are no list", changed({ keys: {} }), "keyring_malformed"],
  ["no keys", changed({ keys: [] }), "keyring_current_unknown"],
  ["too many keys", changed({ keys: Array(65).fill(key(NEW_ID, 2)) }), "keyring_malformed"],
  ["a current key that is not there", changed({ keys: [key(OLD_ID, 1)] }), "keyring_current_unknown"],
  ["two keys of one id", changed({ keys: [key(NEW_ID, 1), key(NEW_ID, 2)] }), "keyring_duplicate_ids"],
  ["a key of 31 bytes", changedKey({ key: Buffer.alloc(31).toString("base64url") }), "keyring_key_short"],
  ["an empty key", changedKey({ key: "" }), "keyring_key_short"],
  ["a key of 33 bytes", changedKey({ key: Buffer.alloc(33).toString("base64url") }), "keyring_malformed"],
  ["a padded key", changedKey({ key: Buffer.alloc(32).toString("base64") }), "keyring_malformed"],
  ["a key with spare bits", changedKey({ key: `${"A".repeat(42)}B` }), "keyring_malformed"],
  ["a key that is a number", changedKey({ key: 7 }), "keyring_malformed"],
  ["a key with an odd id", changedKey({ id: CANARY }), "keyring_malformed"],
  ["a key with an odd time", changedKey({ createdAt: "yesterday" }), "keyring_malformed"],
  ["a key that is null", changed({ keys: [null] }), "keyring_malformed"],
  ["a key with an unknown field", changedKey({ [CANARY]: CANARY }), "keyring_malformed"],
])("%s is refused without a word of the text", (_what, text, code) => {
  const error = caught(() => parseKeyring(text, FILE));
  expect(error).toMatchObject({ code, params: { file: FILE } });
  expect(error).not.toHaveProperty("cause");
  expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain("CANARY");
});

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
