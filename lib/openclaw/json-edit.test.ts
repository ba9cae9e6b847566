import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import { editJson } from "#lib/openclaw/json-edit.ts";

describe("editing a JSON5 config", () => {
  const config = `// my gateway
{
  gateway: { mode: 'local' }, // keep me
  /* models */
  "models": {
    providers: {
      fake: { baseUrl: "http://x", },
    },
  },
  // the end
}
`;

  test("adds what is missing and keeps comments, quotes and commas", () => {
    const edited = editJson(
      config,
      [
        { path: ["secrets", "providers", "clawkeep"], value: { source: "exec", command: "/x" } },
        { path: ["models", "providers", "fake", "api"], value: "openai-completions" },
      ],
      "json5",
    );
    expect(edited).toBe(`// my gateway
{
  gateway: { mode: 'local' }, // keep me
  /* models */
  "models": {
    providers: {
      fake: { baseUrl: "http://x", "api": "openai-completions" },
    },
  },
  // the end
  "secrets": {
    "providers": {
      "clawkeep": {
        "source": "exec",
        "command": "/x"
      }
    }
  },
}
`);
  });

  test("takes out a member with its line and leaves the comments around it", () => {
    expect(editJson(config, [{ path: ["gateway"], remove: true }], "json5")).toContain(
      "// my gateway\n{\n  // keep me\n",
    );
    expect(
      editJson('{\n  "a": 1,\n  // about b\n  "b": 2\n}\n', [{ path: ["b"], remove: true }], "json5"),
    ).toBe('{\n  "a": 1\n  // about b\n}\n');
  });

  test("puts the comma before the comment that follows the last member", () => {
    expect(editJson("{\n  a: 1 // one\n}\n", [{ path: ["b"], value: 2 }], "json5")).toBe(
      '{\n  a: 1, // one\n  "b": 2\n}\n',
    );
  });

  test("follows tabs and CRLF", () => {
    expect(editJson('{\r\n\t"a": {}\r\n}\r\n', [{ path: ["a", "b"], value: { c: 1 } }], "json5")).toBe(
      '{\r\n\t"a": {\r\n\t\t"b": {\r\n\t\t\t"c": 1\r\n\t\t}\r\n\t}\r\n}\r\n',
    );
  });

  test("finds keys however they are written", () => {
    const text = "{ 'a\\'b': 1, \\u0061: 2, \"\\x62\": 3 }";
    const edited = editJson(
      text,
      [
        { path: ["a'b"], value: 10 },
        { path: ["a"], value: 20 },
        { path: ["b"], value: 30 },
      ],
      "json5",
    );
    expect(edited).toBe("{ 'a\\'b': 10, \\u0061: 20, \"\\x62\": 30 }");
  });

  test("keeps a byte order mark and starts an empty file", () => {
    expect(editJson("\uFEFF{}", [{ path: ["a"], value: 1 }], "json5")).toBe('\uFEFF{\n  "a": 1\n}');
    expect(editJson("", [{ path: ["a"], value: 1 }], "json")).toBe('{\n  "a": 1\n}\n');
  });
});

describe("editing a JSON store", () => {
  test("leaves spellings that a parser would change", () => {
    const store =
      '{"version": 1.0, "profiles": {"a": {"expires": 1e3, "big": 12345678901234567890}}, "x": "\\u0041"}';
    const edited = editJson(store, [{ path: ["profiles", "a", "email"], value: "e@x.test" }], "json");
    expect(edited).toBe(
      '{"version": 1.0, "profiles": {"a": {"expires": 1e3, "big": 12345678901234567890, "email": "e@x.test"}}, "x": "\\u0041"}',
    );
  });

  test("changes every one of a duplicated key, because readers differ in which counts", () => {
    expect(editJson('{"a": 1, "a": 2}', [{ path: ["a"], value: 3 }], "json")).toBe('{"a": 3, "a": 3}');
    expect(editJson('{"a": 1, "b": 0, "a": 2}', [{ path: ["a"], remove: true }], "json")).toBe('{"b": 0 }');
  });

  test("sets some members of an object, takes others out, and leaves those nobody named", () => {
    const store = `{
  "profiles": {
    "openai:work": {
      "mode": "api_key",
      "note": "mine",
      "key": "sk-FAKE"
    },
    "openai:other": { "key": "sk-FAKE", "note": "one line" }
  }
}
`;
    const members = { type: "api_key", mode: undefined, key: undefined, keyRef: { id: "x" } };
    const edits = ["openai:work", "openai:other", "openai:new"].map((id) => ({
      path: ["profiles", id],
      members,
    }));
    expect(editJson(store, edits, "json")).toBe(`{
  "profiles": {
    "openai:work": {
      "note": "mine",
      "type": "api_key",
      "keyRef": {
        "id": "x"
      }
    },
    "openai:other": { "note": "one line", "type": "api_key", "keyRef": {
      "id": "x"
    } },
    "openai:new": {
      "type": "api_key",
      "keyRef": {
        "id": "x"
      }
    }
  }
}
`);
  });

  test("makes no parents only to take something out of them", () => {
    const edits = [
      { path: ["a", "b"], remove: true as const },
      { path: ["c"], members: { d: undefined } },
    ];
    expect(editJson('{"x": 1}', edits, "json")).toBe('{"x": 1}');
  });

  test("writes names that mean something to JavaScript as data", () => {
    const edited = editJson("{}", [{ path: ["profiles", "__proto__"], value: { type: "token" } }], "json");
    expect(Object.keys(JSON.parse(edited).profiles)).toEqual(["__proto__"]);
    expect(({} as { type?: string }).type).toBeUndefined();
  });
});

