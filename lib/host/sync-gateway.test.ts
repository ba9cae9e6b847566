import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { findGatewayHost } from "#db/repositories/gateway-hosts.ts";
import { findGateway } from "#db/repositories/gateways.ts";
import { listGrants } from "#db/repositories/resolver.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { hostFiles } from "#lib/host/host-settings.ts";
import { joinConsole } from "#lib/host/join-console.ts";
import { syncGateway } from "#lib/host/sync-gateway.ts";
import { gatewayMark } from "#lib/openclaw/gateway-mark.ts";
import { readInstalledResolver } from "#lib/openclaw/resolver-install.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import { editGateway } from "#lib/operations/edit-gateway.ts";
import { examineGateway } from "#lib/operations/examine-gateway.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { inspectEnvironmentKeys } from "#lib/operations/inspect-environment-keys.ts";
import { InviteGatewayInput, inviteGateway } from "#lib/operations/invite-gateway.ts";
import { JoinGatewayInput, joinGateway } from "#lib/operations/join-gateway.ts";
import { mendModes } from "#lib/operations/mend-modes.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { receiveReport, SyncInput } from "#lib/operations/receive-report.ts";
import { removeProfile } from "#lib/operations/remove-profile.ts";
import { requestPublish } from "#lib/operations/request-publish.ts";
import { identifyGateway, resolveSecrets } from "#lib/operations/resolve-secrets.ts";
import { revokeGatewayTokens } from "#lib/operations/revoke-resolver-tokens.ts";
import { unpublishGateway } from "#lib/operations/unpublish-gateway.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, stateDir, storePathOf } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";
import { gatewayView } from "#lib/views/gateway-view.ts";
import { sessionsView } from "#lib/views/sessions-view.ts";

type Net = {
  url: string;
  /** Everything that was posted. */
  seen: string[];
  /** Loses the answer to what holds such a member, or refuses it unread. */
  loseFrom(member: string | null): void;
  refuseFrom(member: string | null): void;
  close(): void;
};

