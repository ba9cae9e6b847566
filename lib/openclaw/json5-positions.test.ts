import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import { type Located, locateJson5 } from "#lib/openclaw/json5-positions.ts";
import { LineIndex, positionAt } from "#lib/openclaw/text-position.ts";

describe("the places in a JSON5 text", () => {
  test("are found through comments, all kinds of names and all kinds of values", () => {
    const text = `// one: {
/* two: [ */ {
  plain: +0x1F, 'single\\'s': 'it\\'s }', "double\\u0041": "\\
x", /* : */ $_é\\u0042 /**/ : [ .5, -Infinity, NaN, {a: null,}, ], // end
}`;
    expect(outline(text, locateJson5(text, 50))).toEqual({
      "plain@plain: ": "+0x1F",
      "single's@'single": "'it\\'",
      'doubleA@"double': '"\\\nx"',
      "$_éB@$_é\\u00": ["[ .5,", ".5, -", "-Infi", "NaN, ", "{a: n"],
    });
  });

  test("are those of the same members and items that the parser finds", () => {
    const key = fc.oneof(fc.constantFrom("a", "__proto__", "toString", "ключ"), fc.string({ maxLength: 6 }));
    const leaf = fc.oneof(fc.string({ maxLength: 8 }), fc.double(), fc.boolean(), fc.constant(null));
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    const printed = fc
      .tuple(tree, fc.constantFrom("", "  ", "\t"))
      .map(([value, space]) => JSON5.stringify(value, { space }) ?? "null");
    fc.assert(
      fc.property(printed, (text) => {
        const located = locateJson5(text, 50);
        expect(located && shapeOf(located)).toEqual(valueShape(JSON5.parse(text)));
      }),
      { numRuns: 2_000 },
    );
  });

  test("are given up when the nesting is too deep, or the text is no JSON5 after all", () => {
    expect(locateJson5("[[[[1]]]]", 3)).toBeNull();
    expect(locateJson5("[[[1]]]", 3)).not.toBeNull();
    for (const text of ["", "{", "{a}", "[1 2]", '"x', "{a:}", "{:1}", "}"])
      expect(locateJson5(text, 9)).toBeNull();
  });
});

test("an index of lines agrees with counting", () => {
  const piece = fc.constantFrom("\n", "\r", "\r\n", "x", "é", "\u2028");
  const text = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (sample) => {
      const index = new LineIndex(sample);
      for (let offset = 0; offset <= sample.length; offset += 1) {
        if (sample.slice(offset - 1, offset + 1) === "\r\n") continue;
        expect(index.at(offset)).toEqual(positionAt(sample, offset));
      }
    }),
  );
});

function outline(text: string, located: Located | null): Record<string, unknown> {
  const at = ({ offset }: { offset: number }, length: number) => text.slice(offset, offset + length);
  const members = (located?.members ?? []).map((member) => {
    const { items } = member.value;
    const value =
      items.length > 0 ? [member.value, ...items].map((item) => at(item, 5)) : at(member.value, 5);
    return [`${member.name}@${at(member, 7)}`, value] as const;
  });
  return Object.fromEntries(members);
}

function shapeOf(located: Located): unknown {
  if (located.items.length > 0) return located.items.map(shapeOf);
  return located.members.map(({ name, value }) => [name, shapeOf(value)]);
}

function valueShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(valueShape);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([name, member]) => [name, valueShape(member)]);
}
