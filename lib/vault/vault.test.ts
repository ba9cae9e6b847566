import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Place } from "#lib/domain/place.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { createDataKey } from "#lib/vault/data-key.ts";
import { newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";
import { openVault } from "#lib/vault/vault.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const TEXT = `sk-ant-oat01-${"A".repeat(80)}`;
const SECRET = new SecretText(TEXT);
const PLACE: Place = {
  table: "credentials",
  field: "sealed",
  rowId: "cred_1",
  facts: {
    profileId: "anthropic:ops",
    provider: "anthropic",
    type: "token",
    label: null,
    expiresAtMs: NOW_MS,
  },
};

const keyring = parseKeyring(newKeyringText(NOW_MS), "keyring.json");
const dataKeys = [createDataKey(keyring, "seal", NOW_MS), createDataKey(keyring, "fingerprint", NOW_MS)];
const { sealer, opener } = openVault(keyring, dataKeys);
const envelope = sealer.seal(SECRET, PLACE);

/** Places that differ from its own in one thing, by what that is. */
const elsewhere: Record<string, Place> = {
  table: { ...PLACE, table: "gateways" },
  field: { ...PLACE, field: "rpc_token_sealed" },
  rowId: { ...PLACE, rowId: "cred_2" },
  ...Object.fromEntries(
    Object.keys(PLACE.facts).map((name) => [
      name,
      { ...PLACE, facts: { ...PLACE.facts, [name]: "changed" } },
    ]),
  ),
};

/** By name, the places at which it opens. */
function opensBeside(places: Record<string, Place>, open: (place: Place) => SecretText): string[] {
  return Object.entries(places).flatMap(([name, place]) => {
    try {
      return open(place).reveal() === TEXT ? [name] : [];
    } catch (error) {
      expect(error).toEqual(isRefusal);
      return [];
    }
  });
}

const isRefusal = expect.objectContaining({
  name: "VaultError",
  code: expect.stringMatching(/^envelope_(malformed|key_unknown|refused)$/),
});
const refuses = (sealed: string, place: Place = PLACE) =>
  expect(() => opener.open(sealed as SealedSecret, place)).toThrow(isRefusal);

describe("an envelope", () => {
  test("opens at its place to exactly what was sealed", () => {
    expect(envelope).toMatch(/^v1\.dk_[0-9a-f]{24}\.[\w-]{16}\.[\w-]+$/);
    expect(envelope).not.toContain("sk-ant");
    expect(opener.open(envelope, PLACE).reveal()).toBe(TEXT);
  });

  test("gives back any text unchanged, down to blanks, line ends and a byte order mark", () => {
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(text, fc.constantFrom(" ", "\ufeffkey", "a\r\n", "\0", "😀")), (secret) => {
        expect(opener.open(sealer.seal(new SecretText(secret), PLACE), PLACE).reveal()).toBe(secret);
      }),
    );
  });

  test("takes 1 to 16384 bytes of UTF-8 and refuses the rest by name", () => {
    const seal = (text: string) => () => sealer.seal(new SecretText(text), PLACE);
    expect(opener.open(seal("é".repeat(8192))(), PLACE).length).toBe(8192);
    expect(seal("")).toThrow(expect.objectContaining({ code: "secret_empty" }));
    expect(seal("x".repeat(16_385))).toThrow(
      expect.objectContaining({ code: "plaintext_too_long", params: { bytesMax: 16_384 } }),
    );
    expect(seal(`${"é".repeat(8192)}x`)).toThrow(expect.objectContaining({ code: "plaintext_too_long" }));
    expect(seal("key\ud800")).toThrow(expect.objectContaining({ code: "secret_not_text" }));
  });

  test("with any single character changed, dropped or doubled is refused", { tags: ["C02"] }, () => {
    const replacements = "AZaz09-_.=+/ \n\0éB1";
    for (let at = 0; at < envelope.length; at += 1) {
      const [before, after] = [envelope.slice(0, at), envelope.slice(at + 1)];
      refuses(before + after);
      refuses(before + envelope.charAt(at).repeat(2) + after);
      for (const character of replacements) {
        if (character !== envelope.charAt(at)) refuses(before + character + after);
      }
    }
    expect(opener.open(envelope, PLACE).reveal()).toBe(TEXT);
  });

  test("cut at any length is refused", { tags: ["C02"] }, () => {
    for (let length = 0; length < envelope.length; length += 1) refuses(envelope.slice(0, length));
  });

  test("moved to another table, column or row is refused", { tags: ["C03"] }, () => {
    expect(opensBeside(elsewhere, (place) => opener.open(envelope, place))).toEqual([]);
    const other = { ...PLACE, rowId: "cred_2", facts: { ...PLACE.facts, profileId: "anthropic:other" } };
    const otherEnvelope = sealer.seal(new SecretText("sk-ant-oat01-BBBB"), other);
    refuses(otherEnvelope, PLACE);
    refuses(envelope, other);
    expect(opener.open(otherEnvelope, other).reveal()).toBe("sk-ant-oat01-BBBB");
  });

  test("that is bound to the id of its row alone opens nearly everywhere", { tags: ["C03-twin"] }, () => {
    const rowAlone = ({ rowId }: Place): Place => ({ table: "t", field: "f", rowId, facts: {} });
    const careless = sealer.seal(SECRET, rowAlone(PLACE));
    const opened = opensBeside(elsewhere, (place) => opener.open(careless, rowAlone(place)));
    expect(opened).toEqual(["table", "field", ...Object.keys(PLACE.facts)]);
  });

  test.each(Object.keys(PLACE.facts))("beside another %s is refused", { tags: ["C03"] }, (name) => {
    for (const changed of [null, "", "0", 0, "changed", NOW_MS + 1]) {
      const facts = { ...PLACE.facts, [name]: changed };
      if (facts[name] !== PLACE.facts[name]) refuses(envelope, { ...PLACE, facts });
    }
    const { [name]: _dropped, ...fewer } = PLACE.facts;
    refuses(envelope, { ...PLACE, facts: fewer });
    refuses(envelope, { ...PLACE, facts: { ...PLACE.facts, [`${name}2`]: null } });
  });

  test("says where it was refused and nothing of what it holds", { tags: ["C08"] }, () => {
    const error = caught(() => opener.open(envelope, { ...PLACE, rowId: "cred_2" }));
    const params = { table: "credentials", field: "sealed", rowId: "cred_2" };
    expect(error).toMatchObject({ code: "envelope_refused", params });
    expect(error).not.toHaveProperty("cause");
  });

  test("never has the nonce of another", { tags: ["C04"], timeout: 60_000 }, () => {
    const nonces = new Set<string>();
    const short = new SecretText("x");
    const here = { ...PLACE, facts: {} };
    for (let count = 0; count < 100_000; count += 1) nonces.add(sealer.seal(short, here).split(".")[2] ?? "");
    expect(nonces.size).toBe(100_000);
  });
});

