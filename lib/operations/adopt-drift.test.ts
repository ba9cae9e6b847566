import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findOrderOverride } from "#db/repositories/order-overrides.ts";
import { findProfile, findSealed, type ProfileRow } from "#db/repositories/profiles.ts";
import { listPublishedEntries } from "#db/repositories/publications.ts";
import { listGrants } from "#db/repositories/resolver.ts";
import { auditLog } from "#db/schema.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { AdoptDriftInput, adoptDrift } from "#lib/operations/adopt-drift.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import { pasteToken, pasteTokenInput } from "#lib/operations/paste-token.ts";
import { previewPublish, publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { removeProfile, restoreProfile } from "#lib/operations/remove-profile.ts";
import { setOrder } from "#lib/operations/set-order.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 86_400_000;
const THEIR_KEY = "sk-proj-FAKE-pasted-on-the-gateway-0000";
const byHand: Reload = async () => ({ kind: "by_hand", command: "openclaw secrets reload" });

type Store = { profiles: Record<string, Record<string, unknown>>; order?: Record<string, string[]> };

/** A gateway with `openai:work`, `openai:spare`, `anthropic:ops` and an order, all published. */
async function publishedGateway(config?: string) {
  const ctx = testContext();
  const { gatewayId, stateDir } = testGateway(ctx, config === undefined ? {} : { config });
  const target = { gatewayId, agentId: "main" };
  const key = (profileId: string, secret: string) =>
    addApiKey(ctx, AddApiKeyInput.parse({ ...target, provider: "openai", profileId, secret }));
  const work = key("openai:work", FAKE.apiKey);
  key("openai:spare", FAKE.otherApiKey);
  const token = pasteToken(
    ctx,
    pasteTokenInput(NOW_MS).parse({
      ...target,
      provider: "anthropic",
      profileId: "anthropic:ops",
      secret: FAKE.setupToken,
      expiresAtMs: "30d",
    }),
  );
  setOrder(ctx, { ...target, provider: "openai", profileIds: ["openai:work", "openai:spare"] });
  await publishGateway(ctx, gatewayId, byHand);
  const store = storePathOf(stateDir);
  const edit = (change: (store: Store) => void, file = store) => {
    const content = JSON.parse(readFileSync(file, "utf8")) as Store;
    change(content);
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  };
  return { ctx, gatewayId, stateDir, edit, workId: work.profileRowId, tokenId: token.profileRowId };
}

function secretOf(ctx: TestContext, row: ProfileRow): string | null {
  const held = findSealed(ctx.db.reader, row.id);
  return held && ctx.opener.open(held.sealed, credentialPlace(held.id, row)).reveal();
}

function rowOf(ctx: TestContext, rowId: string): ProfileRow {
  const row = findProfile(ctx.db.reader, rowId);
  if (!row) throw new Error("the row is gone");
  return row;
}

const all = (gatewayId: string) => AdoptDriftInput.parse({ gatewayId });
const only = (gatewayId: string, ...entries: string[]) => AdoptDriftInput.parse({ gatewayId, entries });
const publishedKeys = (ctx: TestContext, gatewayId: string) =>
  listPublishedEntries(ctx.db.reader, gatewayId).map((entry) => `${entry.kind} ${entry.key}`);
const grantIds = (ctx: TestContext, gatewayId: string) =>
  listGrants(ctx.db.reader, gatewayId).map((grant) => grant.refId);
const tables = (ctx: TestContext, gatewayId: string, rowIds: string[]) => ({
  published: listPublishedEntries(ctx.db.reader, gatewayId),
  grants: listGrants(ctx.db.reader, gatewayId),
  rows: rowIds.map((rowId) => findProfile(ctx.db.reader, rowId)),
  audit: ctx.db.reader.select().from(auditLog).all().length,
});

describe("adopting a profile that someone changed", () => {
  test("takes its inline secret into the vault, and the next publish leaves a reference", async () => {
    const { ctx, gatewayId, stateDir, edit, workId } = await publishedGateway();
    edit(({ profiles }) => {
      profiles["openai:work"] = {
        type: "api_key",
        provider: "openai",
        key: THEIR_KEY,
        email: "new@example.test",
      };
    });
    const storeBefore = readFileSync(storePathOf(stateDir), "utf8");

    expect(adoptDrift(ctx, all(gatewayId)).adopted).toMatchObject([{ key: "openai:work", what: "changed" }]);
    const row = rowOf(ctx, workId);
    expect(row).toMatchObject({ source: "vault", ref: null, email: "new@example.test", version: 2 });
    expect(secretOf(ctx, row)).toBe(THEIR_KEY);
    expect(grantIds(ctx, gatewayId)).not.toContain("main/openai:work");
    expect(readFileSync(storePathOf(stateDir), "utf8")).toBe(storeBefore);

    const preview = previewPublish(ctx, gatewayId);
    expect(preview.drift).toEqual([]);
    expect(preview.changes).toMatchObject([{ key: "openai:work", action: "take_over" }]);
    expect((await publishGateway(ctx, gatewayId, byHand)).verified).toBe(true);
    expect(readFileSync(storePathOf(stateDir), "utf8")).not.toContain(THEIR_KEY);
    expect(grantIds(ctx, gatewayId)).toContain("main/openai:work");
    expect(JSON.stringify(ctx.db.reader.select().from(auditLog).all())).not.toContain(THEIR_KEY);
  });

  test("takes a reference of their own, and lets go of the secret and its grant", async () => {
    const { ctx, gatewayId, edit, workId } = await publishedGateway();
    const keyRef = { source: "env", provider: "default", id: "OPENAI_API_KEY" };
    edit(({ profiles }) => {
      profiles["openai:work"] = { type: "api_key", provider: "openai", keyRef };
    });
    adoptDrift(ctx, all(gatewayId));
    expect(rowOf(ctx, workId)).toMatchObject({ source: "ref", ref: keyRef, fingerprint: null });
    expect(grantIds(ctx, gatewayId)).not.toContain("main/openai:work");
    expect(previewPublish(ctx, gatewayId)).toMatchObject({ drift: [], changes: [], upToDate: true });
  });

  test("takes an inline variable name as the reference it stands for", async () => {
    const { ctx, gatewayId, edit, workId } = await publishedGateway();
    edit(({ profiles }) => {
      profiles["openai:work"] = { type: "api_key", provider: "openai", key: `\${THEIR_OPENAI_KEY}` };
    });
    adoptDrift(ctx, all(gatewayId));
    expect(rowOf(ctx, workId).ref).toMatchObject({ source: "env", id: "THEIR_OPENAI_KEY" });
    expect(previewPublish(ctx, gatewayId).drift).toEqual([]);
  });

  test("takes their expiry and e-mail and seals the same secret beside them", async () => {
    const { ctx, gatewayId, edit, tokenId } = await publishedGateway();
    const expires = NOW_MS + 5 * DAY_MS;
    edit(({ profiles }) => {
      Object.assign(profiles["anthropic:ops"] ?? {}, { expires, email: "ops@example.test" });
    });
    adoptDrift(ctx, all(gatewayId));
    const row = rowOf(ctx, tokenId);
    expect(row).toMatchObject({ expiresAtMs: expires, email: "ops@example.test", source: "vault" });
    expect(secretOf(ctx, row)).toBe(FAKE.setupToken);
    expect(() => secretOf(ctx, { ...row, expiresAtMs: NOW_MS + 30 * DAY_MS })).toThrow();
    expect(previewPublish(ctx, gatewayId)).toMatchObject({ drift: [], changes: [] });
  });

  test("drops an expiry that is none, and the next publish takes it away there", async () => {
    const { ctx, gatewayId, edit, tokenId } = await publishedGateway();
    edit(({ profiles }) => {
      Object.assign(profiles["anthropic:ops"] ?? {}, { expires: "soon" });
    });
    adoptDrift(ctx, all(gatewayId));
    expect(rowOf(ctx, tokenId).expiresAtMs).toBeNull();
    const preview = previewPublish(ctx, gatewayId);
    expect(preview.drift).toEqual([]);
    expect(preview.changes).toMatchObject([{ key: "anthropic:ops", action: "take_over" }]);
  });

  test("keeps the facts of an OAuth login and no secret", async () => {
    const { ctx, gatewayId, edit, workId } = await publishedGateway();
    edit(({ profiles }) => {
      const login = { access: "at-FAKE", refresh: FAKE.oauthRefresh, expires: NOW_MS + DAY_MS };
      profiles["openai:work"] = { type: "oauth", provider: "openai", ...login };
    });
    adoptDrift(ctx, all(gatewayId));
    const row = rowOf(ctx, workId);
    expect(row).toMatchObject({ type: "oauth", source: "gateway", fingerprint: null });
    expect(secretOf(ctx, row)).toBeNull();
    expect(previewPublish(ctx, gatewayId)).toMatchObject({ drift: [], changes: [] });
  });

  test("brings one back that was removed here meanwhile", async () => {
    const { ctx, gatewayId, edit, workId } = await publishedGateway();
    removeProfile(ctx, workId);
    edit(({ profiles }) => {
      Object.assign(profiles["openai:work"] ?? {}, { email: "keep@example.test" });
    });
    adoptDrift(ctx, all(gatewayId));
    expect(rowOf(ctx, workId)).toMatchObject({ removedAtMs: null, email: "keep@example.test" });
  });
});

describe("adopting a removal", () => {
  test("removes the profile here, lets go of entry and grant, and the next publish ends it", async () => {
    const { ctx, gatewayId, stateDir, edit, workId } = await publishedGateway();
    edit((store) => {
      delete store.profiles["openai:work"];
    });
    adoptDrift(ctx, only(gatewayId, "profile/main/openai:work"));
    expect(rowOf(ctx, workId).removedAtMs).toBe(NOW_MS);
    expect(publishedKeys(ctx, gatewayId)).not.toContain("profile openai:work");
    expect(grantIds(ctx, gatewayId)).not.toContain("main/openai:work");
    expect(previewPublish(ctx, gatewayId).drift).toEqual([]);

    await publishGateway(ctx, gatewayId, byHand);
    expect(findProfile(ctx.db.reader, workId)).toBeNull();
    expect(readFileSync(path.join(stateDir, "openclaw.json"), "utf8")).not.toContain("openai:work");
  });

  test("can be taken back until then, and publishes the profile again", async () => {
    const { ctx, gatewayId, edit, workId } = await publishedGateway();
    edit((store) => {
      delete store.profiles["openai:work"];
    });
    adoptDrift(ctx, all(gatewayId));
    restoreProfile(ctx, workId);
    expect(previewPublish(ctx, gatewayId).changes).toMatchObject([{ key: "openai:work", action: "add" }]);
    expect(secretOf(ctx, rowOf(ctx, workId))).toBe(FAKE.apiKey);
  });

  test("of an agent that is gone forgets its profiles at once, so that publishing works again", async () => {
    const config = '{ "agents": { "list": [{ "id": "main" }, { "id": "ops" }] } }\n';
    const { ctx, gatewayId, stateDir } = await publishedGateway(config);
    const input = {
      gatewayId,
      agentId: "ops",
      provider: "openai",
      profileId: "openai:ops",
      secret: FAKE.apiKey,
    };
    const { profileRowId } = addApiKey(ctx, AddApiKeyInput.parse(input));
    await publishGateway(ctx, gatewayId, byHand);
    rmSync(path.join(stateDir, "agents", "ops"), { recursive: true });
    const configFile = path.join(stateDir, "openclaw.json");
    writeFileSync(configFile, readFileSync(configFile, "utf8").replace(', { "id": "ops" }', ""));

    expect(() => previewPublish(ctx, gatewayId)).toThrow(
      expect.objectContaining({ code: "agent_not_found" }),
    );
    adoptDrift(ctx, all(gatewayId));
    expect(findProfile(ctx.db.reader, profileRowId)).toBeNull();
    expect(grantIds(ctx, gatewayId)).not.toContain("ops/openai:ops");
    expect(previewPublish(ctx, gatewayId)).toMatchObject({ drift: [], changes: [] });
  });

  test("is refused while another agent's copy needs the reference, and changes nothing", async () => {
    const config = '{ "agents": { "list": [{ "id": "main" }, { "id": "ops" }] } }\n';
    const { ctx, gatewayId, stateDir, edit, workId, tokenId } = await publishedGateway(config);
    const copy = JSON.parse(readFileSync(storePathOf(stateDir), "utf8")) as Store;
    const opsStore = storePathOf(stateDir, "ops");
    addApiKey(
      ctx,
      AddApiKeyInput.parse({
        gatewayId,
        agentId: "ops",
        provider: "groq",
        profileId: "groq:ops",
        secret: "gsk_FAKE-0123456789abcdefghij",
      }),
    );
    await publishGateway(ctx, gatewayId, byHand);
    edit(({ profiles }) => {
      Object.assign(profiles, { "openai:work": copy.profiles["openai:work"] });
    }, opsStore);
    edit((store) => {
      delete store.profiles["openai:work"];
      Object.assign(store.profiles["anthropic:ops"] ?? {}, { email: "adopted@example.test" });
    });

    const before = tables(ctx, gatewayId, [workId, tokenId]);
    expect(() => adoptDrift(ctx, all(gatewayId))).toThrow(
      expect.objectContaining({
        code: "adopt_reference_in_use",
        params: { profileId: "openai:work", agentId: "main", holder: "ops", holderProfileId: "openai:work" },
      }),
    );
    expect(tables(ctx, gatewayId, [workId, tokenId])).toEqual(before);
  });
});

describe("adopting an order", () => {
  const target = { agentId: "main", provider: "openai" };

  test("that was changed makes it our override", async () => {
    const { ctx, gatewayId, edit } = await publishedGateway();
    edit((store) => {
      store.order = { openai: ["openai:spare"] };
    });
    expect(adoptDrift(ctx, all(gatewayId)).adopted).toMatchObject([{ kind: "order", what: "changed" }]);
    expect(findOrderOverride(ctx.db.reader, { gatewayId, ...target })).toMatchObject({
      profileIds: ["openai:spare"],
      version: 2,
    });
    expect(previewPublish(ctx, gatewayId)).toMatchObject({ drift: [], changes: [], upToDate: true });
  });

  test("that was cleared clears ours", async () => {
    const { ctx, gatewayId, edit } = await publishedGateway();
    edit((store) => {
      delete store.order;
    });
    adoptDrift(ctx, all(gatewayId));
    expect(findOrderOverride(ctx.db.reader, { gatewayId, ...target })).toBeNull();
    expect(publishedKeys(ctx, gatewayId)).not.toContain("order openai");
    expect(previewPublish(ctx, gatewayId)).toMatchObject({ drift: [], upToDate: true });
  });
});

describe("adopting", () => {
  test("takes only what was chosen", async () => {
    const { ctx, gatewayId, edit, tokenId } = await publishedGateway();
    edit((store) => {
      store.order = { openai: ["openai:spare"] };
      Object.assign(store.profiles["anthropic:ops"] ?? {}, { email: "theirs@example.test" });
    });
    adoptDrift(ctx, only(gatewayId, "order/main/openai", "profile/main/openai:work"));
    expect(rowOf(ctx, tokenId).email).toBeNull();
    expect(previewPublish(ctx, gatewayId).drift).toEqual([
      { agentId: "main", kind: "profile", key: "anthropic:ops", what: "changed" },
    ]);
  });

  test("where nothing drifted changes nothing and leaves no audit row", async () => {
    const { ctx, gatewayId, workId, tokenId } = await publishedGateway();
    const before = tables(ctx, gatewayId, [workId, tokenId]);
    expect(adoptDrift(ctx, all(gatewayId)).adopted).toEqual([]);
    expect(tables(ctx, gatewayId, [workId, tokenId])).toEqual(before);
  });

  test("leaves one audit row for each entry", async () => {
    const { ctx, gatewayId, edit, workId } = await publishedGateway();
    edit((store) => {
      store.order = { openai: ["openai:spare"] };
      delete store.profiles["openai:work"];
    });
    adoptDrift(ctx, all(gatewayId));
    const rows = ctx.db.reader.select().from(auditLog).all().slice(-2);
    expect(rows).toMatchObject([
      { event: "order.adopted", subject: "main/openai", details: { after: ["openai:spare"] } },
      { event: "profile.adopted", subject: workId, details: { took: "removal", profileId: "openai:work" } },
    ]);
  });

  test("is all or nothing: one entry that cannot be adopted keeps every other", async () => {
    const { ctx, gatewayId, edit, workId, tokenId } = await publishedGateway();
    edit(({ profiles }) => {
      Object.assign(profiles["anthropic:ops"] ?? {}, { email: "theirs@example.test" });
      profiles["openai:work"] = { type: "api_key", provider: "openai" };
    });
    const before = tables(ctx, gatewayId, [workId, tokenId]);
    expect(() => adoptDrift(ctx, all(gatewayId))).toThrow(
      expect.objectContaining({
        code: "adopt_nothing_there",
        params: { profileId: "openai:work", agentId: "main" },
      }),
    );
    expect(tables(ctx, gatewayId, [workId, tokenId])).toEqual(before);
  });

  test("is refused when a reference was pointed at another secret of the vault", async () => {
    const { ctx, gatewayId, edit, workId, tokenId } = await publishedGateway();
    edit(({ profiles }) => {
      const keyRef = { source: "exec", provider: "clawkeep", id: "main/openai:spare" };
      profiles["openai:work"] = { type: "api_key", provider: "openai", keyRef };
    });
    const before = tables(ctx, gatewayId, [workId, tokenId]);
    expect(() => adoptDrift(ctx, all(gatewayId))).toThrow(
      expect.objectContaining({ code: "adopt_reference_of_ours" }),
    );
    expect(tables(ctx, gatewayId, [workId, tokenId])).toEqual(before);
  });

  test("is refused to a viewer, and changes nothing", async () => {
    const { ctx, gatewayId, edit, workId, tokenId } = await publishedGateway();
    edit((store) => {
      delete store.order;
    });
    const before = tables(ctx, gatewayId, [workId, tokenId]);
    expect(() => adoptDrift(ctx.as(actorOf("viewer")), all(gatewayId))).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
    expect(tables(ctx, gatewayId, [workId, tokenId])).toEqual(before);
  });

  test("from a store that does not parse is refused by line and column, and changes nothing", async () => {
    const { ctx, gatewayId, stateDir, workId, tokenId } = await publishedGateway();
    writeFileSync(
      storePathOf(stateDir),
      `{"version":1,\n"profiles":{"openai:work":{"key":"${THEIR_KEY}" x}}}`,
    );
    const before = tables(ctx, gatewayId, [workId, tokenId]);
    let caught: unknown;
    try {
      adoptDrift(ctx, all(gatewayId));
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: "gateway_file_malformed", params: { line: 2 } });
    expect(JSON.stringify(caught)).not.toContain("FAKE");
    expect(tables(ctx, gatewayId, [workId, tokenId])).toEqual(before);
  });

  test("needs at least one entry when entries are chosen", () => {
    const parsed = AdoptDriftInput.safeParse({ gatewayId: "gw_1", entries: [] });
    expect(parsed.error?.issues.map((issue) => issue.message)).toEqual(["adopt_nothing_chosen"]);
  });
});
