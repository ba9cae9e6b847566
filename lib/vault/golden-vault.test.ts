import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Place } from "#lib/domain/place.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { WrappedDataKey } from "#lib/vault/data-key.ts";
import { parseKeyring } from "#lib/vault/keyring-format.ts";
import { openVault } from "#lib/vault/vault.ts";

/**
 * A vault as the first release wrote it, with its keyring and obviously fake secrets. Its `sessionSecret` was for signing
 * cookies, which no key of a keyring does any more.
 */
const FILE = new URL("golden-vault.json", import.meta.url);
const GOLDEN_SHA256 = "0a5d5829dc98a5cd6ace1e944c642c5833116ee091687794da7b500ba96da235";

type GoldenVault = {
  keyring: unknown;
  dataKeys: WrappedDataKey[];
  secrets: { plaintext: string; fingerprint: string; place: Place; sealed: string }[];
};

describe("a golden vault opens forever", () => {
  const golden = JSON.parse(readFileSync(FILE, "utf8")) as GoldenVault;
  const keyring = parseKeyring(JSON.stringify(golden.keyring), "golden-vault.json");
  const { sealer, opener } = openVault(keyring, golden.dataKeys);

  test("and is the very one that was committed, not one made anew to please the tests", {
    tags: ["C05"],
  }, () => {
    expect(createHash("sha256").update(JSON.stringify(golden)).digest("hex")).toBe(GOLDEN_SHA256);
  });

  /** The secrets that no longer open to what they say. */
  const lost = (open: (sealed: SealedSecret, place: Place) => SecretText) =>
    golden.secrets.filter(({ plaintext, place, sealed }) => {
      try {
        return open(sealed as SealedSecret, place).reveal() !== plaintext;
      } catch {
        return true;
      }
    });

  test("with everything in it", { tags: ["C05"] }, () => {
    expect(lost((sealed, place) => opener.open(sealed, place))).toEqual([]);
  });

  test("but not in a release that calls a table something else", { tags: ["C05-twin"] }, () => {
    const renamed = lost((sealed, place) => opener.open(sealed, { ...place, table: `${place.table}_v2` }));
    expect(renamed).toEqual(golden.secrets);
  });

  test.each(golden.secrets)("to $plaintext", ({ plaintext, fingerprint }) => {
    expect(sealer.fingerprint(new SecretText(plaintext))).toBe(fingerprint);
  });

  test("with envelopes of more than one data key", { tags: ["C05"] }, () => {
    expect(new Set(golden.secrets.map(({ sealed }) => sealed.split(".")[1])).size).toBe(2);
  });

  test("and still refuses each of its envelopes in any other's place", { tags: ["C03"] }, () => {
    for (const { sealed } of golden.secrets) {
      for (const { place } of golden.secrets.filter((other) => other.sealed !== sealed)) {
        expect(() => opener.open(sealed as SealedSecret, place)).toThrow(
          expect.objectContaining({ code: "envelope_refused" }),
        );
      }
    }
  });
});
