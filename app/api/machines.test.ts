import { describe, expect, test } from "vitest";
import { CheckAnswer, Refusal } from "#app/api/answers.ts";
import * as calendarRoute from "#app/api/calendar/[file]/route.ts";
import * as checkRoute from "#app/api/check/route.ts";
import * as metricsRoute from "#app/api/metrics/route.ts";
import { listApiTokens } from "#db/repositories/api-tokens.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import { revokeApiToken } from "#lib/operations/revoke-api-token.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, stateDir, testGateway } from "#lib/testing/gateway.ts";
import { apiToken, machineRequest, serveRoutesFrom } from "#lib/testing/machine-request.ts";
import { newApiToken } from "#lib/vault/token.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const files = (expires: number) => ({
  stores: {
    main: {
      version: 1,
      profiles: {
        "anthropic:ada@example.test": {
          type: "token",
          provider: "anthropic",
          token: FAKE.setupToken,
          expires,
        },
      },
    },
  },
});

/** A console with one gateway, named local, whose only token ends in so many days. */
function served(days = 30): { ctx: TestContext; gatewayId: string } {
  const ctx = testContext();
  serveRoutesFrom(ctx);
  return { ctx, gatewayId: testGateway(ctx, files(Date.now() + days * DAY_MS)).gatewayId };
}

const check = (query = "", bearer?: string) => checkRoute.GET(machineRequest(`/api/check${query}`, bearer));
const metrics = (bearer?: string) => metricsRoute.GET(machineRequest("/api/metrics", bearer));

async function refusalOf(response: Response): Promise<string> {
  expect(response.headers.get("cache-control")).toBe("no-store");
  const { error } = Refusal.parse(await response.json());
  expect(error.message).toMatch(/^[A-Z].*\.$/);
  return `${response.status} ${error.code}`;
}

describe("GET /api/check", () => {
  test.each([
    { days: 30, status: 200, exitCode: 0, codes: [] },
    { days: 0.5, status: 200, exitCode: 2, codes: ["expiring"] },
    { days: -1, status: 503, exitCode: 1, codes: ["expired"] },
  ])("with a token that ends in $days days is $status with exit code $exitCode", async (example) => {
    const { ctx } = served(example.days);
    const response = await check("?gateway=local", apiToken(ctx, ["check:read"]).bearer);
    expect(response.status).toBe(example.status);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const answer = CheckAnswer.parse(await response.json());
    expect(answer).toMatchObject({ exitCode: example.exitCode, gateway: "local", findingsOmitted: 0 });
    expect(answer.findings.map(({ code }) => code)).toEqual(example.codes);
  });

  test("refuses a token that is missing, unknown, revoked or in the wrong place, all alike", async () => {
    const { ctx } = served();
    const { id, bearer } = apiToken(ctx, ["check:read"]);
    expect((await check("", bearer)).status).toBe(200);
    revokeApiToken(ctx, id);
    const unknown = newApiToken().token.reveal();
    for (const text of [undefined, "", "x", unknown, bearer]) {
      expect(await refusalOf(await check("", text))).toBe("401 api_token_unknown");
    }
    const live = apiToken(ctx, ["check:read"]).bearer;
    expect(await refusalOf(await check(`?token=${live}`))).toBe("401 api_token_unknown");
    expect(await refusalOf(await check(`?token=${live}`, live))).toBe("400 query_invalid");
    expect((await check("", unknown)).headers.get("www-authenticate")).toBe("Bearer");
  });

  test("refuses a token without the scope, for another gateway, and what is not there", async () => {
    const { ctx, gatewayId } = served();
    addGateway(ctx, { name: "work", stateDir: stateDir() });
    const own = apiToken(ctx, ["check:read"], gatewayId).bearer;
    const all = apiToken(ctx, ["check:read"]).bearer;
    const other = apiToken(ctx, ["metrics:read"]).bearer;
    expect(await refusalOf(await check("", other))).toBe("403 api_token_scope_missing");
    expect(await refusalOf(await check("?gateway=work", own))).toBe("403 api_token_other_gateway");
    expect(await refusalOf(await check("?gateway=none", own))).toBe("403 api_token_other_gateway");
    expect((await check("", own)).status).toBe(200);
    expect(await refusalOf(await check("", all))).toBe("400 gateway_choice_needed");
    expect(await refusalOf(await check("?gateway=none", all))).toBe("404 gateway_not_found");
    expect(await refusalOf(await check("?gateway=local&agent=none", all))).toBe("404 agent_not_found");
    expect(await refusalOf(await check(`?gateway=${"g".repeat(65)}`, all))).toBe("400 query_invalid");
  });

  test("needs no keyring", async () => {
    const { ctx } = served();
    const { bearer } = apiToken(ctx, ["check:read"]);
    Object.defineProperty(ctx.runtime, "vault", {
      get: () => {
        throw new Error("opened the vault");
      },
    });
    expect((await check("", bearer)).status).toBe(200);
  });

  test("says of a fault of its own only that there was one", async () => {
    const { ctx } = served();
    const { bearer } = apiToken(ctx, ["check:read"]);
    const { db } = ctx;
    db.raw.exec(
      "DROP VIEW profile_search_texts; DROP TABLE profiles; ALTER TABLE gateways RENAME COLUMN state_dir TO lost",
    );
    const written: string[] = [];
    const write = process.stderr.write;
    process.stderr.write = ((text: string) => written.push(text) > 0) as typeof write;
    try {
      expect(await refusalOf(await check("", bearer))).toBe("500 internal");
    } finally {
      process.stderr.write = write;
    }
    expect(written.join("")).toContain("no such column");
  });
});

describe("GET /api/metrics", () => {
  test("is text for Prometheus, for those who may", async () => {
    const { ctx } = served();
    const response = await metrics(apiToken(ctx, ["metrics:read"]).bearer);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const text = await response.text();
    expect(text).toContain('clawkeep_gateway_readable{gateway="local"} 1');
    expect(text).toContain("clawkeep_vault_ok 1");
    expect(text).not.toContain("ada@example.test");
    expect(await refusalOf(await metrics())).toBe("401 api_token_unknown");
    const other = apiToken(ctx, ["check:read"]).bearer;
    expect(await refusalOf(await metrics(other))).toBe("403 api_token_scope_missing");
  });

  test("of a token for one gateway tells of no other", async () => {
    const { ctx, gatewayId } = served();
    addGateway(ctx, { name: "hidden", stateDir: stateDir() });
    const text = await (await metrics(apiToken(ctx, ["metrics:read"], gatewayId).bearer)).text();
    expect(text).toContain('gateway="local"');
    expect(text).not.toContain("hidden");
  });
});

test("the routes only tell: every other method is 405", async () => {
  const { ctx } = served();
  for (const route of [checkRoute, metricsRoute, calendarRoute]) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const) {
      const response = route[method]();
      expect(response.headers.get("allow")).toBe("GET, HEAD");
      expect(await refusalOf(response)).toBe("405 method_not_allowed");
    }
  }
  const { db } = ctx;
  expect(listApiTokens(db.reader)).toEqual([]);
});
