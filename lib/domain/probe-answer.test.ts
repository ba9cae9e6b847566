import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { classifyAnswer, type ProbeAnswer } from "#lib/domain/probe-answer.ts";
import { errorMessage, isProof } from "#lib/domain/probe-proof.ts";
import { adviceFor, isInconclusive } from "#lib/domain/probe-verdict.ts";
import { DIFFERENCES } from "#lib/testing/bucket-differences.ts";
import { ANTHROPIC, GOOGLE, ODD, OPENAI } from "#lib/testing/fake-provider-answers.ts";
import type { PlainAnswer } from "#lib/testing/fake-provider-server.ts";

const ANSWERS = { ANTHROPIC, OPENAI, GOOGLE, ODD };

function classified({ status, body }: PlainAnswer, more: Partial<ProbeAnswer> = {}) {
  const text = new TextDecoder().decode(Buffer.from(body));
  return classifyAnswer({ status, text, isCut: false, step: "free", proof: "list", ...more });
}

describe("Anthropic's answer", () => {
  test.each([
    ["list", "ok", null],
    ["auth", "auth", null],
    ["expired", "auth", null],
    ["forbidden", "auth", null],
    ["claudeCodeOnly", "auth", "claude_code_only"],
    ["billing", "billing", null],
    ["format", "format", null],
    ["noModel", "unknown", "check_not_offered"],
    ["rateLimit", "rate_limit", null],
    ["overloaded", "rate_limit", null],
    ["trouble", "timeout", null],
    ["completion", "unknown", "not_a_provider"],
  ] as const)("%s is %s %j", (name, status, reasonCode) => {
    expect(classified(ANTHROPIC[name])).toEqual({ status, reasonCode });
  });

  test("that a credential is for Claude Code alone says to use an API key", () => {
    expect(adviceFor(classified(ANTHROPIC.claudeCodeOnly))).toBe("use_api_key");
  });
});

describe("the answer of a provider that speaks like OpenAI", () => {
  test.each([
    ["list", "ok", null],
    ["togetherList", "ok", null],
    ["auth", "auth", null],
    ["groqAuth", "auth", null],
    ["mistralAuth", "auth", null],
    ["xaiAuth", "auth", null],
    ["openrouterAuth", "auth", null],
    ["errorInSuccess", "auth", null],
    ["noScope", "unknown", "check_not_permitted"],
    ["rateLimit", "rate_limit", null],
    ["quota", "rate_limit", "quota_exhausted"],
    ["openrouterBilling", "billing", null],
    ["deepseekBilling", "billing", null],
    ["format", "format", null],
    ["trouble", "timeout", null],
  ] as const)("%s is %s %j", (name, status, reasonCode) => {
    expect(classified(OPENAI[name])).toEqual({ status, reasonCode });
  });
});

describe("Google's answer", () => {
  test.each([
    ["list", "ok", null],
    ["auth", "auth", null],
    ["forbidden", "auth", null],
    ["rateLimit", "rate_limit", null],
    ["format", "format", null],
    ["overloaded", "rate_limit", null],
  ] as const)("%s is %s %j", (name, status, reasonCode) => {
    expect(classified(GOOGLE[name])).toEqual({ status, reasonCode });
  });
});

describe("the answer to a completion", () => {
  test.each([
    ["anthropic_completion", ANTHROPIC.completion, "ok", null],
    ["anthropic_completion", ANTHROPIC.noModel, "unknown", "model_not_found"],
    ["openai_completion", OPENAI.completion, "ok", null],
    ["openai_completion", OPENAI.stoppedByLimit, "ok", null],
    ["openai_completion", OPENAI.noModel, "unknown", "model_not_found"],
    ["openai_completion", OPENAI.noScope, "auth", null],
    ["openai_completion", OPENAI.list, "unknown", "not_a_provider"],
    ["google_completion", GOOGLE.completion, "ok", null],
    ["google_completion", GOOGLE.noModel, "unknown", "model_not_found"],
    ["google_completion", GOOGLE.auth, "auth", null],
  ] as const)("in %s", (proof, answer, status, reasonCode) => {
    expect(classified(answer, { step: "paid", proof })).toEqual({ status, reasonCode });
  });
});

