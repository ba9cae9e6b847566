import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint, layOut, variablesFor } from "./home-copy.mjs";
import { stateCase } from "./state-case.mjs";

const CASES = Array.from({ length: 300 }, (_, index) => stateCase(1, index));
const texts = (name: string) =>
  CASES.flatMap(({ files }) => files.filter((file) => file.path.endsWith(name)).map(({ text }) => text));

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "clawkeep-case-"));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

test("a case is the same however often it is made, and whatever was made before it", () => {
  expect(stateCase(1, 250)).toEqual(CASES[250]);
  expect(new Set(CASES.map((one) => JSON.stringify(one))).size).toBe(CASES.length);
  expect(stateCase(2, 0)).not.toEqual(stateCase(1, 0));
});

test.each([
  ["every type of credential", [/"api_key"/, /"token"/, /"oauth"/]],
  [
    "inline values and references",
    [/"keyRef"/, /"tokenRef"/, /"apiKey"/, /"\$\{TEAM_KEY\}"/, /"source": "exec"/],
  ],
  ["orders, last good profiles and windows", [/"order"/, /"lastGood"/, /"cooldownUntil"/, /"disabledUntil"/]],
  ["ends at the instant and a day away", [/"expires": 1767225600000,?\n/, /"expires": 1767312000000,?\n/]],
  ["ends that are no time", [/"expires": null/, /"expires": (""|"soon"|true|\[\]|\{\})/, /"expires": 1e999/]],
  ["odd ids and spellings", [/"z\.ai/, /工作/, /"__proto__/, /" anthropic /, /Doubao/]],
])("stores hold %s", (_what, patterns) => {
  const stores = texts("auth-profiles.json");
  for (const pattern of patterns)
    expect(
      stores.some((text) => pattern.test(text)),
      String(pattern),
    ).toBe(true);
});

test.each([
  ["comments and includes", [/\/\/ written by hand/, /\$include/]],
  ["an order, also an empty one", [/"?order"?: \{/, /: \[\]/]],
  ["agents of all kinds", [/"?default"?: true/, /"?agentDir"?:/, /"?fallbacks"?:/]],
  ["provider keys of all kinds", [/"?apiKey"?: "\$\{/, /"?apiKey"?: "sk-/, /"?apiKey"?: \{/, /-local"/]],
  ["variables and the login shell", [/"?vars"?: \{/, /"?shellEnv"?: \{/]],
])("configs hold %s", (_what, patterns) => {
  const configs = texts("openclaw.json");
  for (const pattern of patterns)
    expect(
      configs.some((text) => pattern.test(text)),
      String(pattern),
    ).toBe(true);
});

test("some stores and configs are broken, and most are not", () => {
  const broken = texts("auth-profiles.json").filter((text) => !parses(text));
  expect(broken.length).toBeGreaterThan(5);
  expect(broken.length).toBeLessThan(texts("auth-profiles.json").length / 5);
  expect(
    texts("openclaw.json").filter((text) => text.trim() === "" || text.startsWith("[")).length,
  ).toBeGreaterThan(0);
});

test("agents other than main, empty variables and every other file occur", () => {
  const files = new Set(CASES.flatMap(({ files: own }) => own.map(({ path: name }) => name)));
  expect([...files]).toEqual(
    expect.arrayContaining([
      ".openclaw/agents/work/agent/auth-profiles.json",
      ".openclaw/agents/main/agent/auth.json",
      ".openclaw/credentials/oauth.json",
      ".openclaw/.env",
      "cwd/.env",
      ".profile",
    ]),
  );
  expect(CASES.some(({ variables }) => Object.values(variables).includes(""))).toBe(true);
  expect(CASES.some(({ questions }) => questions.order !== null)).toBe(true);
});

test("a home is laid out with its modes, and a change of it is seen", () => {
  const one = CASES.find(({ files }) => files.some(({ text }) => text.includes("__HOME__")));
  if (!one) throw new Error("No case names its home.");
  layOut(one, home);
  const before = fingerprint(home);
  expect(before.some((line) => line.startsWith("secrets/keys.json 6"))).toBe(true);
  expect(fingerprint(home)).toEqual(before);
  writeFileSync(path.join(home, "cwd/new"), "");
  expect(fingerprint(home)).not.toEqual(before);
  expect(JSON.stringify(variablesFor({ variables: { A: "__HOME__/x" } }, home))).toBe(`{"A":"${home}/x"}`);
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
