import { createSecretKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Place } from "#lib/domain/place.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { WrappedDataKey } from "#lib/vault/data-key.ts";
import { createDataKey } from "#lib/vault/data-key.ts";
import { newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";
import { openVault } from "#lib/vault/vault.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const PLACE: Place = { table: "credentials", field: "sealed", rowId: "cred_1", facts: {} };
const SECRET = new SecretText("sk-fake-AAAAAAAAAAAAAAAA");

const keyring = parseKeyring(newKeyringText(NOW_MS), "keyring.json");
const sealKey = createDataKey(keyring, "seal", NOW_MS);
const fingerprintKey = createDataKey(keyring, "fingerprint", NOW_MS);
const damaged = (row: WrappedDataKey): WrappedDataKey => ({
  ...row,
  wrapped: row.wrapped.replace(/.$/, flip),
});
const flip = (character: string) => (character === "A" ? "B" : "A");
const throwsCode = (code: string, params?: object) =>
  expect.objectContaining(params ? { code, params } : { code });

describe("a data key's row", () => {
  test("holds the key wrapped, under the keyring's current key", () => {
    expect(sealKey).toEqual({
      id: expect.stringMatching(/^dk_[0-9a-f]{24}$/),
      purpose: "seal",
      keyringKeyId: keyring.current.id,
      wrapped: expect.stringMatching(/^w1\.[\w-]{16}\.[\w-]{64}$/),
      createdAtMs: NOW_MS,
    });
  });

  test.each<Partial<WrappedDataKey>>([
    { id: `dk_${"0".repeat(24)}` },
    { createdAtMs: NOW_MS + 1 },
    { wrapped: createDataKey(keyring, "seal", NOW_MS).wrapped },
    { wrapped: fingerprintKey.wrapped },
  ])("with %o changed is refused", (change) => {
    const row = { ...sealKey, ...change };
    const params = { dataKeyId: row.id };
    expect(() => openVault(keyring, [row, fingerprintKey])).toThrow(throwsCode("data_key_refused", params));
  });

  test("of one purpose does not serve the other", () => {
    const posing: WrappedDataKey = { ...fingerprintKey, purpose: "seal" };
    expect(() => openVault(keyring, [posing, fingerprintKey])).toThrow(throwsCode("data_key_refused"));
  });

  test("with any character of the wrapping changed is refused", () => {
    for (let at = 0; at < sealKey.wrapped.length; at += 1) {
      const changed =
        sealKey.wrapped.slice(0, at) + flip(sealKey.wrapped.charAt(at)) + sealKey.wrapped.slice(at + 1);
      expect(() => openVault(keyring, [{ ...sealKey, wrapped: changed }, fingerprintKey])).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^data_key_(refused|malformed)$/) }),
      );
    }
  });

  test.each(["", "w1", "w2", `${sealKey.wrapped}.`, `${sealKey.wrapped}A`, `${sealKey.wrapped}=`])(
    "that reads %j is malformed",
    (wrapped) => {
      const refusal = throwsCode("data_key_malformed", { dataKeyId: sealKey.id });
      expect(() => openVault(keyring, [{ ...sealKey, wrapped }, fingerprintKey])).toThrow(refusal);
    },
  );

  test("of another keyring is refused with the key that is missing", () => {
    const other = parseKeyring(newKeyringText(NOW_MS), "keyring.json");
    const params = { dataKeyId: sealKey.id, keyringKeyId: keyring.current.id };
    expect(() => openVault(other, [sealKey, fingerprintKey])).toThrow(
      throwsCode("data_key_wrapping_key_missing", params),
    );
  });

  test("does not unwrap under a keyring with the right name and another key, or in another vault", () => {
    const { id, createdAt } = keyring.current;
    const impostor = { id, createdAt, key: createSecretKey(Buffer.alloc(32, 1)) };
    const forged = { vaultId: keyring.vaultId, current: impostor, keys: new Map([[id, impostor]]) };
    expect(() => openVault(forged, [sealKey, fingerprintKey])).toThrow(throwsCode("data_key_refused"));
    const elsewhere = { ...keyring, vaultId: `vault_${"0".repeat(24)}` };
    expect(() => openVault(elsewhere, [sealKey, fingerprintKey])).toThrow(throwsCode("data_key_refused"));
  });
});

describe("of several data keys", () => {
  const later = createDataKey(keyring, "seal", NOW_MS + 1);

  test.each([{ rows: [sealKey, fingerprintKey, later] }, { rows: [later, sealKey, fingerprintKey] }])(
    "the newest seals and all open, in whatever order they come",
    ({ rows }) => {
      const old = openVault(keyring, [sealKey, fingerprintKey]).sealer.seal(SECRET, PLACE);
      const { sealer, opener } = openVault(keyring, rows);
      const fresh = sealer.seal(SECRET, PLACE);
      expect(old.split(".")[1]).toBe(sealKey.id);
      expect(fresh.split(".")[1]).toBe(later.id);
      expect(opener.open(old, PLACE).reveal()).toBe(SECRET.reveal());
      expect(opener.open(fresh, PLACE).reveal()).toBe(SECRET.reveal());
    },
  );

  test("a damaged old one refuses its own envelopes and no others", () => {
    const old = openVault(keyring, [sealKey, fingerprintKey]).sealer.seal(SECRET, PLACE);
    const { sealer, opener } = openVault(keyring, [damaged(sealKey), fingerprintKey, later]);
    expect(() => opener.open(old, PLACE)).toThrow(throwsCode("data_key_refused", { dataKeyId: sealKey.id }));
    expect(opener.open(sealer.seal(SECRET, PLACE), PLACE).reveal()).toBe(SECRET.reveal());
  });

  test("a damaged newest one refuses the vault rather than sealing under an older one", () => {
    const rows = [sealKey, fingerprintKey, damaged(later)];
    expect(() => openVault(keyring, rows)).toThrow(throwsCode("data_key_refused", { dataKeyId: later.id }));
  });

  test("an envelope that names none of them, or a fingerprint key, is refused", () => {
    const { sealer, opener } = openVault(keyring, [sealKey, fingerprintKey]);
    const sealed = sealer.seal(SECRET, PLACE);
    for (const id of [later.id, fingerprintKey.id]) {
      const renamed = sealed.replace(sealKey.id, id) as SealedSecret;
      expect(() => opener.open(renamed, PLACE)).toThrow(
        throwsCode("envelope_key_unknown", { dataKeyId: id }),
      );
    }
  });
});

test.each([
  { rows: [], purpose: "seal" },
  { rows: [fingerprintKey], purpose: "seal" },
  { rows: [sealKey], purpose: "fingerprint" },
])("a vault without a $purpose key does not open", ({ rows, purpose }) => {
  expect(() => openVault(keyring, rows)).toThrow(throwsCode("data_key_missing", { purpose }));
});
