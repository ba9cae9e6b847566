import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";
import { newKeyId } from "#lib/vault/key-id.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { createKeyringFile, readKeyringFile, replaceKeyringFile } from "#lib/vault/keyring-file.ts";
import { keyringText, parseKeyring, withCurrentKey, withOnlyKeys } from "#lib/vault/keyring-format.ts";

const NOW_MS = Date.UTC(2026, 10, 22);

function keyringFile(): string {
  const file = path.join(temporaryFolder(), "keyring.json");
  createKeyringFile(file, NOW_MS);
  return file;
}

const keysOf = ({ keys }: Keyring) =>
  [...keys.values()].map(({ id, key }) => [id, key.export().toString("hex")]);

test("a keyring is written as it is read", () => {
  const file = keyringFile();
  expect(keyringText(readKeyringFile(file))).toBe(readFileSync(file, "utf8"));
});

test("a new current key joins the others once, and those nobody names leave", () => {
  const before = readKeyringFile(keyringFile());
  const id = newKeyId("kr");
  const added = withCurrentKey(before, id, NOW_MS);
  expect([...added.keys.keys()]).toEqual([before.current.id, id]);
  expect(added.current.id).toBe(id);
  expect(keysOf(withCurrentKey(added, id, NOW_MS))).toEqual(keysOf(added));
  expect(keysOf(parseKeyring(keyringText(added), "keyring.json"))).toEqual(keysOf(added));
  expect([...withOnlyKeys(added, new Set()).keys.keys()]).toEqual([id]);
  expect(withOnlyKeys(added, new Set([before.current.id])).keys.size).toBe(2);
});

test("a keyring takes no more keys than can be read again", () => {
  let keyring = readKeyringFile(keyringFile());
  while (keyring.keys.size < 64) keyring = withCurrentKey(keyring, newKeyId("kr"), NOW_MS);
  expect(parseKeyring(keyringText(keyring), "keyring.json").keys.size).toBe(64);
  const full = expect.objectContaining({ code: "keyring_full" });
  expect(() => withCurrentKey(keyring, newKeyId("kr"), NOW_MS)).toThrow(full);
});

test("replacing clears away the draft that a killed process left", () => {
  const file = keyringFile();
  const next = withCurrentKey(readKeyringFile(file), newKeyId("kr"), NOW_MS);
  writeFileSync(path.join(path.dirname(file), ".keyring.json.rotation.new"), "half a keyr");
  replaceKeyringFile(file, next);
  expect(keysOf(readKeyringFile(file))).toEqual(keysOf(next));
  expect(readdirSync(path.dirname(file))).toEqual(["keyring.json"]);
});

test("a keyring that cannot be written leaves the old one", () => {
  const file = keyringFile();
  const before = readFileSync(file, "utf8");
  mkdirSync(path.join(path.dirname(file), ".keyring.json.rotation.new", "in the way"), { recursive: true });
  const next = withCurrentKey(readKeyringFile(file), newKeyId("kr"), NOW_MS);
  const refused = expect.objectContaining({ code: "keyring_not_written" });
  expect(() => replaceKeyringFile(file, next)).toThrow(refused);
  expect(readFileSync(file, "utf8")).toBe(before);
});
