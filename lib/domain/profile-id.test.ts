import { describe, expect, test } from "vitest";
import { canPin, checkProfileId, checkProviderId, defaultProfileId } from "#lib/domain/profile-id.ts";

/** What people read as café, made of other characters. */
const LOOKALIKES = [
  "cafe\u0301",
  "caf\u00e9\u200b",
  "\u202ecaf\u00e9",
  "ca\u00adf\u00e9",
  "caf\u00e9\u2060",
  "caf\u00e9\0",
];

const checkedId = (typed: string) => {
  const checked = checkProfileId(typed);
  return checked.ok ? checked.profileId : null;
};

/** Which of the texts that look like a name become an id beside it. */
function takenFor(name: string, check: (typed: string) => string | null): string[] {
  return LOOKALIKES.filter((typed) => ![null, name].includes(check(typed)));
}

describe("a profile id an operator creates", () => {
  test.each([
    ["anthropic:default", "anthropic:default"],
    ["  anthropic:work\n", "anthropic:work"],
    ["no-colon", "no-colon"],
    ["openai:user@example.com", "openai:user@example.com"],
    ["a".repeat(200), "a".repeat(200)],
  ])("%j is taken as %j", (typed, profileId) => {
    expect(checkProfileId(typed)).toEqual({ ok: true, profileId, warnings: [] });
  });

  test.each(["anthropic:工作", "anthropic:🦞 team", "anthropic:a/b", "two words", "x:❤️", "x:a+b", "x:ä"])(
    "%j is taken, with a warning that a chat cannot pin it",
    (typed) => {
      expect(checkProfileId(typed)).toEqual({ ok: true, profileId: typed, warnings: ["cannot_pin"] });
    },
  );

  test("is composed, so that one name cannot be stored twice in two encodings", { tags: ["I03"] }, () => {
    expect(checkProfileId("cafe\u0301")).toMatchObject({ ok: true, profileId: "caf\u00e9" });
    expect(takenFor("caf\u00e9", checkedId)).toEqual([]);
  });

  test("that is only trimmed is taken for another that looks the same", { tags: ["I03-twin"] }, () => {
    const trimmed = (typed: string) => typed.trim() || null;
    expect(takenFor("caf\u00e9", trimmed)).toHaveLength(LOOKALIKES.length);
  });

  test.each([
    { typed: "", code: "profile_id_blank" },
    { typed: " \t", code: "profile_id_blank" },
    { typed: "a".repeat(201), code: "profile_id_too_long" },
    { typed: "a\nb", code: "profile_id_control_character" },
    { typed: "a\tb", code: "profile_id_control_character" },
    { typed: "a\u0000", code: "profile_id_control_character" },
    { typed: "a\u0085b", code: "profile_id_control_character" },
    { typed: "a\u2028b", code: "profile_id_control_character" },
    { typed: "a\u202eb", code: "profile_id_hidden_character" },
    { typed: "a\u2066b", code: "profile_id_hidden_character" },
    { typed: "a\u200bb", code: "profile_id_hidden_character" },
    { typed: "a\u200d", code: "profile_id_hidden_character" },
    { typed: "a\ufeffb", code: "profile_id_hidden_character" },
    { typed: "a\u00adb", code: "profile_id_hidden_character" },
    { typed: "a\u034fb", code: "profile_id_hidden_character" },
    { typed: "a\u3164b", code: "profile_id_hidden_character" },
    { typed: "a\u2800b", code: "profile_id_hidden_character" },
    { typed: "a\u{e0041}b", code: "profile_id_hidden_character" },
    { typed: "a\ud800b", code: "profile_id_hidden_character" },
    { typed: "__proto__", code: "profile_id_reserved" },
    { typed: " constructor ", code: "profile_id_reserved" },
    { typed: "prototype", code: "profile_id_reserved" },
  ])("$typed is refused with $code", { tags: ["I03"] }, ({ typed, code }) => {
    expect(checkProfileId(typed)).toMatchObject({ ok: false, code });
  });

  test("is measured after trimming and composing", () => {
    expect(checkProfileId(` ${"e\u0301".repeat(200)} `)).toMatchObject({ ok: true });
  });
});

describe("a pin", () => {
  test.each([
    ["anthropic:work", true],
    ["openrouter:me@x.io", true],
    ["A_b.c-d:1", true],
    ["a b", false],
    ["a/b", false],
    ["工作", false],
    ["a+b", false],
    ["", false],
  ])("on %j is possible: %s", (profileId, possible) => {
    expect(canPin(profileId)).toBe(possible);
  });
});

describe("the default id", () => {
  test.each([
    { provider: "anthropic", type: "token", profileId: "anthropic:manual" },
    { provider: "anthropic", type: "api_key", profileId: "anthropic:default" },
    { provider: " Z.AI ", type: "api_key", profileId: "zai:default" },
  ] as const)("of a $type for $provider is $profileId", ({ provider, type, profileId }) => {
    expect(defaultProfileId(provider, type)).toBe(profileId);
  });
});

describe("a provider an operator names", () => {
  test.each([
    ["anthropic", "anthropic"],
    [" Z.AI ", "zai"],
    ["my-proxy_1.2", "my-proxy_1.2"],
    ["0", "0"],
    ["a".repeat(64), "a".repeat(64)],
  ])("%j is taken as %j", (typed, provider) => {
    expect(checkProviderId(typed)).toEqual({ ok: true, provider });
  });

  test.each([
    { typed: "", code: "provider_blank" },
    { typed: "  ", code: "provider_blank" },
    { typed: "a".repeat(65), code: "provider_invalid" },
    { typed: "a b", code: "provider_invalid" },
    { typed: "a/b", code: "provider_invalid" },
    { typed: "a:b", code: "provider_invalid" },
    { typed: "-a", code: "provider_invalid" },
    { typed: "提供商", code: "provider_invalid" },
    { typed: "a\u200b", code: "provider_invalid" },
    { typed: "a\nb", code: "provider_invalid" },
    { typed: "__proto__", code: "provider_reserved" },
    { typed: "Constructor", code: "provider_reserved" },
  ])("$typed is refused with $code", ({ typed, code }) => {
    expect(checkProviderId(typed)).toMatchObject({ ok: false, code });
  });
});
