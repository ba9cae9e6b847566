import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";
import { editedJson } from "#lib/openclaw/json-edited.ts";
import type { JsonObject } from "#lib/openclaw/own-member.ts";
import { StoreDocument } from "#lib/openclaw/store-document.ts";

const SECRET = "sk-FAKE-0123456789abcdef";
const documentOf = (text: string) => new StoreDocument(text, JSON.parse(text) as JsonObject);
const asOpenClaw = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const NAMES = [
  "a",
  "b",
  "openai:work",
  "7",
  "0",
  "10",
  "",
  "é",
  "工作",
  "__proto__",
  "toString",
  "constructor",
];
const name = fc.constantFrom(...NAMES);
const leaf = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const json = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
  object: fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));
/** What a file can hold: no negative zero, nothing that is no number, and `__proto__` as a member. */
const document = json.object.map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
const value = json.value.map((any) => JSON.parse(JSON.stringify(any)) as unknown);
const path = fc.array(name, { minLength: 1, maxLength: 3 });
const edit: fc.Arbitrary<MemberEdit> = fc.oneof(
  fc.record({ path, value }),
  fc.record({ path, remove: fc.constant(true as const) }),
  fc.record({
    path,
    members: fc.dictionary(name, fc.option(value, { nil: undefined }), { maxKeys: 3, noNullPrototype: true }),
  }),
);
/** No path leads into another one: what an edit means does not depend on which comes first. */
const edits = fc
  .array(edit, { maxLength: 5 })
  .map((list) => list.filter((one, at) => !list.some((other, n) => n < at && meets(one.path, other.path))));

function meets(left: string[], right: string[]): boolean {
  const length = Math.min(left.length, right.length);
  return left.slice(0, length).join("\0") === right.slice(0, length).join("\0");
}

describe("a text as OpenClaw spells it", () => {
  test("is spelled so again after any edits, and means what editing the text itself would give", () => {
    fc.assert(
      fc.property(document, edits, (before, list) => {
        const text = asOpenClaw(before);
        const after = documentOf(text).edited(list);
        expect(JSON.parse(after)).toEqual(JSON.parse(editJson(text, list, "json")));
        expect(after).toBe(list.length === 0 ? text : asOpenClaw(JSON.parse(after)));
      }),
      { numRuns: 3000 },
    );
  });

  test("keeps the lines and their order that no edit is about", () => {
    const store = {
      version: 1,
      profiles: {
        "a:1": { note: "é", key: SECRET, expires: 1.5e300 },
        "b:2": { type: "oauth", access: "x" },
      },
      "x-unknown": [1, { deep: '\u2028\ud800\\"' }],
    };
    const members = { key: undefined, type: "api_key", keyRef: { id: "x" } };
    const after = documentOf(asOpenClaw(store)).edited([{ path: ["profiles", "a:1"], members }]);
    const [kept] = [{ note: "é", expires: 1.5e300, type: "api_key", keyRef: { id: "x" } }];
    expect(after).toBe(asOpenClaw({ ...store, profiles: { ...store.profiles, "a:1": kept } }));
  });
});

