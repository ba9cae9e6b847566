import fc from "fast-check";
import { expect, test } from "vitest";
import { newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

const KEYRING = JSON.parse(newKeyringText(Date.UTC(2026, 10, 22)));
const SECRET: string = KEYRING.keys[0].key;

function refusalOf(text: string, parse: Parse): VaultError | null {
  try {
    parse(text, "keyring.json");
    return null;
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
}

test("a keyring reads the same however its members stand", { tags: ["I09"] }, () => {
  const members = fc.shuffledSubarray(Object.keys(KEYRING), { minLength: 5 });
  fc.assert(
    fc.property(members, fc.constantFrom(undefined, 2, "\t"), (names, space) => {
      const text = JSON.stringify(
        Object.fromEntries(names.map((name) => [name, KEYRING[name]])),
        null,
        space,
      );
      expect(parseKeyring(text, "keyring.json").vaultId).toBe(KEYRING.vaultId);
    }),
  );
});

test("any other text is refused by name, and the refusal holds nothing of a key", { tags: ["I09"] }, () => {
  fc.assert(refusesByName(parseKeyring));
});

test("what a bare parser says of other texts is found", { tags: ["I09-twin"] }, () => {
  expect(fc.check(refusesByName((text) => JSON.parse(text).keys[0].key)).failed).toBe(true);
  const quoting: Parse = (text, file) => {
    try {
      return parseKeyring(text, file);
    } catch {
      throw new VaultError("keyring_malformed", { file: text });
    }
  };
  expect(fc.check(refusesByName(quoting)).failed).toBe(true);
});

type Parse = (text: string, file: string) => unknown;

function refusesByName(parse: Parse) {
  const damaged = fc.tuple(fc.constantFrom(...Object.keys(KEYRING)), fc.jsonValue());
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    damaged.map(([name, value]) => JSON.stringify({ ...KEYRING, [name]: value })),
    fc.nat({ max: 400 }).map((length) => JSON.stringify(KEYRING).slice(0, length)),
  );
  return fc.property(text, (written) => {
    const refusal = refusalOf(written, parse);
    if (refusal === null) return;
    expect(refusal.code).toMatch(/^keyring_/);
    const said = `${refusal.message} ${JSON.stringify(refusal.params)} ${refusal.stack}`;
    for (let at = 0; at + 12 <= SECRET.length; at += 4) expect(said).not.toContain(SECRET.slice(at, at + 12));
  });
}
