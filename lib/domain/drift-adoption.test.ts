import { describe, expect, test } from "vitest";
import type { StoredProfile } from "#lib/domain/auth-store.ts";
import { adoptionOf, driftName, parseDriftName } from "#lib/domain/drift-adoption.ts";
import { isOwnRef } from "#lib/domain/publish-plan.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

const PUBLISHED: SecretRef = { source: "exec", provider: "clawkeep", id: "main/openai:work" };
const THEIRS: SecretRef = { source: "env", provider: "default", id: "OPENAI_API_KEY" };

function found(change: Partial<StoredProfile>): StoredProfile {
  return {
    profileId: "openai:work",
    provider: "openai",
    type: "api_key",
    inline: null,
    ref: null,
    expires: { kind: "absent" },
    email: null,
    metadata: null,
    oauth: null,
    ...change,
  };
}

function adopt(change: Partial<StoredProfile>, template: SecretRef | null = null) {
  return adoptionOf({ found: found(change), template, published: PUBLISHED, isOurs: isOwnRef });
}

describe("of a profile that someone changed on the gateway", () => {
  test("an inline secret is taken", () => {
    const secret = new SecretText("sk-FAKE-inline");
    expect(adopt({ inline: secret })).toEqual({ ok: true, adoption: { took: "secret", secret } });
  });

  test("a reference of their own is taken, also beside an inline secret, which the gateway ignores", () => {
    const inline = new SecretText("sk-FAKE-ignored");
    expect(adopt({ ref: THEIRS, inline })).toEqual({
      ok: true,
      adoption: { took: "reference", ref: THEIRS },
    });
  });

  test("an inline variable name counts as the reference it stands for", () => {
    const inline = new SecretText(`\${OPENAI_API_KEY}`);
    expect(adopt({ inline }, THEIRS)).toEqual({ ok: true, adoption: { took: "reference", ref: THEIRS } });
  });

  test("with the published reference only the facts are taken", () => {
    expect(adopt({ ref: PUBLISHED, email: "ops@example.test" })).toEqual({
      ok: true,
      adoption: { took: "facts" },
    });
  });

  test("of an OAuth login only facts are kept", () => {
    expect(adopt({ type: "oauth", ref: THEIRS })).toEqual({ ok: true, adoption: { took: "login" } });
  });

  test("a reference to another secret of the vault is refused", () => {
    const other = { ...PUBLISHED, id: "main/openai:other" };
    expect(adopt({ ref: other })).toMatchObject({ ok: false, code: "adopt_reference_of_ours" });
  });

  test("neither secret nor reference is nothing to take", () => {
    expect(adopt({})).toMatchObject({ ok: false, code: "adopt_nothing_there" });
  });
});

describe("the name of a drifted entry", () => {
  test.each([
    { kind: "profile" as const, agentId: "main", key: "openai:work" },
    { kind: "order" as const, agentId: "ops-2", key: "openai" },
    { kind: "profile" as const, agentId: "main", key: "openai:a/b/c" },
    { kind: "profile" as const, agentId: "main", key: "" },
  ])("leads back to $kind $agentId $key", (key) => {
    expect(parseDriftName(driftName(key))).toEqual(key);
  });

  test.each(["", "profile", "profile/main", "grant/main/x", "profile//x"])("is not %j", (name) => {
    expect(parseDriftName(name)).toBeNull();
  });
});
