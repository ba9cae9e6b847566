/** @module-tag I09 */

import fc from "fast-check";
import { expect, test } from "vitest";
import { secretFileValues } from "#lib/openclaw/secret-file-values.ts";

const name = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom("a/b", "~", "~1", "0", "__proto__", "length"),
);
const secret = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "");
const pointerOf = (path: string[]) =>
  path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

test("a value is found under the pointer of its path, and under no other", () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), secret, name, (path, text, other) => {
      const document = path.reduceRight<unknown>((value, part) => Object.fromEntries([[part, value]]), text);
      const values = secretFileValues(JSON.stringify(document), "json");
      expect(values?.problemOf(pointerOf(path))).toBeNull();
      if (other !== path[0]) expect(values?.problemOf(pointerOf([other]))).toBe("segment");
    }),
  );
});

test("any text and any id have an answer", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.json());
  const mode = fc.constantFrom("json" as const, "singleValue" as const);
  fc.assert(
    fc.property(text, mode, fc.oneof(fc.string(), fc.array(name).map(pointerOf)), (written, how, id) => {
      const problem = secretFileValues(written, how)?.problemOf(id) ?? null;
      expect([null, "id", "segment", "not_text", "blank"]).toContain(problem);
    }),
  );
});
