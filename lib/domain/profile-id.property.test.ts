/** @module-tag I09 */

import fc from "fast-check";
import { expect, test } from "vitest";
import { driftName, parseDriftName } from "#lib/domain/drift-adoption.ts";
import { checkProfileId, checkProviderId, defaultProfileId } from "#lib/domain/profile-id.ts";
import { isExecRefId, resolverRefId } from "#lib/domain/resolver-id.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 220 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom("__proto__", "constructor", " openai:me ", "e\u0301", "\u200bopenai", "a/../b", "OpenAI"),
);

test("an id that is taken is trimmed, composed and taken again as it is", () => {
  fc.assert(
    fc.property(text, (typed) => {
      const checked = checkProfileId(typed);
      if (!checked.ok) {
        expect(checked.code).toMatch(/^profile_id_/);
        return;
      }
      expect(checked.profileId).toBe(typed.trim().normalize("NFC"));
      expect(checkProfileId(checked.profileId)).toEqual(checked);
      expect(checked.profileId.isWellFormed()).toBe(true);
    }),
  );
});

test("a provider that is taken is taken again as it is, and names a profile", () => {
  fc.assert(
    fc.property(text, fc.constantFrom("api_key", "token"), (typed, type) => {
      const checked = checkProviderId(typed);
      if (!checked.ok) {
        expect(checked.code).toMatch(/^provider_/);
        return;
      }
      expect(checkProviderId(checked.provider)).toEqual(checked);
      expect(checkProfileId(defaultProfileId(checked.provider, type)).ok).toBe(true);
    }),
  );
});

test("any profile has an id that OpenClaw takes, and no two have the same", () => {
  const profile = fc.record({ agentId: text, profileId: text });
  fc.assert(
    fc.property(profile, profile, (one, other) => {
      const ids = [
        resolverRefId({ ...one, rowId: "prof_one" }),
        resolverRefId({ ...other, rowId: "prof_other" }),
      ];
      for (const id of ids) expect(isExecRefId(id)).toBe(true);
      const isSame = one.agentId === other.agentId && one.profileId === other.profileId;
      if (!isSame) expect(ids[0]).not.toBe(ids[1]);
    }),
  );
});

test("the name of a drift is read back, and any text is one or none", () => {
  const agentId = fc.string({ minLength: 1 }).filter((id) => !id.includes("/"));
  const drift = fc.record({
    kind: fc.constantFrom("profile" as const, "order" as const),
    agentId,
    key: text,
  });
  fc.assert(
    fc.property(drift, text, (key, name) => {
      expect(parseDriftName(driftName(key))).toEqual(key);
      const parsed = parseDriftName(name);
      if (parsed) expect(driftName(parsed)).toBe(name);
    }),
  );
});
