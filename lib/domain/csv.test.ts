import { expect, test } from "vitest";
import { csvLine } from "#lib/domain/csv.ts";

test("texts are quoted, numbers are not, lines end as RFC 4180 says", () => {
  expect(csvLine([1, "a", 'say "so"', "two\nlines", "a,b"])).toBe(
    '1,"a","say ""so""","two\nlines","a,b"\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
  "a spreadsheet does not calculate %j",
  { tags: ["I07"] },
  (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`);
  },
);

test.each(["a=1", " =1", "", "'=1", "1-2"])("%j stays as it is", (text) => {
  expect(csvLine([text])).toBe(`"${text}"\r\n`);
});

test("a number below zero is a number", () => {
  expect(csvLine([-1])).toBe("-1\r\n");
});
