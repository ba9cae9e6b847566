import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import { listPublications } from "#db/repositories/publications.ts";
import { listGrants } from "#db/repositories/resolver.ts";
import { translator } from "#lib/messages.ts";
import { writeConfig } from "#lib/openclaw/config-write.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import { AdoptDriftInput, adoptDrift } from "#lib/operations/adopt-drift.ts";
import { previewPublish, publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { removeProfile } from "#lib/operations/remove-profile.ts";
import { previewUnpublish, unpublishGateway } from "#lib/operations/unpublish-gateway.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, stateDir, storePathOf } from "#lib/testing/gateway.ts";
import { gatewayView } from "#lib/views/gateway-view.ts";

const byHand: Reload = async () => ({ kind: "by_hand", command: "openclaw secrets reload" });
const CONFIG = `// Mine.
{
  auth: { $include: "./parts/auth.json5" }, // who
  secrets: { $include: "./parts/secrets.json5" },
}
`;
const AUTH = `{
  // one by one
  profiles: { "openai:work": { provider: "openai", mode: "token" } },
}
`;
const SECRETS = `{ providers: { mine: { source: "env" } } } // theirs\n`;

function splitGateway({ auth = AUTH, secrets = SECRETS } = {}) {
  const ctx = testContext();
  const folder = stateDir({ config: CONFIG });
  mkdirSync(path.join(folder, "parts"));
  writeFileSync(path.join(folder, "parts/auth.json5"), auth, { mode: 0o600 });
  writeFileSync(path.join(folder, "parts/secrets.json5"), secrets, { mode: 0o600 });
  const { gatewayId } = addGateway(ctx, { name: "split", stateDir: folder });
  const target = { gatewayId, agentId: "main", provider: "openai", profileId: "openai:work" };
  const { profileRowId } = addApiKey(ctx, AddApiKeyInput.parse({ ...target, secret: FAKE.apiKey }));
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  return { ctx, gatewayId, profileRowId, folder, read };
}

function everything(folder: string): unknown[] {
  const names = (readdirSync(folder, { recursive: true }) as string[]).sort();
  return names.map((name) => [name, name.includes(".") && readFileSync(path.join(folder, name), "utf8")]);
}

describe("a config in several files", () => {
  test("is changed where its members stand, comes back by unpublishing, and the plan shows each file once", async () => {
    const { ctx, gatewayId, folder, read } = splitGateway();
    const preview = previewPublish(ctx, gatewayId);
    expect(
      preview.config.map(({ file, path: member }) => [path.relative(folder, file), member.join(".")]),
    ).toEqual([
      ["openclaw.json", "secrets.providers.clawkeep"],
      ["parts/auth.json5", "auth.profiles.openai:work"],
    ]);

    const receipt = await publishGateway(ctx, gatewayId, byHand);
    expect(receipt).toMatchObject({ verified: true, notes: [] });
    expect(receipt.files.map((file) => path.relative(folder, file.path)).slice(0, 2)).toEqual([
      "parts/auth.json5",
      "openclaw.json",
    ]);
    expect(read("parts/auth.json5")).toContain("// one by one");
    expect(read("parts/auth.json5.bak")).toBe(AUTH);
    expect(JSON5.parse(read("openclaw.json")).auth).toEqual({ $include: "./parts/auth.json5" });
    expect(previewPublish(ctx, gatewayId).upToDate).toBe(true);

    const gone = await unpublishGateway(ctx, gatewayId, byHand);
    expect(gone).toMatchObject({ verified: true, notes: [] });
    expect(JSON5.parse(read("parts/auth.json5"))).toEqual({ profiles: {} });
    expect(JSON5.parse(read("openclaw.json")).secrets).toEqual({
      $include: "./parts/secrets.json5",
      providers: {},
    });
    expect(read("parts/secrets.json5")).toBe(SECRETS);
  });

  test("that was cut off between two files is whole, and publishing goes on from there", async () => {
    const { ctx, gatewayId, folder, read } = splitGateway();
    const { config } = previewPublish(ctx, gatewayId);
    const included = config.filter((change) => change.file.endsWith("auth.json5"));
    writeConfig(path.join(folder, "openclaw.json"), included);
    expect(read("openclaw.json")).toBe(CONFIG);
    expect(existsSync(storePathOf(folder))).toBe(false);

    expect(previewPublish(ctx, gatewayId).config).toHaveLength(1);
    expect((await publishGateway(ctx, gatewayId, byHand)).verified).toBe(true);
  });
});

describe("an included file that must not be written", () => {
  const lock = (folder: string, name = "parts/auth.json5") => chmodSync(path.join(folder, name), 0o400);

  test("is overridden by the config in publishing, which says so", async () => {
    const { ctx, gatewayId, folder, read } = splitGateway();
    lock(folder);
    const note = { code: "config_overriding", params: { reason: "read_only" } };
    expect(previewPublish(ctx, gatewayId).notes).toMatchObject([note]);
    const receipt = await publishGateway(ctx, gatewayId, byHand);
    expect(receipt).toMatchObject({ verified: true, notes: [note] });
    expect(read("parts/auth.json5")).toBe(AUTH);
  });

  test("keeps what unpublishing would take out, and preview and receipt name it", async () => {
    const { ctx, gatewayId, folder, read } = splitGateway({
      auth: AUTH.replace('"token"', '"api_key"'),
    });
    await publishGateway(ctx, gatewayId, byHand);
    lock(folder);
    const before = read("parts/auth.json5");
    const params = { member: "auth.profiles.openai:work", action: "remove", reason: "read_only" };
    const files = path.join(folder, "parts/auth.json5");
    const note = { code: "config_left", params: { ...params, files } };
    expect(previewUnpublish(ctx, gatewayId)).toMatchObject({ kind: "unpublish", notes: [note] });
    expect(await unpublishGateway(ctx, gatewayId, byHand)).toMatchObject({ verified: true, notes: [note] });
    expect(read("parts/auth.json5")).toBe(before);
    expect(read("openclaw.json")).not.toContain("clawkeep");
    expect(translator("en")("publish_notes.config_left", { ...note.params, value: "" })).toBe(
      `auth.profiles.openai:work in ${files} stays as it is: the file or its folder is read-only. Take it out there yourself.`,
    );
  });

  test("stops publishing when it has a wrong provider of ours, and nothing is written anywhere", async () => {
    const old = { source: "exec", command: "/old/clawkeep-resolver.cjs", trustedDirs: ["/old"] };
    const { ctx, gatewayId, folder } = splitGateway({
      secrets: JSON.stringify({ providers: { clawkeep: old } }),
    });
    lock(folder, "parts/secrets.json5");
    const before = everything(folder);
    const refusal = expect.objectContaining({
      code: "config_provider_held",
      params: {
        member: "secrets.providers.clawkeep",
        files: path.join(folder, "parts/secrets.json5"),
        reason: "read_only",
      },
    });
    expect(() => previewPublish(ctx, gatewayId)).toThrow(refusal);
    await expect(publishGateway(ctx, gatewayId, byHand)).rejects.toThrow(refusal);
    expect(everything(folder)).toEqual(before);
    expect(listGrants(ctx.db.reader, gatewayId)).toEqual([]);
    expect(listPublications(ctx.db.reader, gatewayId, 1)).toEqual([]);
  });

  test("is named before and after a removal on the gateway is adopted", async () => {
    const { ctx, gatewayId, folder } = splitGateway({ auth: AUTH.replace('"token"', '"api_key"') });
    await publishGateway(ctx, gatewayId, byHand);
    lock(folder);
    expect(gatewayView(ctx, gatewayId)?.left).toEqual([]);
    writeFileSync(storePathOf(folder), '{ "version": 1, "profiles": {} }');
    const note = { code: "config_left", params: { action: "remove", reason: "read_only" } };
    expect(gatewayView(ctx, gatewayId)?.left).toMatchObject([note]);
    adoptDrift(ctx, AdoptDriftInput.parse({ gatewayId }));
    expect(gatewayView(ctx, gatewayId)?.left).toMatchObject([note]);
    expect(previewPublish(ctx, gatewayId).notes).toMatchObject([note]);
  });

  test("is named as long as a removal here is not published", async () => {
    const { ctx, gatewayId, profileRowId, folder } = splitGateway({
      auth: AUTH.replace('"token"', '"api_key"'),
    });
    await publishGateway(ctx, gatewayId, byHand);
    lock(folder);
    removeProfile(ctx, profileRowId);
    expect(gatewayView(ctx, gatewayId)?.left).toHaveLength(1);
    expect((await publishGateway(ctx, gatewayId, byHand)).notes).toHaveLength(1);
  });
});
