import { expect, test } from "vitest";
import { displayWidth, padDisplay } from "#cli/display-width.ts";

test.each([
  ["", 0],
  ["anthropic:work", 14],
  ["google:工作", 11],
  ["한글", 4],
  ["かな、カナ", 10],
  ["ＡＢ", 4],
  ["ﾊﾝｶｸ", 4],
  ["e\u0301", 1],
  ["🦀", 2],
  ["𠮷", 2],
  ["…→–", 3],
])("%j takes %i columns", (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

test("padding counts columns, and a text that is too wide stays whole", () => {
  expect(padDisplay("工作", 6)).toBe("工作  ");
  expect(padDisplay("工作", 3)).toBe("工作");
});
