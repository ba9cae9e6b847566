import type { ProbeDialect } from "#lib/domain/probe-rows.ts";
import { ANTHROPIC, GOOGLE, ODD, OPENAI, WELL } from "#lib/testing/fake-provider-answers.ts";
import {
  type FakeProvider,
  type PlainAnswer,
  type SeenRequest,
  startFakeProvider,
} from "#lib/testing/fake-provider-server.ts";
import { STREAMS } from "./provider.ts";

/** One provider of the config: everything it answers to a completion. `null` answers as one that is well. */
export type Case = { name: string; dialect: ProbeDialect; answer: PlainAnswer | null };

const FAMILIES: { prefix: string; dialect: ProbeDialect; answers: Record<string, PlainAnswer> }[] = [
  { prefix: "ANTHROPIC", dialect: "anthropic", answers: ANTHROPIC },
  { prefix: "OPENAI", dialect: "openai", answers: OPENAI },
  { prefix: "GOOGLE", dialect: "google", answers: GOOGLE },
  { prefix: "ODD", dialect: "openai", answers: ODD },
];

/** What they say when all is well: a provider that is well is a case of its own. */
const SUCCESSES: ReadonlySet<string> = new Set(["list", "completion", "togetherList", "openrouterKey"]);

/** Every answer that a provider may give to a completion, by the name of its provider in the config. */
export const CASES: readonly Case[] = [
  ...FAMILIES.flatMap(({ prefix, dialect, answers }) =>
    Object.entries(answers)
      .filter(([name]) => !SUCCESSES.has(name))
      .map(([name, answer]) => ({ name: `${prefix}.${name}`, dialect, answer })),
  ),
  ...(["anthropic", "openai", "google"] as const).map((dialect) => ({
    name: `WELL.${dialect}`,
    dialect,
    answer: null,
  })),
];

/** What is answered to the question that costs nothing: as if all were well, or the same as to a completion. */
export type FreeAnswers = "well" | "same";

/** All of the cases on one port, told apart by the first part of the path. */
export async function startCases(): Promise<FakeProvider & { free: FreeAnswers }> {
  const choice: { free: FreeAnswers } = { free: "well" };
  const server = await startFakeProvider((request) => {
    const [, index = ""] = request.path.split("/");
    const known = CASES[Number(index)] ?? { dialect: "openai" as const, answer: null };
    if (!hasKey(request)) return { status: 401, body: '{"error":{"message":"No key."}}' };
    const isFree = request.method === "GET";
    if (isFree && choice.free === "well") return WELL[known.dialect].list;
    if (known.answer !== null) return known.answer;
    if (isFree) return WELL[known.dialect].list;
    return wantsStream(request)
      ? { status: 200, headers: { "content-type": "text/event-stream" }, body: STREAMS[known.dialect] }
      : WELL[known.dialect].completion;
  });
  return Object.assign(choice, server);
}

function hasKey({ headers }: SeenRequest): boolean {
  return ["authorization", "x-api-key", "x-goog-api-key"].some((name) => headers[name] !== undefined);
}

function wantsStream({ path, body }: SeenRequest): boolean {
  return path.includes(":streamGenerateContent") || JSON.parse(body).stream === true;
}
