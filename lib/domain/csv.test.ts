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
    expect(isCalculated(csvLine([text]))).toBe(false);
  },
);

test("a spreadsheet calculates what is only quoted", { tags: ["I07-twin"] }, () => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"\r\n`;
  expect(['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"].map(quoted).every(isCalculated)).toBe(
    true,
  );
});

/** Whether the first cell of a line begins with what spreadsheets calculate, under its quotes. */
function isCalculated(line: string): boolean {
  return /^"?[\t\r]*[=+\-@]/.test(line);
}

test.each(["a=1", " =1", "", "'=1", "1-2"])("%j stays as it is", (text) => {
  expect(csvLine([text])).toBe(`"${text}"\r\n`);
});

test("a number below zero is a number", () => {
  expect(csvLine([-1])).toBe("-1\r\n");
});
