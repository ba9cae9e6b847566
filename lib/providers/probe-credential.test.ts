import { afterEach, describe, expect, test } from "vitest";
import { probeEndpoint } from "#lib/domain/probe-endpoint.ts";
import type { PaidProbes, ProbeFacts } from "#lib/domain/probe-ladder.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { OpenEndpoints } from "#lib/providers/open-endpoints.ts";
import { type ProbeOptions, probeCredential } from "#lib/providers/probe-credential.ts";
import { ANTHROPIC, GOOGLE, ODD, OPENAI, WELL } from "#lib/testing/fake-provider-answers.ts";
import * as faults from "#lib/testing/fake-provider-faults.ts";
import {
  type FakeAnswer,
  type FakeProvider,
  type Rule,
  startFakeProvider,
} from "#lib/testing/fake-provider-server.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const API = { anthropic: "anthropic-messages", openai: "openai-completions", google: "google-generative-ai" };
const KEYS = {
  anthropic: "sk-ant-api03-CANARYCANARYCANARYCANARY-anthropic",
  openai: "sk-proj-CANARYCANARYCANARYCANARY-openai",
  google: "AIzaCANARYCANARYCANARYCANARY-google",
};
const SETUP_TOKEN = `sk-ant-oat01-${"CANARY".repeat(14)}`;
type Dialect = keyof typeof API;
const DIALECTS: Dialect[] = ["anthropic", "openai", "google"];

