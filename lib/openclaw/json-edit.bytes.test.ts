import fc from "fast-check";
import JSON5 from "json5";
import { expect, test } from "vitest";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";

/** A JSON5 text put together with every freedom the format has, and marks in it that must survive. */
type Written = { text: string; value: unknown; marks: Map<string, string[]> };

const NAMES = ["alpha", "beta", "gamma", "delta", "é", "x y", "quo'te", 'dou"ble', "__proto__"];
const SPELLINGS: [string, unknown][] = [
  ["0x1F", 31],
  ["+1.50", 1.5],
  [".5e3", 500],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["'it\\'s // no comment'", "it's // no comment"],
  ['"a \\\n b, } \\x41"', "a  b, } A"],
  ["[1, /* ] */ {a: 2,},]", [1, { a: 2 }]],
  ["null", null],
];
const GAPS = ["", " ", "\n  ", "\r\n\t", " /* , } */ ", "\u00a0", "// : {\n"];

const gap = fc.constantFrom(...GAPS);
const members = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...NAMES),
    quote: fc.constantFrom("'", '"', "\\"),
    value: fc.constantFrom(...SPELLINGS),
    gaps: fc.tuple(gap, gap, gap, gap),
  }),
  { selector: (member) => member.name, maxLength: 6 },
);
type Members = typeof members extends fc.Arbitrary<infer T> ? T : never;

function keyText(name: string, quote: string): string {
  if (quote === "'") return `'${name.replaceAll("'", "\\'")}'`;
  if (quote === "\\" && /^\w+$/.test(name)) {
    return `\\u${name.charCodeAt(0).toString(16).padStart(4, "0")}${name.slice(1)}`;
  }
  return JSON.stringify(name);
}

function written(list: Members, nested: Members, trailing: boolean, mark: boolean): Written {
  const marks = new Map<string, string[]>();
  const value: Record<string, unknown> = {};
  let counter = 0;
  const print = (entries: Members, path: string, into: Record<string, unknown>, extra = ""): string => {
    const texts = entries.map(({ name, quote, value: [text, meaning], gaps: [a, b, c, d] }) => {
      counter += 1;
      const own = `/*m${counter}*/`;
      marks.set(`${path}${name}`, [own]);
      Object.defineProperty(into, name, {
        value: meaning,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      return `${a}${keyText(name, quote)}${b}:${own}${c}${text}${d}`;
    });
    const all = extra === "" ? texts : [...texts, extra];
    return `{${all.join(",")}${trailing && all.length > 0 ? "," : ""}}`;
  };
  const inner: Record<string, unknown> = {};
  const nestedText = print(nested, "nested.", inner);
  value.nested = inner;
  const text = print(list, "", value, `nested: ${nestedText}`);
  return { text: `${mark ? "\uFEFF" : ""}// top\n${text} // end\n`, value, marks };
}

const document = fc.tuple(members, members, fc.boolean(), fc.boolean()).map((parts) => written(...parts));
/** JSON has no negative zero. */
const jsonValue = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)));
const target = fc.tuple(fc.constantFrom("", "nested"), fc.constantFrom(...NAMES, "new one"));
const edits = fc.uniqueArray(fc.record({ at: target, value: fc.option(jsonValue, { nil: undefined }) }), {
  selector: ({ at }) => at.join("."),
  maxLength: 6,
});

function asEdits(list: typeof edits extends fc.Arbitrary<infer T> ? T : never): MemberEdit[] {
  return list.map(({ at, value }) => {
    const path = at.filter((name) => name !== "");
    return value === undefined ? { path, remove: true } : { path, value };
  });
}

/** The same edits done to the value, by other means than the module's own. */
function edited(value: unknown, list: readonly MemberEdit[]): unknown {
  const [edit, ...rest] = list;
  if (!edit) return value;
  const change = (node: unknown, [key = "", ...below]: string[]): unknown => {
    const entries = Object.entries((node as object | undefined) ?? {}).filter(([name]) => name !== key);
    const there = Object.getOwnPropertyDescriptor((node as object | undefined) ?? {}, key)?.value;
    if (below.length > 0) return Object.fromEntries([...entries, [key, change(there, below)]]);
    return Object.fromEntries("value" in edit ? [...entries, [key, edit.value]] : entries);
  };
  return edited(change(value, edit.path), rest);
}

test("any edits of any JSON5 text mean what was asked, and leave what they are not about as it was", () => {
  fc.assert(
    fc.property(document, edits, ({ text, value, marks }, list) => {
      expect(JSON5.parse(text.replace("\uFEFF", ""))).toEqual(value);
      const wanted = asEdits(list);
      const after = editJson(text, wanted, "json5");
      expect(JSON5.parse(after.replace("\uFEFF", ""))).toEqual(edited(value, wanted));
      const touched = new Set(wanted.map((edit) => edit.path.join(".")));
      const kept = [...marks].filter(([path]) => !touched.has(path)).flatMap(([, own]) => own);
      const inOrder = (whole: string) => [...whole.matchAll(/\/\*m\d+\*\//g)].map(String);
      const left = inOrder(after).filter((own) => kept.includes(own));
      expect(left).toEqual(inOrder(text).filter((own) => kept.includes(own)));
      expect(after.startsWith("\uFEFF")).toBe(text.startsWith("\uFEFF"));
      expect(after).toMatch(/^\uFEFF?\/\/ top\n/);
      expect(after.endsWith(" // end\n")).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("a store of many profiles in one line takes no longer than the same in many", () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `openai:account-${at}`);
  const store = {
    profiles: Object.fromEntries(names.map((name) => [name, { type: "api_key", key: "k".repeat(60) }])),
  };
  const list = names.map((name) => ({ path: ["profiles", name, "key"], remove: true as const }));
  const started = performance.now();
  const after = editJson(JSON.stringify(store), list, "json");
  // A search for the line's start from every member would take a minute.
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(after).not.toContain("kkk");
});
