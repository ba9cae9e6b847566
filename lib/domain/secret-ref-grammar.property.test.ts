/** @module-tag I09 */

import fc from "fast-check";
import { expect, test } from "vitest";
import { checkRefForNew, parseStoredRef, SECRET_REF_SOURCES } from "#lib/domain/secret-ref-grammar.ts";

const source = fc.constantFrom(...SECRET_REF_SOURCES);
const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("default", "vault", "OPENAI_API_KEY", "/a/b~0c", "value", "main/openai:me", "../up", " "),
);
const typed = fc.record({ source: fc.oneof(source, word), provider: word, id: word });
const stored = fc.oneof(
  fc.anything(),
  fc.jsonValue(),
  fc.record({ source: fc.oneof(source, word), provider: word, id: word }, { requiredKeys: [] }),
);

test("whatever stands in a store is a reference with all its parts, or none", () => {
  fc.assert(
    fc.property(stored, (value) => {
      const ref = parseStoredRef(value);
      if (ref === null) return;
      expect(SECRET_REF_SOURCES).toContain(ref.source);
      expect(ref.id.trim()).not.toBe("");
      expect(ref.provider.trim()).not.toBe("");
      expect(parseStoredRef(ref)).toEqual(ref);
    }),
  );
});

test("a reference does not depend on the sequence of its keys", () => {
  fc.assert(
    fc.property(stored, (value) => {
      const isPlain = typeof value === "object" && value !== null && !Array.isArray(value);
      fc.pre(isPlain);
      const turned = Object.fromEntries(Object.entries(value as object).reverse());
      const straight = Object.fromEntries(Object.entries(value as object));
      expect(parseStoredRef(turned)).toEqual(parseStoredRef(straight));
    }),
  );
});

test("a reference that may be stored is read from there as it was typed", () => {
  fc.assert(
    fc.property(typed, (given) => {
      const checked = checkRefForNew(given);
      if (checked.ok) expect(parseStoredRef(JSON.parse(JSON.stringify(checked.ref)))).toEqual(given);
      else expect(checked.problems.length).toBeGreaterThan(0);
    }),
  );
});

test("a variable written as in a shell is the env reference of that name", () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,127}$/);
  fc.assert(
    fc.property(name, (id) => {
      const ref = { source: "env", provider: "mine", id };
      expect(parseStoredRef(` \${${id}} `, { env: "mine" })).toEqual(ref);
    }),
  );
});
