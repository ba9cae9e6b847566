import fc from "fast-check";
import { expect, test } from "vitest";
import { answerFor } from "#lib/openclaw/exec-answer.ts";

const id = fc.oneof(
  fc.constantFrom("a", "main/openai:me", "__proto__", "constructor", "toString"),
  fc.string(),
);
const document = fc.record(
  {
    protocolVersion: fc.oneof(fc.constant(1), fc.jsonValue()),
    values: fc.oneof(fc.dictionary(id, fc.jsonValue(), { noNullPrototype: true }), fc.jsonValue()),
    errors: fc.oneof(fc.dictionary(id, fc.jsonValue(), { noNullPrototype: true }), fc.jsonValue()),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const printed = fc.oneof(
  fc.string({ unit: "binary" }),
  document.map((value) => JSON.stringify(value)),
  document.map((value) => ` ${JSON.stringify(value).slice(0, -1)}`),
);

test("whatever a command prints is a value or has a reason", () => {
  fc.assert(
    fc.property(id, printed, fc.boolean(), (asked, stdout, jsonOnly) => {
      const answer = answerFor(asked, stdout, jsonOnly);
      if (!answer.ok) expect(answer.failure).toMatch(/^exec_(answer_invalid|id_failed|id_missing)$/);
    }),
  );
});

test("the value of an id is the one that was answered for it, unless an error was", () => {
  fc.assert(
    fc.property(id, fc.jsonValue(), fc.boolean(), fc.boolean(), (asked, value, hasError, jsonOnly) => {
      const entries = [["values", own(asked, value)] as const, ["protocolVersion", 1] as const];
      const errors = hasError ? [["errors", own(asked, { message: "no" })] as const] : [];
      const expected = hasError
        ? { ok: false, failure: "exec_id_failed" }
        : { ok: true, value: JSON.parse(JSON.stringify(value)) };
      for (const keys of [
        [...entries, ...errors],
        [...errors, ...entries.reverse()],
      ]) {
        expect(answerFor(asked, JSON.stringify(Object.fromEntries(keys)), jsonOnly)).toEqual(expected);
      }
    }),
  );
});

test("what an object has from birth was not answered", () => {
  const stdout = JSON.stringify({ protocolVersion: 1, values: {}, errors: {} });
  for (const asked of ["__proto__", "constructor", "toString"])
    expect(answerFor(asked, stdout, true)).toEqual({ ok: false, failure: "exec_id_missing" });
});

function own(name: string, value: unknown): object {
  return Object.fromEntries([[name, value]]);
}