const running: FakeProvider[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function provider(rule: Rule): Promise<FakeProvider> {
  const server = await startFakeProvider(rule);
  running.push(server);
  return server;
}

/** Answers whoever has a credential, and refuses strangers. */
function guarded(answer: FakeAnswer, completion: FakeAnswer = answer): Rule {
  return ({ method, headers }) => {
    const hasKey = headers.authorization ?? headers["x-api-key"] ?? headers["x-goog-api-key"];
    if (!hasKey) return OPENAI.auth;
    return method === "GET" ? answer : completion;
  };
}

function factsFor(server: FakeProvider, dialect: Dialect, paid: Partial<PaidProbes> = {}): ProbeFacts {
  const baseUrl = dialect === "anthropic" ? server.origin : `${server.origin}/v1`;
  return {
    provider: "my-proxy",
    profile: null,
    configEntry: null,
    isExcluded: false,
    isUnresolved: false,
    endpoint: probeEndpoint("my-proxy", { baseUrl, api: API[dialect] }),
    model: "test-model",
    paid: { isAllowed: false, requestsLeft: 9, centsLeft: 99, ...paid },
  };
}

function probe(
  server: FakeProvider,
  dialect: Dialect,
  more: { paid?: boolean; secret?: string; facts?: Partial<ProbeFacts> } & Partial<ProbeOptions> = {},
) {
  const { paid = false, secret = KEYS[dialect], facts, ...options } = more;
  return probeCredential(
    { ...factsFor(server, dialect, { isAllowed: paid }), ...facts },
    new SecretText(secret),
    { nowMs: NOW_MS, allowances: [server.allowance], deadlineMs: 8000, ...options },
  );
}

const withKey = ({ requests }: FakeProvider) =>
  requests.filter(({ headers }) => JSON.stringify(headers).includes("CANARY"));

describe.each(DIALECTS)("a credential that works, in the dialect of %s", (dialect) => {
  test("is ok after one request that costs nothing", async () => {
    const server = await provider(guarded(WELL[dialect].list));
    expect(await probe(server, dialect)).toEqual({
      status: "ok",
      reasonCode: null,
      kind: "free",
      httpStatus: 200,
      latencyMs: expect.any(Number),
      retryAfterMs: null,
      message: null,
      advice: null,
      isRateLimit: false,
      gatewayTriesNext: false,
    });
    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "GET"]);
    expect(withKey(server)).toHaveLength(1);
  });

  test("is ok after the smallest completion where one is allowed", async () => {
    const server = await provider(guarded(WELL[dialect].list, WELL[dialect].completion));
    let counted = 0;
    const onPaidRequest = () => {
      counted += 1;
    };
    expect(await probe(server, dialect, { paid: true, onPaidRequest })).toMatchObject({
      status: "ok",
      kind: "paid",
    });
    expect(counted).toBe(1);
    const [completion] = server.requests.filter(({ method }) => method === "POST");
    expect(completion?.body.length).toBeLessThanOrEqual(400);
    expect(completion?.body).toMatch(/"(max_tokens|maxOutputTokens)":1\b/);
    expect(completion?.body).not.toContain("CANARY");
  });

  test("gets no completion when its refusal costs nothing", async () => {
    const server = await provider(guarded(ANTHROPIC.auth, WELL[dialect].completion));
    expect(await probe(server, dialect, { paid: true })).toMatchObject({ status: "auth", kind: "free" });
    expect(server.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  test("is never ok where everyone is answered", async () => {
    const server = await provider(() => WELL[dialect].list);
    expect(await probe(server, dialect)).toMatchObject({
      status: "unknown",
      reasonCode: "key_not_checked",
      advice: "allow_paid_probe",
    });
  });
});

describe("a request", () => {
  test("to Anthropic has the key in its own header", async () => {
    const server = await provider(guarded(ANTHROPIC.list));
    await probe(server, "anthropic");
    expect(withKey(server)[0]).toMatchObject({
      path: "/v1/models?limit=1",
      headers: { "x-api-key": KEYS.anthropic, "anthropic-version": "2023-06-01", "user-agent": "clawkeep" },
    });
    expect(withKey(server)[0]?.headers.authorization).toBeUndefined();
  });

  test("with a setup-token has it as a bearer token, and pretends nothing", async () => {
    const server = await provider(guarded(ANTHROPIC.list, ANTHROPIC.completion));
    await probe(server, "anthropic", { secret: SETUP_TOKEN, paid: true });
    for (const { headers, body } of withKey(server)) {
      expect(headers).toMatchObject({
        authorization: `Bearer ${SETUP_TOKEN}`,
        "anthropic-beta": "oauth-2025-04-20",
        "user-agent": "clawkeep",
      });
      expect(headers["x-api-key"]).toBeUndefined();
      expect(`${JSON.stringify(headers)}${body}`).not.toMatch(/claude-c|x-app|Claude Code/i);
    }
    expect(withKey(server)).toHaveLength(2);
  });

  test("to OpenAI's like has it as a bearer token", async () => {
    const server = await provider(guarded(OPENAI.list));
    await probe(server, "openai");
    expect(withKey(server)[0]).toMatchObject({
      path: "/v1/models",
      headers: { authorization: `Bearer ${KEYS.openai}` },
    });
  });

  test("to Google has it in a header and not in the address", async () => {
    const server = await provider(guarded(GOOGLE.list, GOOGLE.completion));
    await probe(server, "google", { paid: true, facts: { model: "../x?y" } });
    expect(withKey(server).map(({ path }) => path)).toEqual([
      "/v1/models?pageSize=1",
      "/v1/models/..%2Fx%3Fy:generateContent",
    ]);
    expect(withKey(server)[0]?.headers["x-goog-api-key"]).toBe(KEYS.google);
  });

  test("asks for no more than 8 tokens, however many are wanted", async () => {
    const server = await provider(guarded(OPENAI.list, OPENAI.completion));
    for (const tokensMax of [0, 3.9, 8, 9, 100_000]) await probe(server, "openai", { paid: true, tokensMax });
    const bodies = server.requests
      .filter(({ method }) => method === "POST")
      .map(({ body }) => JSON.parse(body));
    expect(bodies.map((body) => body.max_tokens)).toEqual([1, 3, 8, 8, 8]);
  });

  test("is not made for a model whose name makes it large", async () => {
    const server = await provider(guarded(OPENAI.list, OPENAI.completion));
    const result = await probe(server, "openai", { paid: true, facts: { model: "m".repeat(400) } });
    expect(result).toMatchObject({ status: "no_model", reasonCode: "no_model" });
    expect(server.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  test("has the secret as OpenClaw would send it: without the line break it was stored with", async () => {
    const server = await provider(guarded(OPENAI.list));
    await probe(server, "openai", { secret: ` ${KEYS.openai}\r\n` });
    expect(withKey(server)[0]?.headers.authorization).toBe(`Bearer ${KEYS.openai}`);
  });
});

describe("a provider's answer", () => {
  test.each<[Dialect, FakeAnswer, object]>([
    ["anthropic", ANTHROPIC.auth, { status: "auth", httpStatus: 401, message: "invalid x-api-key" }],
    ["anthropic", ANTHROPIC.expired, { status: "auth" }],
    [
      "anthropic",
      ANTHROPIC.claudeCodeOnly,
      { status: "auth", reasonCode: "claude_code_only", advice: "use_api_key" },
    ],
    ["anthropic", ANTHROPIC.billing, { status: "billing", httpStatus: 400, advice: "top_up" }],
    ["anthropic", ANTHROPIC.rateLimit, { status: "rate_limit", retryAfterMs: 20_000, isRateLimit: true }],
    ["anthropic", ANTHROPIC.overloaded, { status: "rate_limit", httpStatus: 529, isRateLimit: false }],
    ["anthropic", ANTHROPIC.format, { status: "format" }],
    ["anthropic", ANTHROPIC.trouble, { status: "timeout", httpStatus: 500 }],
    ["openai", OPENAI.quota, { status: "rate_limit", reasonCode: "quota_exhausted", advice: "top_up" }],
    ["openai", OPENAI.noScope, { status: "unknown", reasonCode: "check_not_permitted" }],
    ["openai", OPENAI.deepseekBilling, { status: "billing", httpStatus: 402 }],
    ["openai", OPENAI.xaiAuth, { status: "auth", httpStatus: 400 }],
    ["google", GOOGLE.auth, { status: "auth", httpStatus: 400 }],
    ["google", GOOGLE.rateLimit, { status: "rate_limit", isRateLimit: true, gatewayTriesNext: true }],
    ["openai", ODD.loginPage, { status: "unknown", reasonCode: "not_a_provider", message: null }],
    ["openai", ODD.utf16, { status: "unknown", reasonCode: "not_a_provider" }],
    ["openai", ODD.badGateway, { status: "timeout", httpStatus: 502, message: null }],
    ["openai", faults.drip, { status: "timeout", reasonCode: null, httpStatus: null }],
    ["openai", faults.finBeforeHeaders, { status: "timeout", reasonCode: "connection_closed" }],
    ["openai", faults.hugeHeader, { status: "unknown", reasonCode: "answer_too_large" }],
    ["openai", faults.hugeBody, { status: "unknown", reasonCode: "not_a_provider" }],
    ["openai", faults.noHttp, { status: "unknown", reasonCode: "malformed_answer" }],
    [
      "openai",
      { status: 302, headers: { location: "/login" }, body: "" },
      { reasonCode: "redirected", httpStatus: 302 },
    ],
  ])("in the dialect of %s is put into its bucket: %j", async (dialect, answer, expected) => {
    const server = await provider(guarded(answer));
    const deadlineMs = answer === faults.drip ? 300 : 8000;
    expect(await probe(server, dialect, { deadlineMs })).toMatchObject(expected);
  });

  test("that looks well to one who reads the status alone is seen through", async () => {
    const server = await provider(() => ODD.loginPage);
    expect((await fetch(server.origin)).ok).toBe(true);
    expect(await probe(server, "openai")).toMatchObject({ status: "unknown" });
  });

  test("to a completion is told apart from the free one", async () => {
    const server = await provider(guarded(OPENAI.list, OPENAI.openrouterBilling));
    expect(await probe(server, "openai", { paid: true })).toMatchObject({ status: "billing", kind: "paid" });
  });

  test("that a setup-token is for Claude Code alone is recognised in a completion too", async () => {
    const server = await provider(guarded(ANTHROPIC.list, ANTHROPIC.claudeCodeOnly));
    const result = await probe(server, "anthropic", { secret: SETUP_TOKEN, paid: true });
    expect(result).toMatchObject({ status: "auth", reasonCode: "claude_code_only", advice: "use_api_key" });
  });
});

describe("a provider that repeats the key in its error", () => {
  const echo: Rule = ({ headers }) => {
    const key = String(headers.authorization).replace("Bearer ", "");
    const words = `${key} | ${encodeURIComponent(key)} | ${Buffer.from(key).toString("base64")} | ${key.slice(0, 12)}…`;
    return {
      status: 401,
      body: JSON.stringify({ error: { message: `${"x".repeat(170)} Bad key: ${words}` } }),
    };
  };

  test("does not get it into the result", async () => {
    const server = await provider(echo);
    const result = await probe(server, "openai");
    expect(result).toMatchObject({ status: "auth", message: expect.stringContaining("Bad key: [secret]") });
    expect(JSON.stringify(result)).not.toContain("CANARY");
    expect(result.message?.length).toBeLessThanOrEqual(200);
  });

  test("would have with a client that shows what it is told", async () => {
    const server = await provider(echo);
    const answer = await fetch(server.origin, { headers: { authorization: `Bearer ${KEYS.openai}` } });
    expect(await answer.text()).toContain("CANARY");
  });
});

describe("no request is made", () => {
  test("for a credential that OpenClaw would not use", async () => {
    const server = await provider(guarded(OPENAI.list));
    const result = await probe(server, "openai", { paid: true, facts: { isExcluded: true } });
    expect(result).toMatchObject({
      status: "unknown",
      reasonCode: "excluded_by_auth_order",
      kind: "none",
      latencyMs: null,
    });
    expect(server.connections()).toBe(0);
  });

  test.each([[""], [" \n"], ["\u{1F511}"]])("for the secret %j", async (secret) => {
    const server = await provider(guarded(OPENAI.list));
    expect(await probe(server, "openai", { secret })).toMatchObject({
      reasonCode: "missing_credential",
      kind: "none",
    });
    expect(server.connections()).toBe(0);
  });

  test("with a secret that cannot be in a header", async () => {
    const server = await provider(guarded(OPENAI.list));
    const result = await probe(server, "openai", { secret: `${KEYS.openai}é` });
    expect(result).toMatchObject({ status: "unknown", reasonCode: "secret_not_sendable", message: null });
    expect(withKey(server)).toEqual([]);
  });

  test("to a server that nobody allowed", async () => {
    const server = await provider(guarded(OPENAI.list));
    expect(await probe(server, "openai", { allowances: [] })).toMatchObject({
      status: "unknown",
      reasonCode: "address_refused",
      advice: "allow_address",
    });
    expect(server.connections()).toBe(0);
  });
});

describe("in one sweep", () => {
  test("an address is asked once whether it answers everyone", async () => {
    const server = await provider(guarded(OPENAI.list));
    const openEndpoints = new OpenEndpoints();
    const results = await Promise.all(
      Array.from({ length: 5 }, () => probe(server, "openai", { openEndpoints })),
    );
    expect(results.map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
    expect(server.requests).toHaveLength(6);
  });

  test("an address that did not say is asked again", async () => {
    let strangers = 0;
    const server = await provider(({ headers }) => {
      if (headers.authorization) return OPENAI.list;
      strangers += 1;
      return strangers === 1 ? OPENAI.trouble : OPENAI.auth;
    });
    const openEndpoints = new OpenEndpoints();
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await probe(server, "openai", { openEndpoints })).status);
    expect(statuses).toEqual(["unknown", "ok", "ok"]);
    expect(strangers).toBe(2);
  });

  test("free request and completion share one deadline", async () => {
    const server = await provider(guarded({ ...OPENAI.list, delayMs: 1000 }, faults.hang));
    const startedAt = performance.now();
    expect(await probe(server, "openai", { paid: true, deadlineMs: 1300 })).toMatchObject({
      status: "timeout",
      kind: "paid",
    });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
