import { describe, expect, test } from "vitest";
import { findProfile } from "#db/repositories/profiles.ts";
import { editProfile, editProfileInput } from "#lib/operations/edit-profile.ts";
import { pasteSetupToken, pasteSetupTokenInput } from "#lib/operations/paste-token.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 86_400_000;

function storedToken() {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  const target = { gatewayId, agentId: "main", profileId: "anthropic:ops" };
  const form = pasteSetupTokenInput(NOW_MS).parse({ ...target, expiresAtMs: "30d", secret: FAKE.setupToken });
  const { profileRowId } = pasteSetupToken(ctx, form);
  return { ctx, profileRowId, read: () => findProfile(ctx.db.reader, profileRowId) };
}

const typed = (over: Record<string, unknown> = {}) => ({
  version: "1",
  label: "Ops",
  email: "",
  expiresAtMs: "keep",
  ...over,
});

describe("an expiry in the edit form", () => {
  test("is kept when it was not touched, even when it is over", () => {
    const { ctx, profileRowId, read } = storedToken();
    const later = { ...ctx, nowMs: NOW_MS + 60 * DAY_MS };
    editProfile(later, profileRowId, editProfileInput(later.nowMs).parse(typed()));
    expect(read()).toMatchObject({ label: "Ops", expiresAtMs: NOW_MS + 30 * DAY_MS, version: 2 });
  });

  test("can be set anew and taken away", () => {
    const { ctx, profileRowId, read } = storedToken();
    editProfile(ctx, profileRowId, editProfileInput(NOW_MS).parse(typed({ expiresAtMs: "365d" })));
    expect(read()?.expiresAtMs).toBe(NOW_MS + 365 * DAY_MS);
    editProfile(
      ctx,
      profileRowId,
      editProfileInput(NOW_MS).parse(typed({ expiresAtMs: "none", version: "2" })),
    );
    expect(read()?.expiresAtMs).toBeNull();
  });

  test.each([
    { expiresAtMs: "2020-01-01", code: "expiry_past" },
    { expiresAtMs: "soon", code: "expiry_invalid" },
    { expiresAtMs: "x".repeat(200), code: "too_long" },
  ])("of $code is refused by its own name", ({ expiresAtMs, code }) => {
    const parsed = editProfileInput(NOW_MS).safeParse(typed({ expiresAtMs }));
    expect(parsed.error?.issues.map((issue) => issue.message)).toContain(code);
  });
});

test("an edit that saw an older version is refused and changes nothing", { tags: ["F13"] }, () => {
  const { ctx, profileRowId, read } = storedToken();
  editProfile(ctx, profileRowId, editProfileInput(NOW_MS).parse(typed()));
  const stale = editProfileInput(NOW_MS).parse(typed({ label: "Late" }));
  expect(() => editProfile(ctx, profileRowId, stale)).toThrow(
    expect.objectContaining({ code: "profile_changed_meanwhile" }),
  );
  expect(read()).toMatchObject({ label: "Ops", version: 2 });
});
