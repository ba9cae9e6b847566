import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskRotationKey, rotationList, rotationVariables } from "#lib/domain/key-rotation.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

function variables(entries: Record<string, string>) {
  return new Map(Object.entries(entries).map(([name, value]) => [name, { value: new SecretText(value) }]));
}

const shown = (provider: string, entries: Record<string, string>) =>
  rotationList(provider, variables(entries)).map(({ key, source, duplicateOf }) =>
    [key.reveal(), source, ...(duplicateOf ? ["again"] : [])].join(" "),
  );

describe("the rotation list", () => {
  test("is the list, the primary key, then the numbered ones in environment order", () => {
    const entries = {
      OPENAI_API_KEY_9: "n9",
      OPENAI_API_KEY_1: "n1",
      OPENAI_API_KEY: " p ",
      OPENAI_API_KEYS: "l1,l2; l3\n p",
      OPENAI_API_KEY_X: " ",
    };
    expect(shown("OpenAI", entries)).toEqual([
      "l1 list",
      "l2 list",
      "l3 list",
      "p list",
      "p primary again",
      "n9 numbered",
      "n1 numbered",
    ]);
  });

  test("is only the live key when there is one, which is not split", () => {
    const entries = { OPENCLAW_LIVE_OPENAI_KEY: " a,b ", OPENAI_API_KEY: "p" };
    expect(shown("openai", entries)).toEqual(["a,b live"]);
  });

  test("of anthropic has a list variable of another name", () => {
    const entries = { ANTHROPIC_API_KEYS: "no", OPENCLAW_LIVE_ANTHROPIC_KEYS: "yes" };
    expect(shown("anthropic", entries)).toEqual(["yes list"]);
    expect(shown("anthropic", { ...entries, OPENCLAW_LIVE_ANTHROPIC_KEY: "one" })).toEqual(["one live"]);
  });

  test("of google and Vertex has GEMINI names, and GOOGLE_API_KEY last", () => {
    const entries = { GOOGLE_API_KEY: "g", GEMINI_API_KEY_2: "m2", GOOGLE_API_KEYS: "no" };
    for (const provider of ["google", "google-vertex"]) {
      expect(shown(provider, entries)).toEqual(["m2 numbered", "g fallback"]);
    }
  });

  test("is named after the provider's id, not after the variables its chats use", () => {
    expect(rotationVariables("kimi-code").listVar).toBe("KIMI_CODING_API_KEYS");
    expect(rotationVariables("vercel-ai-gateway").primaryVar).toBe("VERCEL_AI_GATEWAY_API_KEY");
  });

  test("of any environment never throws, and holds each key once apart from those marked", () => {
    const names = fc.constantFrom(
      "A_API_KEYS",
      "A_API_KEY",
      "A_API_KEY_1",
      "A_API_KEY_2",
      "OPENCLAW_LIVE_A_KEY",
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.string({ maxLength: 20 })), (entries) => {
        const list = rotationList("a", variables(entries));
        const kept = list.filter(({ duplicateOf }) => duplicateOf === null).map(({ key }) => key.reveal());
        expect(new Set(kept).size).toBe(kept.length);
      }),
    );
  });
});

test.each([
  ["sk-FAKE-l1", "…E-l1"],
  ["sk-FAKE", "••••"],
])("a key of the list is shown by at most its last four characters", (text, masked) => {
  expect(maskRotationKey(new SecretText(text))).toBe(masked);
});
