import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { auditLog } from "#db/schema.ts";
import { allowForProbes } from "#lib/operations/probe-allowance.ts";
import { tryRotationList } from "#lib/operations/try-rotation-list.ts";
import { actorOf, TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { OPENAI } from "#lib/testing/fake-provider-answers.ts";
import { type FakeProvider, type PlainAnswer, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { testGateway } from "#lib/testing/gateway.ts";

const KEYS = [
  "sk-FAKE-rotation-one-1111",
  "sk-FAKE-rotation-two-2222",
  "sk-FAKE-rotation-three-3333",
] as const;
const [ONE, TWO, THREE] = KEYS;

let server: FakeProvider | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

/** A gateway whose OpenAI is a server of this machine that answers each key in its own way. */
async function gateway(ctx: TestContext, answers: Record<string, PlainAnswer>, { isAllowed = true } = {}) {
  const asked: string[] = [];
  server = await startFakeProvider(({ headers }) => {
    const key = String(headers.authorization ?? "").replace("Bearer ", "");
    if (key in answers) asked.push(key);
    return answers[key] ?? OPENAI.auth;
  });
  const config = { models: { providers: { openai: { baseUrl: `${server.origin}/v1`, models: [] } } } };
  const { gatewayId, stateDir } = testGateway(ctx, { config: JSON.stringify(config) });
  const lines = [`OPENAI_API_KEYS="${ONE}, ${TWO} ${ONE}"`, `OPENAI_API_KEY_2=${THREE}`];
  writeFileSync(path.join(stateDir, ".env"), `${lines.join("\n")}\n`, { mode: 0o600 });
  if (isAllowed) allowForProbes(ctx.as(TERMINAL), { kind: "server", value: new URL(server.origin).host });
  return { asked, stateDir, input: { gatewayId, provider: "OpenAI" } };
}

const clock = () => Date.now();
const audited = (ctx: TestContext) =>
  ctx.db.reader
    .select()
    .from(auditLog)
    .all()
    .filter(({ event }) => event === "probe.list_tried");

describe("a rotation list", () => {
  test("is tried from key to key after a rate limit, never one twice, and says where a gateway would not go on", async () => {
    const ctx = testContext();
    const { asked, input } = await gateway(ctx, {
      [ONE]: OPENAI.rateLimit,
      [TWO]: { status: 403, body: '{"error":{"message":"You exceeded your current quota"}}' },
      [THREE]: OPENAI.list,
    });
    const trial = await tryRotationList(ctx, input, { clock, proxy: null });
    expect(asked).toEqual([ONE, TWO, THREE]);
    expect(trial.tried).toMatchObject([
      {
        variable: "OPENAI_API_KEYS",
        masked: "…1111",
        status: "rate_limit",
        goesOn: true,
        gatewayGoesOn: true,
      },
      { variable: "OPENAI_API_KEYS", masked: "…2222", goesOn: true, gatewayGoesOn: false },
      { variable: "OPENAI_API_KEY_2", masked: "…3333", status: "ok", goesOn: false },
    ]);
    expect(trial.notTried).toEqual([{ variable: "OPENAI_API_KEYS", masked: "…1111", why: "repeated" }]);
  });

  test("ends at a refused key, which is no reason to spend another", async () => {
    const ctx = testContext();
    const { asked, input } = await gateway(ctx, { [ONE]: OPENAI.auth, [TWO]: OPENAI.list });
    const { tried, notTried } = await tryRotationList(ctx, input, { clock, proxy: null });
    expect(asked).toEqual([ONE]);
    expect(tried).toMatchObject([{ status: "auth", goesOn: false, gatewayGoesOn: false }]);
    expect(notTried.map(({ why }) => why)).toEqual(["not_needed", "repeated", "not_needed"]);
  });

  test("is left where it is when the time for it is over", async () => {
    const ctx = testContext();
    const { asked, input } = await gateway(ctx, { [ONE]: OPENAI.rateLimit, [TWO]: OPENAI.list });
    let looks = 0;
    const late = () => (looks++ < 3 ? 0 : 1e9);
    const { tried, notTried } = await tryRotationList(ctx, input, { clock: late, proxy: null });
    expect([asked, tried.length]).toEqual([[ONE], 1]);
    expect(notTried.map(({ why }) => why)).toEqual(["no_time", "repeated", "no_time"]);
  });

  test("goes to no server that only the gateway's config names, and to nobody for who may not probe", async () => {
    const ctx = testContext();
    const { asked, input } = await gateway(ctx, { [ONE]: OPENAI.list }, { isAllowed: false });
    expect(await tryRotationList(ctx, input, { clock, proxy: null })).toEqual({
      provider: "openai",
      obstacle: "server_not_allowed",
      tried: [],
      notTried: [],
    });
    const viewer = { ...ctx, actor: actorOf("viewer") };
    await expect(tryRotationList(viewer, input, { clock, proxy: null })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect([asked, server?.requests, audited(ctx)]).toEqual([[], [], []]);
  });

  test("that is empty by now is refused", async () => {
    const ctx = testContext();
    const { input } = await gateway(ctx, {});
    const none = tryRotationList(ctx, { ...input, provider: "groq" }, { clock, proxy: null });
    await expect(none).rejects.toMatchObject({ code: "rotation_list_empty", params: { provider: "groq" } });
  });

  test("leaves a line in the audit log without a key, and the gateway as it was", async () => {
    const ctx = testContext();
    const { input, stateDir } = await gateway(ctx, { [ONE]: OPENAI.list });
    const env = () => readFileSync(path.join(stateDir, ".env"), "utf8");
    const before = env();
    const trial = await tryRotationList(ctx, input, { clock, proxy: null });
    expect(env()).toBe(before);
    const [entry, ...others] = audited(ctx);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      subject: input.gatewayId,
      details: { provider: "openai", variables: ["OPENAI_API_KEYS", "OPENAI_API_KEY_2"] },
    });
    for (const key of KEYS) expect(JSON.stringify([entry, trial])).not.toContain(key);
  });
});
