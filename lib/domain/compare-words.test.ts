import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWords, sortByWords } from "#lib/domain/compare-words.ts";

const asciiWord = fc.string({ unit: "binary-ascii", maxLength: 12 });
const idWord = fc.stringMatching(/^[a-z0-9:._@/-]{0,12}$/);
const anyWord = fc.string({ unit: "grapheme", maxLength: 8 });

test.each([
  ["of ids", idWord],
  ["of ASCII", asciiWord],
  ["of any words", fc.oneof(anyWord, idWord)],
])("the order %s is that of JavaScript's English rules", (_, word) => {
  const sign = (left: string, right: string) => Math.sign(compareWords(left, right));
  fc.assert(
    fc.property(word, word, (left, right) => {
      expect(sign(left, right)).toBe(Math.sign(left.localeCompare(right, "en")));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["anthropic:a", "anthropic-a"],
  ["openai:10", "openai:2"],
  ["a", "B"],
  ["zai", "z.ai"],
  ["é", "e"],
])("%s and %s stand as OpenClaw sorts them", (left, right) => {
  expect(Math.sign(compareWords(left, right))).toBe(Math.sign(left.localeCompare(right)));
});

test("many items are sorted as one comparison after the other would sort them", () => {
  const word = fc.oneof(idWord, anyWord);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 30 }), (pairs) => {
      const expected = [...pairs].sort((a, b) => compareWords(a[0], b[0]) || compareWords(a[1], b[1]));
      expect(sortByWords([...pairs], (pair) => pair)).toEqual(expected);
    }),
  );
});
