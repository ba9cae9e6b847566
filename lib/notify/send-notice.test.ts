import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import type { ChannelSecrets } from "#lib/domain/channel.ts";
import { secretTextsOf } from "#lib/domain/channel-secrets.ts";
import type { DeliveryResult } from "#lib/domain/delivery-result.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { type SendOptions, sendNotice } from "#lib/notify/send-notice.ts";
import {
  CANARY,
  channelAt,
  HTTP_CHANNEL_KINDS,
  type HttpChannelKind,
  SIGNING_KEY,
} from "#lib/testing/channels.ts";
import {
  endlessStream,
  finBeforeHeaders,
  finInBody,
  gzipBomb,
  hang,
  hugeBody,
  noHttp,
} from "#lib/testing/fake-provider-faults.ts";
import {
  type FakeAnswer,
  type FakeProvider,
  type PlainAnswer,
  startFakeProvider,
} from "#lib/testing/fake-provider-server.ts";
import { notice, noticeEvent } from "#lib/testing/notice.ts";
import { NOW_MS } from "#lib/testing/now.ts";

let server: FakeProvider | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

/** Sends through a channel of this kind to a service that answers so. */
async function sent(kind: HttpChannelKind, answer: FakeAnswer, options: Partial<SendOptions> = {}) {
  server = await startFakeProvider(() => answer);
  const channel = channelAt(kind, server.origin);
  const result = await sendNotice(channel, notice(), {
    ...{ allowances: [server.allowance], caPem: null, proxy: null, nowMs: NOW_MS, deadlineMs: 8000 },
    ...options,
  });
  expect(`${JSON.stringify(result)} ${inspect(result, { depth: null })}`).not.toContain(CANARY);
  return { result, requests: server.requests };
}

/** What each service says when it took a message. */
const TAKEN: Readonly<Record<HttpChannelKind, PlainAnswer>> = {
  webhook: { status: 204, body: "" },
  ntfy: { status: 200, body: JSON.stringify({ id: "x", topic: `topic-${CANARY}` }) },
  slack: { status: 200, headers: { "content-type": "text/html" }, body: "ok" },
  discord: { status: 204, body: "" },
  feishu: {
    status: 200,
    body: '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}',
  },
  dingtalk: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' },
  wecom: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' },
  telegram: { status: 200, body: '{"ok":true,"result":{"message_id":1}}' },
};

