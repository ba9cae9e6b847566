import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64url } from "#lib/vault/base64url.ts";

const ANY = { bytesMin: 0, bytesMax: 64 };

test("every byte string has exactly the text that Node writes for it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(decodeBase64url(Buffer.from(bytes).toString("base64url"), ANY)).toEqual(Buffer.from(bytes));
    }),
  );
});

test("a text that decodes is the only one for its bytes", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), (text) => {
      const bytes = decodeBase64url(text, ANY);
      if (bytes) expect(bytes.toString("base64url")).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["padding", "AA=="],
  ["spare bits", "AB"],
  ["three characters with spare bits", "AAB"],
  ["a single character", "A"],
  ["the other alphabet", "+/AA"],
  ["a blank", "AA AA"],
  ["a line end", "AAAA\n"],
  ["a dot", "AA.A"],
  ["a letter of another script", "АААА"],
])("%s is refused", (_what, text) => {
  expect(decodeBase64url(text, ANY)).toBeNull();
});

test("the length in bytes has two ends", () => {
  const length = { bytesMin: 2, bytesMax: 3 };
  expect(decodeBase64url("AA", length)).toBeNull();
  expect(decodeBase64url("AAA", length)).toHaveLength(2);
  expect(decodeBase64url("AAAA", length)).toHaveLength(3);
  expect(decodeBase64url("AAAAAA", length)).toBeNull();
});
