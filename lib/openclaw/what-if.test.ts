import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GatewayState, readGatewayState } from "#lib/openclaw/state-dir.ts";
import { singlePoints, whatIf } from "#lib/openclaw/what-if.ts";
import { FAKE, stateDir } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 86_400_000;
const config = (agents: object, more: object = {}) => JSON.stringify({ agents, ...more });
const TWO_MODELS = config({
  defaults: { model: { primary: "anthropic/opus", fallbacks: ["openai/gpt-5"] } },
});

const key = (provider: string) => ({ type: "api_key", provider, key: FAKE.apiKey });
const token = (provider: string, days: number) => ({
  type: "token",
  provider,
  token: FAKE.setupToken,
  expires: NOW_MS + days * DAY_MS,
});

function gateway(
  stores: Record<string, { profiles: object; order?: object }>,
  text = TWO_MODELS,
  env: Record<string, string> = {},
): GatewayState {
  const written = Object.fromEntries(
    Object.entries(stores).map(([agentId, store]) => [agentId, { version: 1, ...store }]),
  );
  return readGatewayState(stateDir({ config: text, stores: written }), { env, home: null, cwd: null });
}

function outcome(state: GatewayState, profileId: string | null, days = 0, agentId = "main") {
  const outcomes = whatIf(state, { atMs: NOW_MS + days * DAY_MS, profileId }, NOW_MS);
  const { before, after, consequence } = outcomes.find((each) => each.agentId === agentId) ?? {};
  return {
    before: before && `${before.model} ${before.source.source}`,
    after: after && `${after.model} ${after.source.source}`,
    consequence,
  };
}

describe("a profile that the provider refuses", () => {
  test("gives way to the next of its order", () => {
    const profiles = { "anthropic:a": key("anthropic"), "anthropic:b": key("anthropic") };
    const state = gateway({ main: { profiles, order: { anthropic: ["anthropic:b", "anthropic:a"] } } });
    expect(outcome(state, "anthropic:b")).toEqual({
      before: "anthropic/opus profile:anthropic:b",
      after: "anthropic/opus profile:anthropic:a",
      consequence: "credential",
    });
  });

  test("gives way to the environment’s key after the last profile", () => {
    const state = gateway({ main: { profiles: { "anthropic:a": key("anthropic") } } }, TWO_MODELS, {
      ANTHROPIC_API_KEY: FAKE.apiKey,
    });
    expect(outcome(state, "anthropic:a")).toMatchObject({
      consequence: "credential",
      after: expect.stringContaining("env"),
    });
  });

  test("brings the fallback model when its provider has nothing else", () => {
    const state = gateway({
      main: { profiles: { "anthropic:a": key("anthropic"), "openai:a": key("openai") } },
    });
    expect(outcome(state, "anthropic:a")).toMatchObject({
      after: "openai/gpt-5 profile:openai:a",
      consequence: "model",
    });
  });

  test("stops an agent that has nothing for any of its models", () => {
    const state = gateway({ main: { profiles: { "anthropic:a": key("anthropic") } } });
    expect(outcome(state, "anthropic:a")).toMatchObject({ after: null, consequence: "stops" });
  });

  test("changes nothing when it is not the one in use, or is not there", () => {
    const profiles = { "anthropic:a": key("anthropic"), "anthropic:b": key("anthropic") };
    const state = gateway({ main: { profiles } });
    for (const id of ["anthropic:b", "anthropic:none"])
      expect(outcome(state, id)).toMatchObject({ consequence: "same" });
  });

  test("is lost to every agent that reads it through from main", () => {
    const agents = { list: [{ id: "main" }, { id: "ops" }] };
    const state = gateway({ main: { profiles: { "anthropic:a": key("anthropic") } } }, config(agents));
    expect(outcome(state, "anthropic:a", 0, "ops")).toMatchObject({ consequence: "stops" });
  });
});

describe("a day to come", () => {
  test("takes the tokens that have ended by then", () => {
    const profiles = { "anthropic:t": token("anthropic", 3), "openai:a": key("openai") };
    const state = gateway({ main: { profiles } });
    expect(outcome(state, null, 2)).toMatchObject({ consequence: "same" });
    expect(outcome(state, null, 4)).toMatchObject({ consequence: "model" });
  });

  test("without a token that would have lasted longer", () => {
    const profiles = { "anthropic:t": token("anthropic", 3), "anthropic:u": token("anthropic", 30) };
    const state = gateway({ main: { profiles } });
    expect(outcome(state, "anthropic:u", 4)).toMatchObject({ consequence: "stops" });
  });

  test("finds nothing where nothing ran before", () => {
    expect(outcome(gateway({ main: { profiles: {} } }), null, 1)).toMatchObject({ consequence: "idle" });
  });
});

test("losing a profile is what evaluating the store without it gives, where no order names it", () => {
  const provider = fc.constantFrom("anthropic", "openai", "google");
  const profile = provider.chain((name) => fc.constantFrom(key(name), token(name, 5), token(name, -1)));
  const anyProfiles = fc.dictionary(fc.constantFrom("a:1", "a:2", "b:1", "b:2", "c:1"), profile, {
    minKeys: 1,
  });
  fc.assert(
    fc.property(anyProfiles, fc.nat(), (profiles, pick) => {
      const ids = Object.keys(profiles);
      const lost = ids[pick % ids.length] as string;
      const { [lost]: _, ...rest } = profiles;
      const after = outcome(gateway({ main: { profiles } }), lost).after;
      expect(after).toEqual(outcome(gateway({ main: { profiles: rest } }), null).before);
    }),
    { numRuns: 60 },
  );
});

describe("single points of failure", () => {
  const points = (state: GatewayState) =>
    singlePoints(state, NOW_MS).map(({ source, agentIds, endsAtMs }) => [
      source?.source ?? null,
      agentIds.join(),
      endsAtMs,
    ]);

  test("are what an agent has no second of, for its model and all its fallbacks", () => {
    const one = gateway({ main: { profiles: { "anthropic:t": token("anthropic", 3) } } });
    expect(points(one)).toEqual([["profile:anthropic:t", "main", NOW_MS + 3 * DAY_MS]]);
    const two = gateway({
      main: { profiles: { "anthropic:t": token("anthropic", 3), "openai:a": key("openai") } },
    });
    expect(points(two)).toEqual([]);
  });

  test("begin with agents that have nothing, then what most agents hang on", () => {
    const agents = {
      list: [
        { id: "main" },
        { id: "ops" },
        { id: "lab", model: "google/gemini-3-pro" },
        { id: "den", model: "openai/gpt-5" },
      ],
    };
    const profiles = { "anthropic:a": key("anthropic"), "openai:a": key("openai") };
    expect(points(gateway({ main: { profiles } }, config(agents)))).toEqual([
      [null, "lab", null],
      ["profile:anthropic:a", "main,ops", null],
      ["profile:openai:a", "den", null],
    ]);
  });

  test("are never a profile without which every agent runs on", () => {
    const profiles = {
      "anthropic:a": key("anthropic"),
      "anthropic:b": key("anthropic"),
      "openai:a": key("openai"),
    };
    const state = gateway({ main: { profiles } });
    for (const id of Object.keys(profiles)) expect(outcome(state, id).consequence).not.toBe("stops");
    expect(points(state)).toEqual([]);
  });
});
