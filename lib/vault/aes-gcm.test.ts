import { createDecipheriv, createSecretKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AesGcmBox, openBytes, sealBytes } from "#lib/vault/aes-gcm.ts";
import nist from "#lib/vault/vectors/nist-aes-gcm-256.json" with { type: "json" };

const KEY = createSecretKey(Buffer.alloc(32, 7));
const DATA = Buffer.from("the place");
const PLAINTEXT = Buffer.from("sk-fake-AAAAAAAAAAAAAAAA");

function bytesOf(entry: (typeof nist.tests)[number]) {
  const hex = (text: string) => Buffer.from(text, "hex");
  return {
    key: createSecretKey(hex(entry.key)),
    nonce: hex(entry.nonce),
    data: hex(entry.data),
    plaintext: hex(entry.plaintext ?? ""),
    sealed: hex(entry.ciphertext + entry.tag),
  };
}

type Case = ReturnType<typeof bytesOf>;

/** The cases that open. */
function opening(cases: readonly Case[], open: typeof openBytes): Case[] {
  return cases.filter(({ key, nonce, data, sealed }) => open(key, { nonce, sealed }, data) !== null);
}

describe("the answers NIST published", () => {
  const withVerdict = (verdict: string) => nist.tests.filter((entry) => entry.verdict === verdict);

  test("are found again by sealing and opening", { tags: ["C01"] }, () => {
    const cases = withVerdict("opens").map(bytesOf);
    expect(cases).toHaveLength(125);
    for (const { key, nonce, data, plaintext, sealed } of cases) {
      expect(sealBytes(key, plaintext, data, nonce)).toEqual({ nonce, sealed });
      expect(openBytes(key, { nonce, sealed }, data)).toEqual(plaintext);
    }
  });

  test("that fail authentication do not open", { tags: ["C01"] }, () => {
    const cases = withVerdict("refused").map(bytesOf);
    expect(cases).toHaveLength(75);
    expect(opening(cases, openBytes)).toHaveLength(0);
  });

  test("that fail authentication open all the same where nobody asks for it", { tags: ["C01-twin"] }, () => {
    const trusting: typeof openBytes = (key, { nonce, sealed }) =>
      createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 }).update(sealed.subarray(0, -16));
    expect(opening(withVerdict("refused").map(bytesOf), trusting)).toHaveLength(75);
  });

  test("with another nonce or tag length are valid GCM and still refused", { tags: ["C01"] }, () => {
    const cases = withVerdict("other shape").map(bytesOf);
    expect(cases).toHaveLength(80);
    for (const { key, nonce, data, plaintext, sealed } of cases) {
      expect(openBytes(key, { nonce, sealed }, data)).toBeNull();
      if (nonce.length !== 12) expect(() => sealBytes(key, plaintext, data, nonce)).toThrow(RangeError);
    }
  });
});

test("what is sealed opens under the same key and data, and the plaintext is not in it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 100 }), (plaintext, data) => {
      const box = sealBytes(KEY, plaintext, data);
      expect(box.nonce).toHaveLength(12);
      expect(box.sealed).toHaveLength(plaintext.length + 16);
      expect(openBytes(KEY, box, data)).toEqual(Buffer.from(plaintext));
    }),
  );
});

test("one changed bit anywhere in nonce, ciphertext, tag or data refuses it", { tags: ["C02"] }, () => {
  const box = sealBytes(KEY, PLAINTEXT, DATA);
  for (const part of [box.nonce, box.sealed, DATA]) {
    for (let bit = 0; bit < part.length * 8; bit += 1) {
      const index = bit >> 3;
      const original = part.readUInt8(index);
      part.writeUInt8(original ^ (1 << (bit & 7)), index);
      expect(openBytes(KEY, box, DATA)).toBeNull();
      part.writeUInt8(original, index);
    }
  }
  expect(openBytes(KEY, box, DATA)).toEqual(PLAINTEXT);
});

test("a tag cut to 4 to 15 bytes is refused, and so is a box that is empty, cut or longer", {
  tags: ["C02"],
}, () => {
  const { nonce, sealed } = sealBytes(KEY, PLAINTEXT, DATA);
  expect(cutsThatOpen(openBytes)).toEqual([]);
  for (let missing = 1; missing <= sealed.length; missing += 1) {
    expect(openBytes(KEY, { nonce, sealed: sealed.subarray(0, -missing) }, DATA)).toBeNull();
  }
  expect(openBytes(KEY, { nonce, sealed: Buffer.concat([sealed, Buffer.alloc(1)]) }, DATA)).toBeNull();
  expect(openBytes(KEY, { nonce: nonce.subarray(1), sealed }, DATA)).toBeNull();
  expect(openBytes(KEY, { nonce: Buffer.alloc(0), sealed }, DATA)).toBeNull();
});

test("a tag cut to 4, 8 or 12 to 15 bytes opens where its length is not stated", {
  tags: ["C02-twin"],
}, () => {
  const careless: typeof openBytes = (key, { nonce, sealed }, data) => {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce);
    decipher.setAAD(data);
    decipher.setAuthTag(sealed.subarray(PLAINTEXT.length));
    return Buffer.concat([decipher.update(sealed.subarray(0, PLAINTEXT.length)), decipher.final()]);
  };
  expect(cutsThatOpen(careless)).toEqual([4, 8, 12, 13, 14, 15]);
});

/** How many bytes of the tag are enough to open a box, less than all of them. */
function cutsThatOpen(open: typeof openBytes): number[] {
  const { nonce, sealed } = sealBytes(KEY, PLAINTEXT, DATA);
  return Array.from({ length: 16 }, (_, bytes) => bytes).filter((bytes) => {
    try {
      return open(KEY, { nonce, sealed: sealed.subarray(0, PLAINTEXT.length + bytes) }, DATA) !== null;
    } catch {
      return false;
    }
  });
}

test("a key of another length is a bug and throws", () => {
  const short = createSecretKey(Buffer.alloc(16, 7));
  expect(() => sealBytes(short, PLAINTEXT, DATA)).toThrow(RangeError);
  expect(() => openBytes(short, sealBytes(KEY, PLAINTEXT, DATA), DATA)).toThrow(RangeError);
});

test("no two boxes have a nonce in common", { tags: ["C04"] }, () => {
  const boxes = Array.from({ length: 2000 }, () => sealBytes(KEY, PLAINTEXT, DATA));
  expect(repeated(boxes)).toBe(0);
});

test("a counter that starts anew with a copy of the machine gives each nonce twice", {
  tags: ["C04-twin"],
}, () => {
  const counted = () =>
    Array.from({ length: 100 }, (_, count) => {
      const nonce = Buffer.alloc(12);
      nonce.writeUInt32BE(count, 8);
      return sealBytes(KEY, PLAINTEXT, DATA, nonce);
    });
  expect(repeated(counted())).toBe(0);
  expect(repeated([...counted(), ...counted()])).toBe(100);
});

function repeated(boxes: readonly AesGcmBox[]): number {
  return boxes.length - new Set(boxes.map(({ nonce }) => nonce.toString("hex"))).size;
}
