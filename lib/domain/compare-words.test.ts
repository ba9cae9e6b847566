import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWords } from "#lib/domain/compare-words.ts";

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