describe.each(HTTP_CHANNEL_KINDS)("%s", (kind) => {
  test("delivers with one request", async () => {
    const { result, requests } = await sent(kind, TAKEN[kind]);
    expect(result).toEqual({ outcome: "delivered" });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
    });
    expect(JSON.stringify(JSON.parse(requests[0]?.body ?? ""))).toContain("anthropic:work");
  });

  test.each<[string, PlainAnswer, Partial<DeliveryResult>]>([
    [
      "server error",
      { status: 500, body: CANARY },
      { reason: "server_error", isFinal: false, httpStatus: 500 },
    ],
    [
      "overload",
      { status: 503, headers: { "retry-after": "120" }, body: "" },
      { reason: "server_error", isFinal: false, retryAfterMs: 120_000 },
    ],
    [
      "limit",
      { status: 429, headers: { "retry-after": "7" }, body: CANARY },
      { reason: "rate_limited", isFinal: false, retryAfterMs: 7000 },
    ],
    [
      "unauthorized",
      { status: 401, body: CANARY },
      { reason: "credential_refused", isFinal: true, httpStatus: 401 },
    ],
    ["bad request", { status: 400, body: CANARY }, { reason: "message_refused", isFinal: true }],
    [
      "redirect",
      { status: 307, headers: { location: "http://127.0.0.1:1/" }, body: "" },
      { reason: "redirected", isFinal: true, httpStatus: 307 },
    ],
  ])("answered with a %s, says so", async (_name, answer, expected) => {
    const { result, requests } = await sent(kind, answer);
    expect(result).toMatchObject({ outcome: "failed", ...expected });
    expect(requests).toHaveLength(1);
  });

  test("gives up on a service that never answers", async () => {
    const { result } = await sent(kind, hang, { deadlineMs: 200 });
    expect(result).toEqual({
      ...{ outcome: "failed", isFinal: false, reason: "timeout", httpStatus: null, retryAfterMs: null },
    });
  });

  test("is ended by a signal", async () => {
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 100);
    const { result } = await sent(kind, hang, { signal: ending.signal });
    expect(result).toMatchObject({ reason: "aborted", isFinal: false });
  });

  test.each([
    ["closes without a word", finBeforeHeaders],
    ["breaks off", finInBody],
    ["speaks no HTTP", noHttp],
  ])("a service that %s may be tried again", async (_name, fault) => {
    const { result } = await sent(kind, fault);
    expect(result).toMatchObject({ reason: "answer_unreadable", isFinal: false });
  });

  test.each([
    ["a gigabyte", hugeBody],
    ["a bomb", gzipBomb],
    ["no end", endlessStream],
  ])("an answer with %s is read no further than 64 KiB, and in time", async (_name, fault) => {
    const startedAt = performance.now();
    const { result } = await sent(kind, fault, { deadlineMs: 400 });
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(JSON.stringify(result).length).toBeLessThan(200);
  });

  test("sends nothing to an address that nobody opened", async () => {
    const { result, requests } = await sent(kind, TAKEN[kind], { allowances: [] });
    expect(result).toMatchObject({ reason: "address_refused", isFinal: true });
    expect(requests).toEqual([]);
  });

  test("sends nothing when the name of an opened server leads to a cloud's metadata", async () => {
    server = await startFakeProvider(() => TAKEN[kind]);
    const { port } = server.allowance;
    const channel = channelAt(kind, `http://receiver.test:${port}`);
    const result = await sendNotice(channel, notice(), {
      ...{ allowances: [{ host: "receiver.test", port }], caPem: null, proxy: null, nowMs: NOW_MS },
      resolve: async () => ["169.254.169.254"],
    });
    expect(result).toMatchObject({ reason: "address_refused" });
    expect(server.requests).toEqual([]);
  });

  test("without its own secrets sends nothing", async () => {
    server = await startFakeProvider(() => TAKEN[kind]);
    const other = channelAt(kind === "slack" ? "discord" : "slack", server.origin).secrets;
    const channel = { ...channelAt(kind, server.origin), secrets: other };
    const options = { allowances: [server.allowance], caPem: null, proxy: null, nowMs: NOW_MS };
    expect(await sendNotice(channel, notice(), options)).toMatchObject({
      reason: "secret_unusable",
      isFinal: true,
    });
    expect(server.requests).toEqual([]);
  });
});

test.each(["webhook", "slack", "discord", "feishu", "dingtalk", "wecom"] as const)(
  "a stored address of %s that is none is refused and not quoted",
  async (kind) => {
    const channel = channelAt(kind, "https://x.example");
    const broken = {
      ...channel.secrets,
      url: new SecretText(`http://${CANARY}%zz:99999/`),
    } as ChannelSecrets;
    const options = { allowances: [], caPem: null, proxy: null, nowMs: NOW_MS };
    const result = await sendNotice({ ...channel, secrets: broken }, notice(), options);
    expect(result).toMatchObject({ reason: "address_refused", isFinal: true });
    expect(inspect(result, { depth: null, showHidden: true })).not.toContain(CANARY);
  },
);

