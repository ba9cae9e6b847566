import { expect, test } from "vitest";
import { painter } from "#cli/paint.ts";
import { tableLines } from "#cli/table.ts";
import { Sink } from "#lib/testing/terminal.ts";

const plain = painter(new Sink(), undefined);
const terminal = Object.assign(new Sink(), { isTTY: true });

test("columns are aligned by what a terminal shows, and no line ends in blanks", () => {
  expect(
    tableLines(
      ["NAME", "TYPE", "NOTE"],
      [
        ["工作", "token", ""],
        ["a:b", "api_key", "x"],
      ],
      plain,
    ),
  ).toEqual(["NAME  TYPE     NOTE", "工作  token", "a:b   api_key  x"]);
});

test("colour moves no column", () => {
  const rows = [
    [{ text: "ok", look: "good" as const }, "a"],
    ["longer", "b"],
  ];
  const painted = tableLines(["S", "N"], rows, painter(terminal, undefined));
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
  expect(painted.join("\n")).toMatch(escapes);
  expect(painted.map((line) => line.replace(escapes, ""))).toEqual(tableLines(["S", "N"], rows, plain));
});

test("NO_COLOR keeps a terminal plain; an empty one does not", () => {
  expect(painter(terminal, "1")("bad", "x")).toBe("x");
  expect(painter(terminal, "")("bad", "x")).not.toBe("x");
  expect(plain("bad", "x")).toBe("x");
});
