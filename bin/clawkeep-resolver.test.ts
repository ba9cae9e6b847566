import { describe, expect, test } from "vitest";
import {
  fakeConsole,
  installResolver,
  RESOLVER_TOKEN,
  requestFor,
  resolveCodes,
  resolveIds,
  runResolver,
  SECRET,
} from "../lib/testing/installed-resolver.ts";

const ONE_MIB = 1024 * 1024;

/** A console that knows `values` and `errors`, and the resolver installed for it. */
async function consoleWith(said: { values?: unknown; errors?: unknown }, extension?: string) {
  const console = await fakeConsole(() => ({ protocolVersion: 1, values: {}, ...said }));
  return { ...console, ...installResolver({ url: console.url, token: RESOLVER_TOKEN }, extension) };
}

describe("an answer", () => {
  test.each(["mjs", "cjs"])("holds the console's values when installed as .%s", async (extension) => {
    const { command } = await consoleWith({ values: { "anthropic/ops": SECRET } }, extension);
    expect(await resolveIds(command, ["anthropic/ops"])).toEqual({
      protocolVersion: 1,
      values: { "anthropic/ops": SECRET },
    });
  });

  test("comes from one request that carries the token and the ids", async () => {
    const { command, requests } = await consoleWith({ values: { a: SECRET, b: SECRET } });
    await resolveIds(command, ["a", "b"]);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "/api/resolver",
      headers: { authorization: `Bearer ${RESOLVER_TOKEN}`, "content-type": "application/json" },
      body: requestFor(["a", "b"]),
    });
  });

  test("holds only what was asked", async () => {
    const { command } = await consoleWith({
      values: { a: SECRET, b: "more" },
      errors: { c: { code: "NOT_FOUND" } },
    });
    expect(await resolveIds(command, ["a"])).toEqual({ protocolVersion: 1, values: { a: SECRET } });
  });

  test("hands on the console's error of an id, without control characters", async () => {
    const errors = { gone: { code: "NOT_FOUND", message: "not\u001b[31m published\n\u202e" } };
    const { command } = await consoleWith({ values: { a: SECRET }, errors });
    expect(await resolveIds(command, ["gone", "a"])).toEqual({
      protocolVersion: 1,
      values: { a: SECRET },
      errors: { gone: { code: "NOT_FOUND", message: "not [31m published" } },
    });
  });

  test.each([
    { name: "an empty text", value: "" },
    { name: "a blank text", value: " \n" },
    { name: "a number", value: 7 },
    { name: "null", value: null },
    { name: "an object", value: { key: SECRET } },
  ])("makes an error of $name", async ({ value }) => {
    const { command } = await consoleWith({ values: { a: value, b: SECRET } });
    expect(await resolveCodes(command, ["a", "b"])).toEqual(["VALUE_INVALID", "value"]);
  });

  test("makes an error of an id the console left out, and of an error that says nothing", async () => {
    const { command } = await consoleWith({
      values: { b: SECRET },
      errors: { b: { code: "no code", message: 7 } },
    });
    expect(await resolveCodes(command, ["a", "b"])).toEqual(["SECRET_REFUSED", "SECRET_REFUSED"]);
  });

  test("takes names of Object's own members for what they are", async () => {
    const { command } = await consoleWith({ values: { constructor: SECRET }, errors: {} });
    const answer = await resolveIds(command, ["constructor", "toString"]);
    expect(Object.keys(answer.values)).toEqual(["constructor"]);
    expect(answer.errors?.toString).toMatchObject({ code: "SECRET_REFUSED" });
  });

  test("refuses ids outside OpenClaw's grammar by themselves and does not ask for them", async () => {
    const { command, requests } = await consoleWith({ values: { a: SECRET } });
    const odd = ["__proto__", "a@b", "a/../b", "a/.", "", "ü", "a\r\nb", `a${"b".repeat(256)}`];
    const { stdout } = await runResolver(command, requestFor(["a", ...odd]));
    const { errors, values } = JSON.parse(stdout);
    expect(Object.keys(values)).toEqual(["a"]);
    expect(Object.keys(errors)).toEqual(odd);
    expect(Object.entries<{ code: string }>(errors).map(([, { code }]) => code)).toEqual(
      odd.map(() => "INVALID_ID"),
    );
    expect(requests.map(({ body }) => body)).toEqual([requestFor(["a"])]);
  });

  test("asks nobody when no id is valid or none is asked", async () => {
    const { command, requests } = await consoleWith({});
    expect(await resolveCodes(command, ["@"])).toEqual(["INVALID_ID"]);
    expect(await resolveIds(command, [])).toEqual({ protocolVersion: 1, values: {} });
    expect(requests).toEqual([]);
  });

  test("names a repeated id once", async () => {
    const { command, requests } = await consoleWith({ values: { a: SECRET } });
    const { stdout } = await runResolver(command, requestFor(["a", "a", "a"]));
    expect(stdout).toBe(`{"protocolVersion":1,"values":{"a":"${SECRET}"}}`);
    expect(requests[0]?.body).toBe(requestFor(["a"]));
  });

  test("is ASCII, so that no character can be cut in two on its way", async () => {
    const value = "pässwörd-密码-🔑";
    const { command } = await consoleWith({ values: { a: value } });
    const { stdout } = await runResolver(command, requestFor(["a"]));
    expect(stdout).toMatch(/^[\0-\x7f]+$/);
    expect(JSON.parse(stdout).values.a).toBe(value);
  });

  test("of a thousand ids holds a thousand values", async () => {
    const ids = Array.from({ length: 1000 }, (_, n) => `secret/${n}`);
    const { command } = await consoleWith({
      values: Object.fromEntries(ids.map((id) => [id, `${SECRET}-${id}`])),
    });
    const { values } = await resolveIds(command, ids);
    expect(Object.entries(values)).toEqual(ids.map((id) => [id, `${SECRET}-${id}`]));
  });
});