describe("a fingerprint", () => {
  test("is 16 characters that are equal for equal secrets only", () => {
    expect(sealer.fingerprint(SECRET)).toMatch(/^[\w-]{16}$/);
    expect(sealer.fingerprint(new SecretText(TEXT))).toBe(sealer.fingerprint(SECRET));
    expect(sealer.fingerprint(new SecretText(`${TEXT} `))).not.toBe(sealer.fingerprint(SECRET));
  });

  test("is another one in another vault, so it is no bare hash", () => {
    const otherKeyring = parseKeyring(newKeyringText(NOW_MS), "keyring.json");
    const keys = [
      createDataKey(otherKeyring, "seal", NOW_MS),
      createDataKey(otherKeyring, "fingerprint", NOW_MS),
    ];
    expect(openVault(otherKeyring, keys).sealer.fingerprint(SECRET)).not.toBe(sealer.fingerprint(SECRET));
  });
});

test("nothing of an open vault prints a key or a secret", () => {
  const printed = [keyring, sealer, opener, openVault(keyring, dataKeys), SECRET].flatMap((thing) => [
    inspect(thing, { depth: 10, showHidden: true }),
    JSON.stringify(thing) ?? "",
    String(thing),
  ]);
  const keys = [...keyring.keys.values()].flatMap(({ key }) => {
    const bytes = key.export();
    return [bytes.toString("base64url"), bytes.toString("base64"), bytes.toString("hex")];
  });
  for (const forbidden of [TEXT, "sk-ant", ...keys]) {
    expect(printed.filter((text) => text.includes(forbidden))).toEqual([]);
  }
});

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("sealing anew", () => {
  const newer = createDataKey(keyring, "seal", NOW_MS + 1);
  const { opener: later } = openVault(keyring, [...dataKeys, newer]);

  test("gives an envelope under the newest key that opens to the same at the same place", () => {
    const again = later.resealing()(envelope, PLACE);
    expect(again.split(".")[1]).toBe(newer.id);
    expect(later.open(again, PLACE).reveal()).toBe(TEXT);
    expect(() => later.open(again, { ...PLACE, rowId: "cred_2" })).toThrow(isRefusal);
  });

  test("refuses what does not open, so that nothing is made good by it", () => {
    const reseal = later.resealing();
    expect(() => reseal(envelope, { ...PLACE, rowId: "cred_2" })).toThrow(isRefusal);
    expect(() => reseal(envelope.replace(/.$/, "") as SealedSecret, PLACE)).toThrow(isRefusal);
  });
});