describe("an odd answer", () => {
  test.each([
    ["loginPage", "unknown", "not_a_provider"],
    ["badGateway", "timeout", null],
    ["blocked", "auth", null],
    ["utf16", "unknown", "not_a_provider"],
    ["utf16Refusal", "auth", null],
    ["empty", "unknown", "not_a_provider"],
    ["emptyObject", "unknown", "not_a_provider"],
    ["text", "unknown", "not_a_provider"],
    ["jsonText", "unknown", "not_a_provider"],
    ["truncated", "unknown", "not_a_provider"],
    ["unauthorizedPage", "auth", null],
  ] as const)("%s is %s %j", (name, status, reasonCode) => {
    expect(classified(ODD[name])).toEqual({ status, reasonCode });
  });

  test.each([
    [404, "", "unknown", "check_not_offered"],
    [405, "", "unknown", "check_not_offered"],
    [408, "", "timeout", null],
    [409, "", "unknown", null],
    [418, "quota exceeded", "rate_limit", null],
    [422, "", "format", null],
    [501, "", "unknown", null],
    [503, "Service Unavailable", "timeout", null],
    [504, "", "timeout", null],
    [524, "<html>", "timeout", null],
    [529, "", "rate_limit", null],
    [402, "", "billing", null],
    [402, "Your organization usage limit: try again tomorrow", "rate_limit", null],
  ])("with status %i and %j is %s %j", (status, body, bucket, reasonCode) => {
    expect(classified({ status, body })).toEqual({ status: bucket, reasonCode });
  });
});

test("no answer but the one that was asked for is ok", () => {
  const answers = [...Object.entries(ANTHROPIC), ...Object.entries(OPENAI), ...Object.entries(GOOGLE)];
  const ok = answers.filter(([, answer]) => classified(answer).status === "ok").map(([name]) => name);
  expect(ok).toEqual(["list", "list", "togetherList", "list"]);
});

/**
 * What `models status --probe --json` of the real release, with a model to fall back to and a minute of time, made of
 * these answers to a completion.
 */
const recorded = readFileSync(
  new URL("./testdata/openclaw-2026.3.13-probe-buckets.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line): { provider: keyof typeof ANSWERS; answer: string; status: string } => JSON.parse(line));

describe("the same answer to a completion", () => {
  test.each(recorded)(
    "of $provider, $answer, which OpenClaw calls $status",
    ({ provider, answer, status }) => {
      const dialect = provider === "ODD" ? "openai" : provider.toLowerCase();
      const answers: Record<string, PlainAnswer> = ANSWERS[provider];
      const given = answers[answer];
      if (!given) throw new Error(`No answer is called ${answer}.`);
      const ours = classified(given, {
        step: "paid",
        proof: `${dialect}_completion` as ProbeAnswer["proof"],
      }).status;
      expect(ours).toBe(DIFFERENCES[`${provider}.${answer}`]?.ours ?? status);
    },
  );

  test("is in another bucket only where it is said to be, and never better than there", () => {
    expect(recorded.length).toBeGreaterThan(30);
    const known = recorded.map(({ provider, answer }) => `${provider}.${answer}`);
    expect(Object.keys(DIFFERENCES).filter((name) => !known.includes(name))).toEqual([]);
    expect(Object.values(DIFFERENCES).map(({ ours }) => ours)).not.toContain("ok");
  });
});

describe("the proof of a free check", () => {
  test.each([
    ["key", OPENAI.openrouterKey.body, true],
    ["key", OPENAI.list.body, false],
    ["credits", '{"balance":"95.50","total_used":"4.50"}', true],
    ["credits", '{"balance":null}', false],
    ["list", '{"data":[]}', true],
    ["list", '\uFEFF{"data":[]}', true],
    ["list", '{"data":["a"]}', false],
    ["list", '{"data":{}}', false],
    ["list", '{"data":[],"error":"x"}', false],
    ["list", '{"data":[],"error":null}', true],
    ["list", "null", false],
  ] as const)("%s in %s: %s", (proof, text, expected) => {
    expect(isProof(proof, String(text), false)).toBe(expected);
  });

  test.each([
    ['{"object":"list","data":[{"id":"a"', true],
    ['[{"id":"a"', true],
    [' {"models": [ {"name":', true],
    ['{"error":{"message":"x","data":[{', false],
    ['<html>{"data":[{', false],
    ["x".repeat(65536), false],
  ])("that was cut off, %j: %s", (text, expected) => {
    expect(isProof("list", text, true)).toBe(expected);
    expect(isProof("key", text, true)).toBe(false);
  });
});

test.each([
  ["check_not_permitted", true],
  ["key_not_checked", true],
  ["claude_code_only", false],
  [null, false],
] as const)("a verdict with reason %j leaves the question open: %s", (reasonCode, open) => {
  expect(isInconclusive({ status: "unknown", reasonCode })).toBe(open);
});

test.each([
  ['{"error":{"message":"a\\n b\\u202e"}}', "a b"],
  ['{"error":"plain"}', "plain"],
  ['{"error":{"code":"x"}}', "x"],
  ['{"message":"m"}', "m"],
  ['{"detail":[{"msg":"x"}]}', null],
  ['{"error":{"message":" "}}', null],
  ["<html>", null],
  ["", null],
])("the message of %s is %j", (text, message) => {
  expect(errorMessage(text)).toBe(message);
});