describe("an answer that would be too large", () => {
  test("gives up its largest values and keeps the others", async () => {
    const values = { big: "b".repeat(600_000), bigger: "c".repeat(700_000), small: SECRET };
    const { command } = await consoleWith({ values });
    const { stdout } = await runResolver(command, requestFor(Object.keys(values)));
    const answer = JSON.parse(stdout);
    expect(answer.values).toEqual({ big: values.big, small: SECRET });
    expect(answer.errors).toMatchObject({ bigger: { code: "TOO_LARGE" } });
    expect(stdout.length).toBeLessThan(900 * 1024 + 1024);
  });

  test("counts the escaped form of a value", async () => {
    const { command } = await consoleWith({ values: { a: "密".repeat(200_000), b: SECRET } });
    expect(await resolveCodes(command, ["a", "b"])).toEqual(["TOO_LARGE", "value"]);
  });

  test("stays within OpenClaw's limit when every one of 4096 ids has an error", async () => {
    const { command } = installResolver();
    const ids = Array.from({ length: 4096 }, (_, n) => `${n}/${"x".repeat(54)}`);
    const { stdout, code } = await runResolver(command, requestFor(ids));
    expect(code).toBe(0);
    expect(stdout.length).toBeLessThan(ONE_MIB);
    expect(Object.keys(JSON.parse(stdout).errors)).toEqual(ids);
  });
});

describe("a request that is not one", () => {
  test.each([
    { name: "nothing", input: "" },
    { name: "no JSON", input: `{"protocolVersion":1,"provider":"${SECRET}` },
    { name: "an array", input: "[1]" },
    { name: "no UTF-8", input: Buffer.from(requestFor(["\u00ff"]), "latin1") },
    { name: "protocol version 2", input: requestFor([SECRET], { protocolVersion: 2 }) },
    { name: "protocol version 1 as text", input: requestFor([SECRET], { protocolVersion: "1" }) },
    { name: "no secret provider", input: requestFor([SECRET], { provider: "Not An Alias" }) },
    { name: "no ids", input: requestFor(undefined) },
    { name: "ids in an object", input: requestFor({ 0: SECRET, length: 1 }) },
    { name: "an id that is a number", input: requestFor([SECRET, 7]) },
    { name: "an id that is null", input: requestFor([null]) },
    { name: "100000 ids", input: requestFor(Array.from({ length: 100_000 }, (_, n) => `i${n}`)) },
    { name: "4097 ids", input: requestFor(Array.from({ length: 4097 }, (_, n) => `i${n}`)) },
    { name: "10 MB", input: requestFor(["a".repeat(10_000_000)]) },
  ])("($name) is refused within two seconds, in one fixed sentence, unasked", async ({ input }) => {
    const { command, requests } = await consoleWith({ values: {} });
    const run = await runResolver(command, input);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(/^clawkeep-resolver: [a-z0-9 ]+\n$/);
    expect(run.ms).toBeLessThan(2000);
    expect(requests).toEqual([]);
  });

  test.each([
    { name: "is whole", input: requestFor(["a"]) },
    { name: "never came", input: "" },
  ])("ends within two seconds when stdin stays open and the request $name", async ({ input }) => {
    const { command, requests } = await consoleWith({ values: { a: SECRET } });
    const run = await runResolver(command, input, { holdStdin: true });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.ms).toBeLessThan(2000);
    expect(requests).toEqual([]);
  });
});

test("an answer that nobody takes ends it with an error within two seconds", async () => {
  const { command } = await consoleWith({ values: { a: SECRET } });
  const run = await runResolver(command, requestFor(["a"]), { dropStdout: true });
  expect(run.code).toBe(1);
  expect(run.ms).toBeLessThan(2000);
});

test.each([
  { argument: "--help", code: 0 },
  { argument: "--verbose", code: 64 },
])("$argument shows two lines of usage and ends with $code", async ({ argument, code }) => {
  const { command } = installResolver();
  const run = await runResolver(command, "", { args: [argument] });
  expect(run.code).toBe(code);
  expect(run.stdout).toMatch(/^usage: [^\n]+\n[^\n]+\n$/);
});
