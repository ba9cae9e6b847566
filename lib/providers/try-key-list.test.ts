import { afterEach, describe, expect, test } from "vitest";
import { probeEndpoint } from "#lib/domain/probe-endpoint.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { OpenEndpoints } from "#lib/providers/open-endpoints.ts";
import { probeCredential } from "#lib/providers/probe-credential.ts";
import { tryKeyList } from "#lib/providers/try-key-list.ts";
import { OPENAI } from "#lib/testing/fake-provider-answers.ts";
import { type FakeProvider, type PlainAnswer, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { NOW_MS } from "#lib/testing/now.ts";

let server: FakeProvider | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const keys = (...texts: string[]) =>
  texts.map((text, index) => ({ name: `K${index}`, key: new SecretText(text) }));

/** Tries keys against a provider that answers each in its own way, and says which it saw and what came of it. */
async function tried(
  answers: Record<string, PlainAnswer>,
  list: ReturnType<typeof keys>,
  hasTime?: () => boolean,
) {
  const seen: string[] = [];
  const provider = await startFakeProvider(({ headers }) => {
    const key = headers.authorization?.toString().replace("Bearer ", "");
    if (key === undefined) return OPENAI.auth;
    seen.push(key);
    return answers[key] ?? OPENAI.auth;
  });
  server = provider;
  const facts = {
    provider: "my-proxy",
    profile: null,
    configEntry: null,
    isExcluded: false,
    isUnresolved: false,
    endpoint: probeEndpoint("my-proxy", { baseUrl: `${provider.origin}/v1`, api: null }),
    model: null,
    paid: { isAllowed: false, requestsLeft: 0, centsLeft: 0 },
  };
  const options = { nowMs: NOW_MS, allowances: [provider.allowance], openEndpoints: new OpenEndpoints() };
  const result = await tryKeyList(list, ({ key }) => probeCredential(facts, key, options), hasTime);
  return {
    seen,
    attempts: result.attempts.map(({ key, answer }) => [key.name, answer.status]),
    notTried: result.notTried.map(({ key, why }) => [key.name, why]),
  };
}

describe("a list of keys", () => {
  test("goes on from a limited key to the next, and ends at the one that answers", async () => {
    const answers = { a: OPENAI.rateLimit, b: OPENAI.quota, c: OPENAI.list, d: OPENAI.list };
    expect(await tried(answers, keys("a", "b", "c", "d"))).toEqual({
      seen: ["a", "b", "c"],
      attempts: [
        ["K0", "rate_limit"],
        ["K1", "rate_limit"],
        ["K2", "ok"],
      ],
      notTried: [["K3", "not_needed"]],
    });
  });

  test.each([
    ["auth", OPENAI.auth],
    ["billing", OPENAI.openrouterBilling],
    ["timeout", OPENAI.trouble],
    ["format", OPENAI.format],
  ])("ends at %s, which another key would not help", async (status, answer) => {
    expect(await tried({ a: answer, b: OPENAI.list }, keys("a", "b"))).toEqual({
      seen: ["a"],
      attempts: [["K0", status]],
      notTried: [["K1", "not_needed"]],
    });
  });

  test("never tries one key twice", async () => {
    const answers = { a: OPENAI.rateLimit, b: OPENAI.rateLimit };
    expect(await tried(answers, keys("a", "a", "b", "a", "b"))).toEqual({
      seen: ["a", "b"],
      attempts: [
        ["K0", "rate_limit"],
        ["K2", "rate_limit"],
      ],
      notTried: [
        ["K1", "repeated"],
        ["K3", "repeated"],
        ["K4", "repeated"],
      ],
    });
  });

  test("that is limited to the end has the last answer", async () => {
    const last = { ...OPENAI.rateLimit, headers: { "retry-after": "7" } };
    const { attempts } = await tried({ a: OPENAI.quota, b: last }, keys("a", "b"));
    expect(attempts.at(-1)).toEqual(["K1", "rate_limit"]);
  });

  test("is left where it is when the time is up", async () => {
    let asked = 0;
    const hasTime = () => asked++ < 1;
    const answers = { a: OPENAI.rateLimit, b: OPENAI.list };
    expect(await tried(answers, keys("a", " ", "b"), hasTime)).toEqual({
      seen: ["a"],
      attempts: [["K0", "rate_limit"]],
      notTried: [
        ["K1", "blank"],
        ["K2", "no_time"],
      ],
    });
  });

  test.each([[keys()], [keys("", " ")]])("without a key makes no attempt", async (list) => {
    expect(await tried({}, list)).toMatchObject({ seen: [], attempts: [] });
  });
});
