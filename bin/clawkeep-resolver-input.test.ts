import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fakeConsole,
  installResolver,
  RESOLVER_TOKEN,
  requestFor,
  resolveIds,
  runResolver,
  SECRET,
} from "../lib/testing/installed-resolver.ts";

/** Each run starts a program. */
const RUNS = { numRuns: 20 };
const id = fc.oneof(
  fc.constantFrom("main/openai:me", "a", "../a", "__proto__", "toString"),
  fc.string({ maxLength: 6 }),
);

test("whatever stands in resolver.json, every id is answered with an error", {
  timeout: 60_000,
}, async () => {
  const address = fc.constantFrom(
    "http://127.0.0.1:1",
    "unix:/nowhere",
    "ftp://127.0.0.1",
    "http://a@127.0.0.1:1",
    "http://[",
  );
  const member = fc.oneof(fc.jsonValue(), address);
  const settings = fc.oneof(
    fc.jsonValue(),
    fc.record(
      { url: member, socketPath: member, token: fc.oneof(fc.jsonValue(), fc.constant(RESOLVER_TOKEN)) },
      { requiredKeys: [], noNullPrototype: true },
    ),
  );
  await fc.assert(
    fc.asyncProperty(settings, fc.uniqueArray(id, { minLength: 1, maxLength: 3 }), async (config, ids) => {
      const { values, errors = {} } = await resolveIds(installResolver(config).command, ids);
      expect(Object.keys(values)).toEqual([]);
      expect(Object.keys(errors).sort()).toEqual([...ids].sort());
    }),
    RUNS,
  );
});

test("whatever a console answers, an id gets its text or an error", { timeout: 60_000 }, async () => {
  let reply: unknown;
  const { url } = await fakeConsole(() => reply);
  const { command } = installResolver({ url, token: RESOLVER_TOKEN });
  const value = fc.oneof(fc.constant(SECRET), fc.jsonValue());
  const answer = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        protocolVersion: fc.constantFrom(1, 2),
        values: fc.dictionary(id, value, { noNullPrototype: true }),
        errors: fc.dictionary(id, fc.jsonValue(), { noNullPrototype: true }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  );
  await fc.assert(
    fc.asyncProperty(answer, fc.uniqueArray(id, { minLength: 1, maxLength: 3 }), async (given, ids) => {
      reply = given;
      const { values, errors = {} } = await resolveIds(command, ids);
      for (const asked of ids) {
        const hasValue = Object.hasOwn(values, asked);
        expect(hasValue).not.toBe(Object.hasOwn(errors, asked));
        if (hasValue) expect(typeof Object.getOwnPropertyDescriptor(values, asked)?.value).toBe("string");
      }
      expect([...Object.keys(values), ...Object.keys(errors)].sort()).toEqual([...ids].sort());
    }),
    RUNS,
  );
});

test("whatever comes on stdin is answered or refused in one line", { timeout: 60_000 }, async () => {
  const { command } = installResolver();
  const input = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.json(),
    fc.jsonValue().map((ids) => requestFor(ids)),
  );
  await fc.assert(
    fc.asyncProperty(input, async (bytes) => {
      const { code, stdout, stderr } = await runResolver(command, bytes);
      if (code === 0) expect(JSON.parse(stdout)).toMatchObject({ protocolVersion: 1, values: {} });
      else expect(stderr.trim().split("\n")).toHaveLength(1);
    }),
    RUNS,
  );
});