describe("what only some services say", () => {
  test.each<[HttpChannelKind, PlainAnswer, Partial<DeliveryResult>]>([
    ["slack", { status: 404, body: "no_service" }, { reason: "not_found", isFinal: true }],
    ["slack", { status: 410, body: "channel_is_archived" }, { reason: "not_found" }],
    ["slack", { status: 403, body: "action_prohibited" }, { reason: "credential_refused" }],
    ["slack", { status: 200, body: "<html>Please sign in" }, { reason: "answer_unreadable", isFinal: false }],
    ["webhook", { status: 410, body: "" }, { reason: "not_found", isFinal: true }],
    ["ntfy", { status: 403, body: '{"code":40301}' }, { reason: "credential_refused" }],
    ["ntfy", { status: 413, body: "" }, { reason: "message_refused" }],
    ["discord", { status: 429, body: '{"retry_after":2.5}' }, { reason: "rate_limited", retryAfterMs: 2500 }],
    ["discord", { status: 404, body: '{"code":10015}' }, { reason: "not_found", isFinal: true }],
    [
      "telegram",
      { status: 429, body: '{"ok":false,"error_code":429,"parameters":{"retry_after":35}}' },
      { reason: "rate_limited", retryAfterMs: 35_000 },
    ],
    ["telegram", { status: 404, body: '{"ok":false}' }, { reason: "credential_refused", isFinal: true }],
    ["telegram", { status: 403, body: '{"ok":false}' }, { reason: "recipient_refused", isFinal: true }],
    [
      "telegram",
      { status: 400, body: '{"ok":false,"description":"Bad Request: chat not found"}' },
      { reason: "not_found" },
    ],
    ["telegram", { status: 200, body: '{"ok":false}' }, { reason: "answer_unreadable" }],
    [
      "feishu",
      { status: 200, body: '{"code":19021,"msg":"sign match fail"}' },
      { reason: "credential_refused" },
    ],
    ["feishu", { status: 200, body: '{"code":19024}' }, { reason: "message_refused", isFinal: true }],
    ["feishu", { status: 200, body: '{"code":11232}' }, { reason: "rate_limited", retryAfterMs: 60_000 }],
    [
      "feishu",
      { status: 200, body: '{"code":1}' },
      { reason: "server_error", isFinal: false, httpStatus: 200 },
    ],
    ["feishu", { status: 200, body: "{}" }, { reason: "answer_unreadable", isFinal: false }],
    [
      "dingtalk",
      { status: 200, body: '{"errcode":310000}' },
      { reason: "credential_refused", isFinal: true },
    ],
    [
      "dingtalk",
      { status: 200, body: '{"errcode":410100}' },
      { reason: "rate_limited", retryAfterMs: 600_000 },
    ],
    ["dingtalk", { status: 200, body: '{"errcode":300005}' }, { reason: "not_found" }],
    ["dingtalk", { status: 200, body: "[]" }, { reason: "answer_unreadable" }],
    ["wecom", { status: 200, body: '{"errcode":93000}' }, { reason: "not_found", isFinal: true }],
    ["wecom", { status: 200, body: '{"errcode":45009}' }, { reason: "rate_limited", retryAfterMs: 60_000 }],
    ["wecom", { status: 200, body: '{"errcode":-1}' }, { reason: "server_error", isFinal: false }],
    ["wecom", { status: 200, body: `errcode 0 ${CANARY}` }, { reason: "answer_unreadable" }],
  ])("%s answering %j", async (kind, answer, expected) => {
    const { result } = await sent(kind, answer);
    expect(result).toMatchObject({ outcome: "failed", ...expected });
  });
});

