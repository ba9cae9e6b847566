import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  hashApiToken,
  hashCalendarSecret,
  hashResolverToken,
  hashSetupCode,
  isApiToken,
  isCalendarSecret,
  isResolverToken,
  newApiToken,
  newCalendarSecret,
  newResolverToken,
  newSetupCode,
  sameHash,
} from "#lib/vault/token.ts";

describe("a resolver token", () => {
  const { token, id, hash } = newResolverToken();
  const text = token.reveal();

  test("is recognised by its prefix and its checksum, and is found by its hash", () => {
    expect(text).toMatch(/^ckr_[\w-]{48}$/);
    expect(id).toMatch(/^tok_[0-9a-f]{32}$/);
    expect(isResolverToken(text)).toBe(true);
    expect(hashResolverToken(text)).toBe(hash);
  });

  test("does not print, and its hash is not a bare SHA-256", () => {
    expect(inspect({ token, id, hash })).not.toContain(text);
    expect(hash).toMatch(/^[\w-]{43}$/);
    expect(hash).not.toBe(createHash("sha256").update(text).digest("base64url"));
  });

  test("with any character changed or missing is no token, as a rule with 1 exception in 2^24", () => {
    for (let at = 0; at < text.length; at += 1) {
      const other = text.charAt(at) === "A" ? "B" : "A";
      expect(isResolverToken(text.slice(0, at) + other + text.slice(at + 1))).toBe(false);
      expect(isResolverToken(text.slice(0, at) + text.slice(at + 1))).toBe(false);
    }
    for (const other of ["", `${text}A`, ` ${text}`, `${text}\n`, text.toUpperCase(), "ckr_"]) {
      expect(isResolverToken(other)).toBe(false);
    }
  });

  test("is another one every time", () => {
    const tokens = Array.from({ length: 1000 }, () => newResolverToken());
    expect(new Set(tokens.map((made) => made.token.reveal())).size).toBe(1000);
    expect(new Set(tokens.map((made) => made.id)).size).toBe(1000);
  });
});

describe("a setup code", () => {
  test("is four groups of five that nobody misreads, and its hash is of the code", () => {
    for (let count = 0; count < 200; count += 1) {
      const { code, hash } = newSetupCode();
      expect(code.reveal()).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
      expect(hashSetupCode(code.reveal())).toBe(hash);
    }
  });

  test("uses every character of the alphabet about equally", () => {
    const counts = new Map<string, number>();
    for (let count = 0; count < 2000; count += 1) {
      for (const character of newSetupCode().code.reveal().replaceAll("-", "")) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    // 40 000 characters over 32: 1250 each, and 8 standard deviations are 280.
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 1250)).toBeLessThan(280);
  });

  test.each([
    "7K01D-9XW2M-0R5TB-HJ4CN",
    "7k01d9xw2m0r5tbhj4cn",
    " 7KO1D 9XW2M OR5TB HJ4CN\n",
    "7kold-9xw2m-or5tb-hj4cn",
    "7KoiD-9xw2m-0r5tb-hj4cn",
  ])("typed as %j is the same code", (typed) => {
    expect(hashSetupCode(typed)).toBe(hashSetupCode("7K01D-9XW2M-0R5TB-HJ4CN"));
  });

  test("with another character is another code, and is no resolver token's hash", () => {
    expect(hashSetupCode("7K01D-9XW2M-0R5TB-HJ4CP")).not.toBe(hashSetupCode("7K01D-9XW2M-0R5TB-HJ4CN"));
    expect(hashSetupCode("")).not.toBe(hashResolverToken(""));
  });
});

test.each([
  ["abc", "abc", true],
  ["abc", "abd", false],
  ["abc", "ab", false],
  ["", "", true],
  ["é", "e\u0301", false],
])("%j and %j are the same hash: %s", (left, right, same) => {
  expect(sameHash(left, right)).toBe(same);
});

describe("the kinds of tokens", () => {
  const KINDS = [
    { prefix: "ckr_", id: "tok_", make: newResolverToken, is: isResolverToken, hash: hashResolverToken },
    { prefix: "cka_", id: "api_", make: newApiToken, is: isApiToken, hash: hashApiToken },
    { prefix: "ckc_", id: "cal_", make: newCalendarSecret, is: isCalendarSecret, hash: hashCalendarSecret },
  ];

  test.each(KINDS)("$prefix is taken for no other, also with another prefix put before it", (kind) => {
    const { token, id, hash } = kind.make();
    const text = token.reveal();
    expect(text).toMatch(new RegExp(`^${kind.prefix}[\\w-]{48}$`));
    expect(id).toMatch(new RegExp(`^${kind.id}[0-9a-f]{32}$`));
    expect(kind.hash(text)).toBe(hash);
    for (const other of KINDS) {
      expect(other.is(text)).toBe(other === kind);
      const disguised = other.prefix + text.slice(other.prefix.length);
      expect(other.is(disguised)).toBe(other === kind);
      expect(other.hash(text) === hash).toBe(other === kind);
    }
  });
});
