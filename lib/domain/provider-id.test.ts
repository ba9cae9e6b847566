import { describe, expect, test } from "vitest";
import {
  aliasesOf,
  authProviderNormalizer,
  firstKeyForProvider,
  normalizeAuthProvider,
  normalizeProvider,
} from "#lib/domain/provider-id.ts";

describe("a provider id", () => {
  test.each([
    ["anthropic", "anthropic"],
    ["  Anthropic\n", "anthropic"],
    ["Z.AI", "zai"],
    ["z-ai", "zai"],
    ["zai", "zai"],
    ["opencode-zen", "opencode"],
    ["opencode-go-auth", "opencode-go"],
    ["QWEN", "qwen-portal"],
    ["kimi-code", "kimi-coding"],
    ["bedrock", "amazon-bedrock"],
    ["aws-bedrock", "amazon-bedrock"],
    ["bytedance", "volcengine"],
    ["doubao", "volcengine"],
    ["volcengine-plan", "volcengine-plan"],
    ["minimax-cn", "minimax-cn"],
    ["提供商", "提供商"],
    ["", ""],
    ["constructor", "constructor"],
  ])("%j is compared as %j", (typed, normalized) => {
    expect(normalizeProvider(typed)).toBe(normalized);
  });

  test.each([
    ["Volcengine-Plan", "volcengine"],
    ["byteplus-plan", "byteplus"],
    ["doubao", "volcengine"],
    ["minimax-cn", "minimax-cn"],
    ["z.ai", "zai"],
  ])("%j uses the credentials of %j", (typed, normalized) => {
    expect(normalizeAuthProvider(typed)).toBe(normalized);
  });

  test("normalising twice changes nothing more", () => {
    for (const id of ["Z.AI", "doubao", "volcengine-plan", " Qwen "]) {
      expect(normalizeProvider(normalizeProvider(id))).toBe(normalizeProvider(id));
      expect(normalizeAuthProvider(normalizeAuthProvider(id))).toBe(normalizeAuthProvider(id));
    }
  });

  test("knows the spellings folded into it", () => {
    expect(aliasesOf("zai")).toEqual(["z.ai", "z-ai"]);
    expect(aliasesOf("anthropic")).toEqual([]);
  });
});

describe("looking a provider up among keys", () => {
  test("the first key that means it wins, whatever its spelling", () => {
    expect(firstKeyForProvider(["openai", "Z-AI", "zai"], "z.ai")).toBe("Z-AI");
    expect(firstKeyForProvider(["zai", "Z-AI"], "z.ai")).toBe("zai");
  });

  test("a plan's key is not found for its base provider", () => {
    expect(firstKeyForProvider(["volcengine"], "volcengine-plan")).toBeNull();
  });

  test("no key gives null", () => {
    expect(firstKeyForProvider([], "zai")).toBeNull();
  });
});

test("many profiles' providers are normalised as one after the other would be", () => {
  const normalized = authProviderNormalizer();
  for (const provider of ["z.ai", " ZAI", "z.ai", "volcengine-plan", "__proto__", "", "__proto__"]) {
    expect(normalized(provider)).toBe(normalizeAuthProvider(provider));
  }
});
