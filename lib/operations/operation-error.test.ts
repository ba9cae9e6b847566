import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { LOCALES, translator } from "#lib/messages.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { VAULT_ERROR_CODES, VaultError } from "#lib/vault/vault-error.ts";

const LAYERS = ["cli", "lib/domain", "lib/openclaw", "lib/operations", "lib/vault"];

/** How a code is written where it is thrown or returned by a rule. */
const THROWN = [
  /new (?:Operation|Publish)Error\(\s*(?:[^()"]*"[A-Z]+" \? )?"([a-z0-9_]+)"(?: : "([a-z0-9_]+)")?/g,
  /\b(?:refused|guarded)\("([a-z0-9_]+)"/g,
  /\breturn "(reload_[a-z]+)"/g,
];

/** How an operation's schema gives one as the message of an issue. */
const SCHEMA_MESSAGES = [
  /\.(?:max|min)\([\w.]+, "([a-z0-9_]+)"\)/g,
  /\.regex\(\/.*\/u?, "([a-z0-9_]+)"\)/g,
  /z\.(?:email|enum)\((?:[^()]*, )?"([a-z0-9_]+)"\)/g,
];

const codes = new Set([
  ...LAYERS.flatMap((layer) => codesBelow(layer, THROWN)),
  ...codesBelow("lib/operations", SCHEMA_MESSAGES),
  ...VAULT_ERROR_CODES,
]);

test("the codes are found in the sources", () => {
  for (const code of [
    "agent_not_found",
    "port_in_use",
    "cannot_listen",
    "expiry_past",
    "required",
    "email_invalid",
  ]) {
    expect(codes).toContain(code);
  }
  expect(codes.size).toBeGreaterThan(90);
});

describe.each([...codes].sort())("%s", (code) => {
  test("has a sentence in both languages", () => {
    for (const { locale } of LOCALES) {
      expect(translator(locale).has(`errors.${code}` as never), `${locale} lacks errors.${code}`).toBe(true);
    }
  });
});

describe("a refusal of a lower layer", () => {
  test("keeps its code and what fills its sentence", () => {
    const refusal = asOperationError(new VaultError("keyring_missing", { file: "/keyring.json" }));
    expect(refusal).toBeInstanceOf(OperationError);
    expect(refusal).toMatchObject({ code: "keyring_missing", params: { file: "/keyring.json" } });
  });

  test("that is a bug stays the bug it is", () => {
    const bug = Object.assign(new Error("ENOENT"), { code: "ENOENT" });
    expect(asOperationError(bug)).toBe(bug);
    expect(asOperationError("text")).toBe("text");
  });
});

function codesBelow(folder: string, patterns: readonly RegExp[]): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .flatMap((source) => patterns.flatMap((pattern) => [...source.matchAll(pattern)]))
    .flatMap(([, ...found]) => found.filter(Boolean));
}
