import { describe, expect, test } from "vitest";
import { countSignIn, forgiveSignIn } from "#lib/operations/limit-sign-in.ts";
import { testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { buildProgram, runTogether } from "#lib/testing/processes.ts";

const attempt = (at = 0) => ({ email: "ops@example.test", address: `192.0.2.${at}` });

function allowed(times: number, one: (at: number) => void): number {
  let passed = 0;
  for (let at = 0; at < times; at += 1) {
    try {
      one(at);
      passed += 1;
    } catch (error) {
      expect(error).toMatchObject({ code: "sign_in_limited" });
    }
  }
  return passed;
}

test("an account takes eight attempts in fifteen minutes, from however many addresses", {
  tags: ["W06"],
}, () => {
  const visitor = testContext({ kind: "visitor" });
  expect(allowed(20, (at) => countSignIn(visitor, attempt(at)))).toBe(8);
  const later = { ...visitor, nowMs: NOW_MS + 15 * 60_000 };
  expect(allowed(1, () => countSignIn(later, attempt()))).toBe(1);
});

test("guesses that arrive at once are counted one by one", { tags: ["W06"] }, async () => {
  const visitor = testContext({ kind: "visitor" });
  expect(await allowedAtOnce(async (at) => countSignIn(visitor, attempt(at)))).toBe(8);
});

test("guesses are all let through by a count that is looked at first and written afterwards", {
  tags: ["W06-twin"],
}, async () => {
  let counted = 0;
  const careless = async () => {
    const before = counted;
    await new Promise(setImmediate);
    if (before >= 8) throw new Error("sign_in_limited");
    counted = before + 1;
  };
  expect(await allowedAtOnce(careless)).toBe(20);
});

async function allowedAtOnce(one: (at: number) => Promise<void>): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => one(at)));
  return outcomes.filter(({ status }) => status === "fulfilled").length;
}

test("an address takes forty attempts, on however many accounts", { tags: ["W06"] }, () => {
  const visitor = testContext({ kind: "visitor" });
  const guess = (at: number) => countSignIn(visitor, { email: `u${at}@example.test`, address: "192.0.2.1" });
  expect(allowed(60, guess)).toBe(40);
});

test("a success forgives the account and not the address", () => {
  const visitor = testContext({ kind: "visitor" });
  for (let round = 0; round < 5; round += 1) {
    expect(allowed(8, () => countSignIn(visitor, attempt()))).toBe(8);
    forgiveSignIn(visitor, { ...attempt(), userId: "user_1" });
  }
  expect(allowed(1, () => countSignIn(visitor, attempt()))).toBe(0);
});

describe("processes that guess at the same time", () => {
  const PROCESSES = 4;
  const TRIES = 15;
  type Guess = (process: number, round: number) => string;

  async function passwordsLookedAt(program: string, folder: string, guess: Guess): Promise<number> {
    const lists = Array.from({ length: PROCESSES }, (_, at) => [
      folder,
      ...Array.from({ length: TRIES }, (__, round) => guess(at, round)),
    ]);
    const answers = (await runTogether(program, lists)) as { passed: number }[];
    return answers.reduce((sum, { passed }) => sum + passed, 0);
  }

  test.each<[string, number, Guess]>([
    ["one account from many addresses", 8, (at, round) => `ops@example.test 192.0.2.${at * TRIES + round}`],
    ["many accounts from one address", 40, (at, round) => `u${at * TRIES + round}@example.test 192.0.2.1`],
  ])(
    "%s get %i attempts together, and none more after a restart",
    async (_, limit, guess) => {
      const { folder } = testContext();
      const program = await buildProgram("guess-passwords.ts");
      expect(await passwordsLookedAt(program, folder, guess)).toBe(limit);
      expect(await passwordsLookedAt(program, folder, guess)).toBe(0);
    },
    60_000,
  );
});