/** The console's two addresses for hosts, on loopback, with answers that can get lost. */
async function consoleFor(ctx: Clocked): Promise<Net> {
  let lost: string | null = null;
  let refused: string | null = null;
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (part: Buffer) => chunks.push(part));
    request.on("end", () => {
      const text = gunzipSync(Buffer.concat(chunks)).toString("utf8");
      seen.push(text);
      const token = String(request.headers.authorization).replace("Bearer ", "");
      const body = JSON.parse(text);
      if (refused !== null && refused in body) return response.writeHead(500).end();
      const [status, said] = answerTo(ctx, String(request.url), token, body);
      if (lost !== null && lost in body) return response.destroy();
      return response.writeHead(status).end(JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => void server.close();
  afterThisTest(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close,
    loseFrom(member) {
      lost = member;
    },
    refuseFrom(member) {
      refused = member;
    },
  };
}

function answerTo(ctx: Clocked, address: string, token: string, body: unknown): [number, unknown] {
  try {
    if (address === "/api/gateway/join") {
      const visitor = ctx.as({ kind: "visitor" });
      return [200, joinGateway(visitor, token, JoinGatewayInput.parse(body))];
    }
    const caller = identifyGateway(ctx, token);
    const gateway = ctx.as({ kind: "gateway", gatewayId: caller.gatewayId });
    return [200, receiveReport(gateway, caller, SyncInput.parse(body))];
  } catch (error) {
    const known = asOperationError(error);
    if (!(known instanceof OperationError)) throw error;
    return [409, { error: { code: known.code, message: "" } }];
  }
}

type Clocked = TestContext & { clock: { nowMs: number } };

/** The console's own clock, which a test may set. */
function withClock(ctx: TestContext, clock: { nowMs: number }): Clocked {
  return {
    ...ctx,
    clock,
    get nowMs() {
      return clock.nowMs;
    },
    as: (actor) => ({ ...ctx.as(actor), nowMs: clock.nowMs }),
  };
}

const NAME = { name: "web-3" };

async function joined() {
  const clock = { nowMs: NOW_MS };
  const ctx = withClock(testContext(), clock);
  const net = await consoleFor(ctx);
  const store = {
    version: 1,
    profiles: { "openai:left": { type: "api_key", provider: "openai", key: FAKE.otherApiKey } },
  };
  const folder = stateDir({ stores: { main: store } });
  const invited = () => inviteGateway(ctx, InviteGatewayInput.parse(NAME)).token;
  const join = (joinToken: SecretText) =>
    joinConsole({ url: net.url, stateDir: folder, openclaw: null, ca: null, joinToken });
  const { gatewayId } = await join(invited());
  const sync = (rotates = false) => syncGateway({ stateDir: folder, intervalS: 60, rotates });
  const tokenOf = () => String(readInstalledResolver(folder).settings?.token);
  const storeText = () => readFileSync(storePathOf(folder), "utf8");
  return { ctx, net, folder, gatewayId, invited, join, sync, tokenOf, storeText };
}

function credential(ctx: Clocked, gatewayId: string) {
  const target = { gatewayId, agentId: "main", profileId: "openai:work", provider: "openai" };
  return addApiKey(ctx, AddApiKeyInput.parse({ ...target, secret: FAKE.apiKey })).profileRowId;
}

test("a gateway of another host is shown as one of this is, and nothing it sent holds a secret", async () => {
  const { ctx, gatewayId, net, sync } = await joined();
  expect(await sync()).toMatchObject({ name: "web-3", done: null });
  expect(findGateway(ctx.db.reader, gatewayId)).toMatchObject({ name: "web-3", observed: null });
  expect(gatewayView(ctx, gatewayId)).toMatchObject({
    agentCount: 1,
    agents: [{ agentId: "main", onGateway: 1 }],
  });
  expect(net.seen.join("\n")).toContain("openai:left");
  expect(net.seen.join("\n")).not.toContain(FAKE.otherApiKey);
  expect(findGatewayHost(ctx.db.reader, gatewayId)).toMatchObject({ intervalS: 60, trouble: null });
});

test("of another host's gateway no file of this one is looked at, also where one has the same path", async () => {
  const { ctx, gatewayId, folder, sync, storeText } = await joined();
  const sessions = path.join(folder, "agents/main/sessions");
  mkdirSync(sessions, { recursive: true });
  writeFileSync(
    path.join(sessions, "sessions.json"),
    JSON.stringify({ "agent:main:main": { sessionId: "s" } }),
  );
  expect(sessionsView(ctx, { gatewayId })).toMatchObject({ isKnown: false, rows: [] });
  const before = storeText();
  for (const deed of [
    () => publishGateway(ctx, gatewayId, async () => ({ kind: "by_hand", command: "" })),
    () => unpublishGateway(ctx, gatewayId, async () => ({ kind: "by_hand", command: "" })),
    () => importGateway(ctx, gatewayId),
    () => examineGateway(ctx, gatewayId),
    () => mendModes(ctx, { gatewayId }),
    () => askGatewayAgain(ctx, gatewayId),
    () => inspectEnvironmentKeys(ctx, gatewayId),
    () => editGateway(ctx, gatewayId, {}),
  ]) {
    await expect((async () => deed())()).rejects.toMatchObject({ code: "gateway_on_other_host" });
  }
  expect(storeText()).toBe(before);
  const row = () => ({ ...findGateway(ctx.db.reader, gatewayId), stateDir: "web-3:/x" });
  const mark = gatewayMark(row());
  await sync();
  expect(gatewayMark(row())).not.toBe(mark);
});

test("what is asked is published by the host, fetched with its own token, and taken off again", async () => {
  const { ctx, gatewayId, sync, tokenOf, storeText, net } = await joined();
  const rowId = credential(ctx, gatewayId);
  const { publicationId } = requestPublish(ctx, gatewayId, "publish");
  const { done } = await sync();
  expect(done).toMatchObject({ publicationId, verified: true, reload: { kind: "by_hand" } });
  const { keyRef } = JSON.parse(storeText()).profiles["openai:work"];
  expect(keyRef).toMatchObject({ source: "exec", provider: "clawkeep" });
  expect(storeText()).not.toContain(FAKE.apiKey);
  const caller = identifyGateway(ctx, tokenOf());
  const input = { protocolVersion: 1 as const, provider: "clawkeep", ids: [keyRef.id] };
  const resolved = resolveSecrets(ctx.as({ kind: "gateway", gatewayId }), caller, input);
  expect(resolved.values).toEqual({ [keyRef.id]: FAKE.apiKey });
  expect(gatewayView(ctx, gatewayId)).toMatchObject({ publishedCount: 1, unpublished: 0, driftCount: 0 });
  expect((await sync()).done).toBeNull();

  removeProfile(ctx, rowId);
  requestPublish(ctx, gatewayId, "publish");
  expect((await sync()).done).toMatchObject({ verified: true });
  expect(JSON.parse(storeText()).profiles).not.toHaveProperty("openai:work");
  expect(listGrants(ctx.db.reader, gatewayId)).toEqual([]);

  requestPublish(ctx, gatewayId, "unpublish");
  expect((await sync()).done).toMatchObject({ kind: "unpublish", verified: true });
  expect(net.seen.join("\n")).not.toContain(FAKE.apiKey);
});

test("a host that was cut off before its receipt arrived does it again, and the receipt is whole", async () => {
  const { ctx, gatewayId, sync, net } = await joined();
  credential(ctx, gatewayId);
  requestPublish(ctx, gatewayId, "publish");
  net.loseFrom("receipt");
  await expect(sync()).rejects.toMatchObject({ code: "console_unreachable" });
  net.loseFrom(null);
  expect(findGatewayHost(ctx.db.reader, gatewayId)?.wanted).toBeNull();
  expect((await sync()).done).toBeNull();

  requestPublish(ctx, gatewayId, "unpublish");
  net.refuseFrom("receipt");
  await expect(sync()).rejects.toMatchObject({ code: "console_refused" });
  net.refuseFrom(null);
  const { done } = await sync();
  expect(done).toMatchObject({ kind: "unpublish", verified: true });
  expect(done?.changes.map(({ action }) => action)).toEqual(["remove"]);
});

test("a token is renewed without a moment in which none works, and the old one ends", async () => {
  const { ctx, sync, tokenOf } = await joined();
  const before = tokenOf();
  await sync(true);
  expect(tokenOf()).not.toBe(before);
  expect(identifyGateway(ctx, tokenOf())).toMatchObject({});
  expect(() => identifyGateway(ctx, before)).toThrow("resolver_token_revoked");
});

test("a renewal whose answer got lost goes on with the same token", async () => {
  const { ctx, sync, tokenOf, net, folder } = await joined();
  const before = tokenOf();
  net.loseFrom("nextTokenHash");
  await expect(sync(true)).rejects.toMatchObject({ code: "console_unreachable" });
  net.loseFrom(null);
  expect(tokenOf()).toBe(before);
  const next = JSON.parse(readFileSync(hostFiles(folder).settings, "utf8")).nextToken;
  await sync();
  expect(tokenOf()).toBe(next);
  expect(() => identifyGateway(ctx, before)).toThrow("resolver_token_revoked");
});

test("a revoked host is refused until it joins again, which gives it another token", async () => {
  const { ctx, gatewayId, sync, invited, join, tokenOf } = await joined();
  const before = tokenOf();
  revokeGatewayTokens(ctx, gatewayId);
  await expect(sync()).rejects.toMatchObject({ code: "resolver_token_revoked" });
  expect(await join(invited())).toMatchObject({ gatewayId });
  expect(tokenOf()).not.toBe(before);
  await sync();
});

test("a join token works once and for a day", async () => {
  const { ctx, invited, join, sync } = await joined();
  const token = invited();
  await join(token);
  await expect(join(token)).rejects.toMatchObject({ code: "join_token_unknown" });
  expect(await sync()).toMatchObject({ name: "web-3" });
  const late = invited();
  ctx.clock.nowMs += 24 * 60 * 60_000;
  await expect(join(late)).rejects.toMatchObject({ code: "join_token_unknown" });
});

test("of two syncs at once one is refused, and one that was killed is taken over", async () => {
  const { folder, sync } = await joined();
  const { lock } = hostFiles(folder);
  writeFileSync(lock, String(process.pid));
  await expect(sync()).rejects.toMatchObject({ code: "sync_running" });
  writeFileSync(lock, "999999999");
  await sync();
});

test("without its console a host changes nothing", async () => {
  const { ctx, gatewayId, sync, net, storeText } = await joined();
  credential(ctx, gatewayId);
  requestPublish(ctx, gatewayId, "publish");
  const before = storeText();
  net.close();
  await expect(sync()).rejects.toMatchObject({ code: "console_unreachable" });
  expect(storeText()).toBe(before);
});

test("a clock ten minutes off is told, and nothing else depends on it", async () => {
  const { ctx, gatewayId, sync } = await joined();
  ctx.clock.nowMs = Date.now() - 10 * 60_000;
  credential(ctx, gatewayId);
  requestPublish(ctx, gatewayId, "publish");
  expect((await sync()).done).toMatchObject({ verified: true });
  const skewMs = findGatewayHost(ctx.db.reader, gatewayId)?.skewMs ?? 0;
  expect(Math.abs(skewMs - 10 * 60_000)).toBeLessThan(60_000);
});

test("what the host cannot do is said where it was asked, and stays asked", async () => {
  const { ctx, gatewayId, sync, folder } = await joined();
  credential(ctx, gatewayId);
  requestPublish(ctx, gatewayId, "publish");
  writeFileSync(storePathOf(folder), "{ broken");
  await expect(sync()).rejects.toMatchObject({ code: "gateway_file_malformed" });
  const host = findGatewayHost(ctx.db.reader, gatewayId);
  expect(JSON.parse(host?.trouble ?? "null")).toMatchObject({ code: "gateway_file_malformed" });
  expect(host?.wanted).not.toBeNull();
});