describe("a signature", () => {
  test("of a webhook is one that Standard Webhooks libraries verify, and the same at every try", async () => {
    const { requests } = await sent("webhook", TAKEN.webhook);
    const { headers, body, path } = requests[0] ?? { headers: {}, body: "", path: "" };
    const timestamp = String(NOW_MS / 1000);
    const expected = createHmac("sha256", SIGNING_KEY).update(`n-0001.${timestamp}.${body}`).digest("base64");
    expect(headers).toMatchObject({
      "webhook-id": "n-0001",
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${expected}`,
    });
    expect(path).toBe(`/hook/${CANARY}?key=${CANARY}`);
    expect(body).not.toContain(CANARY);
    const again = await sent("webhook", TAKEN.webhook);
    expect(again.requests[0]?.body).toBe(body);
  });

  test("of Feishu is in the body and has the time in seconds", async () => {
    const { requests } = await sent("feishu", TAKEN.feishu);
    const timestamp = String(NOW_MS / 1000);
    const sign = createHmac("sha256", `${timestamp}\nSEC${CANARY}`).update("").digest("base64");
    expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({ timestamp, sign });
  });

  test("of DingTalk is in the query and has the time in milliseconds", async () => {
    const { requests } = await sent("dingtalk", TAKEN.dingtalk);
    const query = new URL(requests[0]?.path ?? "", "http://x").searchParams;
    const key = `SEC${CANARY}`;
    const sign = createHmac("sha256", key).update(`${NOW_MS}\n${key}`).digest("base64");
    expect(Object.fromEntries(query)).toEqual({ key: CANARY, timestamp: String(NOW_MS), sign });
  });

  test("is left out for robots that want none", async () => {
    server = await startFakeProvider(({ path }) => (path.includes("ding") ? TAKEN.dingtalk : TAKEN.feishu));
    const options = { allowances: [server.allowance], caPem: null, proxy: null, nowMs: NOW_MS };
    for (const kind of ["feishu", "dingtalk"] as const) {
      const url = new SecretText(`${server.origin}/${kind === "dingtalk" ? "ding" : "lark"}`);
      const channel = { ...channelAt(kind, server.origin), secrets: { kind, url, signingSecret: null } };
      expect(await sendNotice(channel, notice(), options)).toEqual({ outcome: "delivered" });
    }
    expect(server.requests.map(({ path }) => path)).toEqual(["/lark", "/ding"]);
    expect(server.requests[0]?.body).not.toContain("sign");
  });
});

test("ntfy gets its token in a header and its topic in the body, and neither in the address", async () => {
  const { requests } = await sent("ntfy", TAKEN.ntfy);
  expect(requests[0]).toMatchObject({ path: "/", headers: { authorization: `Bearer tk_${CANARY}` } });
  expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({
    topic: `topic-${CANARY}`,
    title: "Warning: anthropic:work expires within 7 days",
    priority: 4,
    tags: ["warning"],
    click: "https://clawkeep.example.org/alerts",
  });
});

test("a key that is no header is refused before anything is sent, and not quoted", async () => {
  server = await startFakeProvider(() => TAKEN.webhook);
  const options = { allowances: [server.allowance], caPem: null, proxy: null, nowMs: NOW_MS };
  const broken = notice({ key: "a\r\nx-injected: 1" });
  const result = await sendNotice(channelAt("webhook", server.origin), broken, options);
  expect(result).toMatchObject({ reason: "secret_unusable" });
  expect(server.requests).toEqual([]);
});

test("the document of a webhook is the published one", async () => {
  server = await startFakeProvider(() => TAKEN.webhook);
  const options = { allowances: [server.allowance], caPem: null, proxy: null, nowMs: NOW_MS };
  const told = notice({
    events: [noticeEvent({ gatewayName: "prod\u202e <b>", nextProfileId: "anthropic:backup" })],
  });
  await sendNotice(channelAt("webhook", server.origin), told, options);
  expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
    type: "clawkeep.notice.v1",
    timestamp: "2026-11-22T00:00:00.000Z",
    data: {
      id: "n-0001",
      isTest: false,
      isDigest: false,
      title: "Warning: anthropic:work expires within 7 days",
      consoleUrl: "https://clawkeep.example.org/alerts",
      eventsLeftOut: 0,
      events: [
        {
          what: "opened",
          kind: "expiring",
          severity: "warning",
          gateway: "prod\u202e <b>",
          agentId: "main",
          provider: "anthropic",
          profileId: "anthropic:work",
          previousProfileId: null,
          nextProfileId: "anthropic:backup",
          since: "2026-11-22T00:00:00.000Z",
          until: "2026-11-29T00:00:00.000Z",
          stepDays: 7,
          title: "Warning: anthropic:work expires within 7 days",
          text: [
            "Gateway prod\ufffd <b>, agent main, provider anthropic",
            "Expires 2026-11-29 00:00 UTC",
            "Next in line: anthropic:backup",
            "Store a new one before then, or correct the expiry.",
          ].join("\n"),
        },
      ],
    },
  });
});

test("the canary is in every secret these tests send", () => {
  for (const kind of HTTP_CHANNEL_KINDS) {
    for (const secret of secretTextsOf(channelAt(kind, "https://x.example").secrets)) {
      const text = secret.reveal();
      expect(text.includes(CANARY) || Buffer.from(text.slice(6), "base64").includes(CANARY)).toBe(true);
    }
  }
});