describe("a text that OpenClaw would spell otherwise keeps every byte that no edit is about, because it", () => {
  const plain = asOpenClaw({ version: 1, profiles: { "a:1": { key: SECRET, note: 1 } }, usage: { n: 2 } });
  test.each([
    ["has a key twice", plain.replace('"usage"', '"usage": {},\n  "usage"')],
    ["has a key twice in an entry", plain.replace('"note": 1', '"note": 0,\n      "note": 1')],
    ["has keys out of JavaScript's order", plain.replace('"n": 2', '"n": 2,\n    "7": 1')],
    ["has a number of its own spelling", plain.replace('"n": 2', '"n": 2.0')],
    ["has a number beyond doubles", plain.replace('"n": 2', '"n": 12345678901234567890')],
    ["has a negative zero", plain.replace('"n": 2', '"n": -0')],
    ["escapes what needs none", plain.replace('"usage"', '"us\\u0061ge"')],
    ["has no end of line at its end", plain.trimEnd()],
    ["has an empty line at its end", `${plain}\n`],
    ["has a blank at its start", ` ${plain}`],
    ["ends its lines in CRLF", plain.replaceAll("\n", "\r\n")],
    ["is indented by one blank", plain.replace(/^ +/gm, (blanks) => blanks.slice(blanks.length / 2))],
    ["is indented by tabs", plain.replace(/^ +/gm, (blanks) => "\t".repeat(blanks.length / 2))],
    ["has everything in one line", JSON.stringify(JSON.parse(plain))],
    ["has a blank at the end of a line", plain.replace("{\n", "{ \n")],
  ])("%s", (_, text) => {
    expect(text).not.toBe(plain);
    const list: MemberEdit[] = [{ path: ["profiles", "a:1", "key"], value: "ref" }];
    const after = documentOf(text).edited(list);
    expect(after).toBe(text.replace(SECRET, "ref"));
  });

  test("begins with a byte order mark", () => {
    const text = `\uFEFF${plain}`;
    const document = new StoreDocument(text, JSON.parse(plain) as JsonObject);
    const after = document.edited([{ path: ["profiles", "a:1", "key"], value: "ref" }]);
    expect(after).toBe(text.replace(SECRET, "ref"));
  });
});

test("a member called __proto__ is one like any other", { tags: ["I02"] }, () => {
  const text = '{\n  "__proto__": {\n    "a": 1\n  }\n}\n';
  const list: MemberEdit[] = [
    { path: ["__proto__", "__proto__"], value: { polluted: true } },
    { path: ["profiles", "__proto__"], members: JSON.parse('{"__proto__": 2, "key": 3}') },
  ];
  expect(documentOf(text).edited(list)).toBe(
    '{\n  "__proto__": {\n    "a": 1,\n    "__proto__": {\n      "polluted": true\n    }\n  },\n' +
      '  "profiles": {\n    "__proto__": {\n      "__proto__": 2,\n      "key": 3\n    }\n  }\n}\n',
  );
  expect(isEveryObjectChanged()).toBe(false);
});

test("an edit that walks through JavaScript's own members changes every object there is", {
  tags: ["I02-twin"],
}, () => {
  const careless = (target: Record<string, unknown>, [name = "", ...rest]: string[], value: unknown) => {
    if (rest.length === 0) target[name] = value;
    else careless((target[name] ?? {}) as Record<string, unknown>, rest, value);
  };
  try {
    careless({}, ["__proto__", "polluted"], true);
    expect(isEveryObjectChanged()).toBe(true);
  } finally {
    Reflect.deleteProperty(Object.prototype, "polluted");
  }
  expect(isEveryObjectChanged()).toBe(false);
});

function isEveryObjectChanged(): boolean {
  return ({} as { polluted?: boolean }).polluted === true;
}

test("edits change neither the document nor the values they bring", () => {
  fc.assert(
    fc.property(document, fc.array(edit, { maxLength: 6 }), (before, list) => {
      const [text, asked] = [JSON.stringify(before), JSON.stringify(list)];
      editedJson(before, list);
      expect(JSON.stringify(before)).toBe(text);
      expect(JSON.stringify(list)).toBe(asked);
    }),
  );
});

test("edits that meet are made one after the other", () => {
  const list: MemberEdit[] = [
    { path: ["a"], value: { b: 1 } },
    { path: ["a", "c"], value: 2 },
    { path: [], members: { d: 3, a2: undefined } },
    { path: ["a"], members: { b: undefined } },
    { path: ["d"], remove: true },
    { path: ["e", "f"], remove: true },
    { path: ["g"], members: { h: undefined } },
  ];
  expect(editedJson({ x: null }, list)).toEqual({ x: null, a: { c: 2 } });
});

test("a document shows nothing of its content when it is printed", () => {
  const printed = documentOf(asOpenClaw({ profiles: { a: { key: SECRET } } }));
  expect(
    `${inspect(printed, { depth: 9, showHidden: true })}${JSON.stringify(printed)}${printed}`,
  ).not.toContain(SECRET);
});
