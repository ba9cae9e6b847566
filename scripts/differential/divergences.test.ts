import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DIVERGENCES, explanationOf } from "./divergences.mjs";

const DOCUMENT = readFileSync(new URL("../../docs/openclaw-divergences.md", import.meta.url), "utf8");
const CRASH = {
  code: 1,
  stdout: "",
  stderr: "[openclaw] Failed to start CLI: TypeError: x is not a function\n    at y",
};
const REFUSAL = { code: 1, stdout: "", stderr: "Config invalid" };
const refusedAt = (...paths: string[]) => ({
  ...REFUSAL,
  stderr: `Config invalid\nFile: x\nProblem:\n${paths.map((at) => `  - ${at}: Wrong\n`).join("")}\nRun: openclaw doctor`,
});
const OBSERVED = { theirs: { status: REFUSAL, order: REFUSAL } };

test("what the comparison lets pass is what the document names, and nothing else", () => {
  const rows = DOCUMENT.split("\n").filter((line) => /^\| (?!Place |-)/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  const places = rows.map((row) => row.split(" | ")[0]?.slice(2));
  expect(places.sort()).toEqual(DIVERGENCES.map(({ place }) => place).sort());
});

test.each([
  ["a crash", { command: "status", path: "/", expected: "refused", got: "a document" }, { status: CRASH }],
  ["a blank provider", { command: "order", path: "exit status", expected: 1, got: 64 }, {}],
  [
    "an object for an end",
    { command: "status", path: "/auth/oauth/profiles/0/expiresAt", expected: [], got: undefined },
    {},
  ],
  [
    "a number for a reason",
    { command: "status", path: "/auth/unusableProfiles/0/reason", expected: 7, got: undefined },
    {},
  ],
  [
    "a number for a reason in a label",
    {
      command: "status",
      path: "/auth/providers/0/profiles/labels/1",
      expected: "a:b=sk-FAKEa...opqrstuv [disabled:7 5h]",
      got: "a:b=…stuv [disabled 5h]",
    },
    {},
  ],
  [
    "the provider of __proto__",
    { command: "status", path: "/auth/unusableProfiles/2/provider", expected: "acme", got: undefined },
    { status: { code: 0, stdout: '{"profileId": "__proto__"}', stderr: "" } },
  ],
])("%s is documented", (_what, difference, theirs) => {
  expect(explanationOf(difference, { theirs: { ...OBSERVED.theirs, ...theirs } })).not.toBeNull();
});

test.each([
  [["gateway"], true],
  [["gateway.auth", "agents.list.0.id"], false],
  [["auth.order"], false],
  [["<root>"], false],
])("a config refused at %j is documented: %s", (paths, isDocumented) => {
  const difference = { command: "status", path: "/", expected: "refused", got: "a document" };
  const observed = { theirs: { ...OBSERVED.theirs, status: refusedAt(...paths) } };
  expect(explanationOf(difference, observed) !== null).toBe(isDocumented);
});

test.each([
  ["a refusal with a reason", { command: "status", path: "/", expected: "refused", got: "a document" }],
  ["another exit status", { command: "status", path: "exit status", expected: 1, got: 64 }],
  [
    "a time that is not shown",
    { command: "status", path: "/auth/oauth/profiles/0/expiresAt", expected: 5, got: undefined },
  ],
  [
    "a reason that is not shown",
    { command: "status", path: "/auth/unusableProfiles/0/reason", expected: "billing", got: undefined },
  ],
  [
    "a provider",
    { command: "status", path: "/auth/unusableProfiles/0/provider", expected: "a", got: undefined },
  ],
  [
    "a reason that a label lacks",
    {
      command: "status",
      path: "/auth/providers/0/profiles/labels/1",
      expected: "a:b=OAuth [disabled:billing 5h]",
      got: "a:b=OAuth [disabled 5h]",
    },
  ],
  ["any other member", { command: "status", path: "/auth/missingProvidersInUse", expected: ["a"], got: [] }],
])("%s is not", (_what, difference) => {
  expect(explanationOf(difference, OBSERVED)).toBeNull();
});