const key = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("a", "b", "__proto__", "é", "x y", "0"));
const value = fc.jsonValue({ maxDepth: 3 });
const document = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value, { maxKeys: 4 })), {
  maxKeys: 6,
});
const edits = fc.array(
  fc.oneof(
    fc.record({ path: fc.array(key, { minLength: 1, maxLength: 2 }), value }),
    fc.record({ path: fc.array(key, { minLength: 1, maxLength: 2 }), remove: fc.constant(true as const) }),
    fc.record({
      path: fc.array(key, { minLength: 1, maxLength: 2 }),
      members: fc.dictionary(key, fc.option(value, { nil: undefined }), { minKeys: 1, maxKeys: 3 }),
    }),
  ),
  { maxLength: 4 },
);

/** Edits that contradict each other (a parent and its child) have no one answer. */
const consistent = (list: { path: string[] }[]) =>
  new Set(list.map((edit) => edit.path[0])).size === list.length;

test.each([
  { dialect: "json" as const, print: (json: unknown) => JSON.stringify(json, null, 2) },
  { dialect: "json" as const, print: (json: unknown) => JSON.stringify(json) },
  {
    dialect: "json5" as const,
    print: (json: unknown) => `// top\n${JSON5.stringify(json, null, 2)} // end\n`,
  },
  { dialect: "json5" as const, print: (json: unknown) => JSON5.stringify(json, { space: "\t", quote: "'" }) },
])(
  "any edits of any $dialect document mean what was asked, and repeating them changes nothing",
  ({ dialect, print }) => {
    fc.assert(
      fc.property(document, edits.filter(consistent), (json, list) => {
        const once = editJson(print(json), list, dialect);
        expect(editJson(once, list, dialect)).toBe(once);
      }),
      { numRuns: 1500 },
    );
  },
);

test("taking out again what was put in gives the text there was, comments and all", () => {
  const print = fc.constantFrom(
    (json: unknown) => JSON.stringify(json, null, 2),
    (json: unknown) => `// top\n${JSON5.stringify(json, null, "\t").replace(/\n/g, " // said\n")} // end`,
    (json: unknown) => JSON5.stringify(json, { space: 2, quote: "'" }).replace(/\n/g, "\r\n"),
  );
  // Texts with line breaks in them would get the comments too.
  const plain = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(fc.integer(), fc.boolean()), {
    minKeys: 1,
    maxKeys: 4,
  });
  fc.assert(
    fc.property(fc.record({ a: plain, b: plain, c: fc.integer() }), print, value, (json, printed, added) => {
      const text = printed(json);
      const paths = [["a", "NEW"], ["NEW"], ["NEW2"]];
      const edited = editJson(
        text,
        paths.map((path) => ({ path, value: added })),
        "json5",
      );
      expect(edited).not.toBe(text);
      expect(
        editJson(
          edited,
          paths.map((path) => ({ path, remove: true as const })),
          "json5",
        ),
      ).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test.each(["one line", "many lines"])("edits a large document in %s in a moment", (form) => {
  const count = 20_000;
  const entry = { type: "api_key", provider: "p", key: "sk-FAKE-0123456789" };
  const profiles = Object.fromEntries(Array.from({ length: count }, (_, at) => [`p:${at}`, entry]));
  const text = JSON.stringify({ version: 1, profiles }, null, form === "one line" ? 0 : 2);
  const members = {
    key: undefined,
    apiKey: undefined,
    keyRef: { source: "exec", provider: "clawkeep", id: "x" },
  };
  const started = performance.now();
  const edits = Object.keys(profiles).map((id) => ({ path: ["profiles", id], members }));
  const edited = editJson(text, edits, "json");
  const removed = editJson(
    edited,
    Object.keys(profiles).map((id) => ({ path: ["profiles", id], remove: true as const })),
    "json",
  );
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(edited).not.toContain("sk-FAKE");
  expect(JSON.parse(removed)).toEqual({ version: 1, profiles: {} });
});
