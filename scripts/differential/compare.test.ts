import { expect, test } from "vitest";
import { differencesOf, documentDifferences, shown, showSameSecret } from "./compare.mjs";

const SECRET = "sk-FAKEabcdefghijkmnopqrstuv";

test.each([
  ["a:b=sk-FAKEa...opqrstuv", "a:b=…stuv", true],
  ["a:b=token:sk-FAKEa...opqrstuv [cooldown 5m]", "a:b=token:…stuv [cooldown 5m]", true],
  ["a:b=sk...uv", "a:b=••••", true],
  ["a:b=sk...uv", "a:b=…stuv", true],
  ["a:b=a...a", "a:b=••••", true],
  ["a:b=sk-FAKEa...opqrstuv", "a:b=…stux", false],
  ["a:c=sk-FAKEa...opqrstuv", "a:b=…stuv", false],
  ["a:b=missing", "a:b=••••", false],
  ["a:b=sk-FAKEa...opqrstuv [cooldown 5m]", "a:b=…stuv [cooldown 6m]", false],
  ["a:b=sk-FAKEa...opqrstuv", "a:b=sk-FAKEa...opqrstuv", false],
])("%s and %s show the same secret: %s", (theirs, ours, same) => {
  expect(showSameSecret(theirs, ours)).toBe(same);
});

test("documents differ where they differ, and an absent key is not an undefined one", () => {
  const theirs = { a: 1, list: [{ x: 1 }, { x: 2 }], only: null };
  expect(documentDifferences(theirs, { a: 1, list: [{ x: 1 }, { x: 3 }], only: null })).toEqual([
    { path: "/list/1/x", expected: 2, got: 3 },
  ]);
  expect(documentDifferences(theirs, { a: 1, list: [{ x: 1 }], only: null })).toHaveLength(1);
  expect(documentDifferences(theirs, { a: 1, list: theirs.list })).toEqual([
    { path: "/only", expected: null, got: undefined },
  ]);
});

test("log lines before a document do not matter", () => {
  expect(differences({ theirs: said(0, 'a log line\n{"a": 1}\n') })).toEqual([]);
});

test("the exit status of a check counts beside its document", () => {
  expect(differences({ theirs: said(2, '{"a": 1}') })).toEqual([
    { command: "status", path: "exit status", expected: 2, got: 0 },
  ]);
});

test("a refusal has to be a refusal on both sides, and with a reason", () => {
  const refused = { code: 1, stdout: "", stderr: "Config invalid" };
  expect(differences({ theirs: refused, ours: refused })).toEqual([]);
  expect(differences({ theirs: refused }).map(({ path }) => path)).toEqual(["exit status", "/"]);
  expect(differences({ ours: refused }).map(({ path }) => path)).toEqual(["exit status", "/"]);
  expect(
    differences({ theirs: refused, ours: { ...refused, stderr: " \n" } }).map(({ path }) => path),
  ).toEqual(["stderr"]);
});

test("six characters of a secret in our output are a difference, and the report holds none of them", () => {
  const found = differences({ ours: said(0, `{"a": "${SECRET}"}`) });
  expect(found.map(({ expected }) => expected)).toContain("no secret");
  const values = found.map(({ got }) => shown({ secrets: [SECRET] }, got));
  expect(values.join("\n")).not.toContain("abcdef");
  expect(shown({ secrets: [] }, ["a:b=sk-FAKEa...opqrstuv"])).toBe('["a:b=<masked>"]');
  expect(
    differences({ theirs: said(0, '{"a": "sk-FAKEa...opqrstuv"}'), ours: said(0, '{"a": "…stuv"}') }),
  ).toEqual([]);
});

test("a changed file is a difference", () => {
  expect(differences({ changed: [".openclaw/openclaw.json 600 1 00"] })).toHaveLength(1);
});

type Said = { code: number; stdout: string; stderr: string };

function said(code: number, stdout: string): Said {
  return { code, stdout, stderr: "" };
}

function differences({
  theirs = said(0, '{"a": 1}'),
  ours = said(0, '{"a": 1}'),
  changed = [] as string[],
}: {
  theirs?: Said;
  ours?: Said;
  changed?: string[];
}) {
  return differencesOf(
    { secrets: [SECRET] },
    { theirs: { status: theirs, order: null }, ours: { status: ours, check: ours, order: null }, changed },
  );
}
