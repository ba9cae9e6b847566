import { expect, test } from "vitest";
import { openCheckpoint, signCheckpoint } from "#lib/vault/audit-checkpoint.ts";
import { newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";

const NOW_MS = 1_800_000_000_000;
const keyring = parseKeyring(newKeyringText(NOW_MS), "keyring");
const POINT = { rows: 12, head: "ab".repeat(32), atMs: NOW_MS };

test("a checkpoint says what was signed", () => {
  expect(openCheckpoint(keyring, signCheckpoint(keyring, POINT))).toEqual(POINT);
});

test.each([
  ["rows", 13],
  ["head", "cd".repeat(32)],
  ["at", new Date(NOW_MS + 1).toISOString()],
  ["publicKey", "A".repeat(43)],
  ["signature", "A".repeat(86)],
])("a checkpoint whose %s was changed is refused", (name, value) => {
  const document = JSON.parse(signCheckpoint(keyring, POINT));
  const changed = JSON.stringify({ ...document, [name]: value });
  expect(() => openCheckpoint(keyring, changed)).toThrow("checkpoint_refused");
});

test("a checkpoint that another keyring signed for this vault is refused", () => {
  const other = parseKeyring(newKeyringText(NOW_MS), "other");
  const [id] = keyring.keys.keys();
  const forger = { ...other, vaultId: keyring.vaultId, current: { ...other.current, id: String(id) } };
  expect(() => openCheckpoint(keyring, signCheckpoint(forger, POINT))).toThrow("checkpoint_refused");
});

test("another vault's checkpoint, and one of a key that is gone, say so", () => {
  const other = parseKeyring(newKeyringText(NOW_MS), "other");
  expect(() => openCheckpoint(keyring, signCheckpoint(other, POINT))).toThrow("checkpoint_of_another_vault");
  const without = { ...keyring, keys: new Map() };
  expect(() => openCheckpoint(without, signCheckpoint(keyring, POINT))).toThrow("checkpoint_key_unknown");
});

test.each(["", "[]", "null", "{}", '{"format":"clawkeep-audit-checkpoint"}'])(
  "%j is no checkpoint",
  (text) => {
    expect(() => openCheckpoint(keyring, text)).toThrow("checkpoint_malformed");
  },
);

test.each([
  ["rows", 1.5],
  ["rows", "12"],
  ["version", 2],
  ["at", "yesterday"],
  ["more", 1],
])("a checkpoint with %s %j is none", (name, value) => {
  const document = JSON.parse(signCheckpoint(keyring, POINT));
  const other = JSON.stringify({ ...document, [name]: value });
  expect(() => openCheckpoint(keyring, other)).toThrow("checkpoint_malformed");
});
