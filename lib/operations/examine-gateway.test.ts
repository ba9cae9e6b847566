import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { deleteGrant } from "#db/repositories/resolver.ts";
import type { ReportFinding } from "#lib/openclaw/doctor-report.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import { mutate } from "#lib/operations/context.ts";
import { examineGateway, examineGateways } from "#lib/operations/examine-gateway.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { recordConsoleUrl } from "#lib/operations/record-console-url.ts";
import { revokeGatewayTokens } from "#lib/operations/revoke-resolver-tokens.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { codesOf, makeOld } from "#lib/testing/doctor.ts";
import { FAKE, stateDir, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { httpConsole } from "#lib/testing/installed-resolver.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const byHand: Reload = async () => ({ kind: "by_hand", command: "openclaw secrets reload" });

function addKey(ctx: TestContext, gatewayId: string, profileId: string, secret = FAKE.apiKey) {
  const input = { gatewayId, agentId: "main", provider: "openai", profileId, secret };
  return addApiKey(ctx, AddApiKeyInput.parse(input));
}

/** A published gateway whose console answers as the real one does. */
async function published(): Promise<{ ctx: TestContext; gatewayId: string; stateDir: string }> {
  const ctx = testContext();
  recordConsoleUrl(ctx, await ownConsole());
  const { gatewayId, stateDir } = testGateway(ctx);
  addKey(ctx, gatewayId, "openai:work");
  await publishGateway(ctx, gatewayId, byHand);
  makeOld(stateDir);
  return { ctx, gatewayId, stateDir };
}

async function ownConsole(code = "resolver_token_unknown"): Promise<string> {
  const { url } = await httpConsole((_request, response) => {
    response.statusCode = 401;
    response.end(JSON.stringify({ error: { code } }));
  });
  return url;
}

async function codesAfter(
  change: (gateway: Awaited<ReturnType<typeof published>>) => void,
): Promise<string[]> {
  const gateway = await published();
  change(gateway);
  return codesOf(await examineGateway(gateway.ctx, gateway.gatewayId));
}

function found(findings: readonly ReportFinding[], code: string): ReportFinding[] {
  return findings.filter((finding) => finding.code === code);
}

test("a gateway that was just published to has nothing to do, and what cannot be known is said", async () => {
  const { ctx, gatewayId } = await published();
  const report = await examineGateway(ctx, gatewayId);
  expect(report).toMatchObject({
    findings: [],
    exitCode: 0,
    target: { gateway: { gatewayId, name: "local" } },
  });
  expect(report.notChecked).toEqual([
    "process_environment",
    "working_directory",
    "commands",
    "provider_answers",
    "shell_history",
  ]);
});

describe("what publishing put there", () => {
  const settingsOf = (stateDir: string) => path.join(stateDir, "clawkeep/resolver.json");

  test("a reference whose grant is gone is not granted", async () => {
    const codes = await codesAfter(({ ctx, gatewayId }) =>
      mutate(ctx, (tx) => {
        deleteGrant(tx, gatewayId, "main/openai:work");
        return { result: null, audit: { event: "test", subject: gatewayId } };
      }),
    );
    expect(codes).toEqual(["ref_not_granted"]);
  });

  test("a revoked token is refused", async () => {
    expect(await codesAfter(({ ctx, gatewayId }) => revokeGatewayTokens(ctx, gatewayId))).toEqual([
      "resolver_token_refused",
    ]);
  });

  test("another address is named and not asked", async () => {
    const elsewhere = await httpConsole((_request, response) => response.end());
    const codes = await codesAfter(({ stateDir }) => {
      const settings = JSON.parse(readFileSync(settingsOf(stateDir), "utf8"));
      rmSync(settingsOf(stateDir));
      writeFileSync(settingsOf(stateDir), JSON.stringify({ ...settings, url: elsewhere.url }), {
        mode: 0o400,
      });
      makeOld(stateDir);
    });
    expect(codes).toEqual(["resolver_address_differs"]);
    expect(elsewhere.requests).toEqual([]);
  });

  test.each(["nothing listens", "something else answers"])(
    "a console is not reached when %s",
    async (why) => {
      const ctx = testContext();
      recordConsoleUrl(ctx, why === "nothing listens" ? "http://127.0.0.1:9" : await ownConsole("other"));
      const { gatewayId, stateDir } = testGateway(ctx);
      addKey(ctx, gatewayId, "openai:work");
      await publishGateway(ctx, gatewayId, byHand);
      makeOld(stateDir);
      expect(codesOf(await examineGateway(ctx, gatewayId))).toEqual(["resolver_unreachable"]);
    },
  );

  test("a program that is not the shipped one differs", async () => {
    const codes = await codesAfter(({ stateDir }) => {
      const program = path.join(stateDir, "clawkeep/clawkeep-resolver.cjs");
      chmodSync(program, 0o700);
      writeFileSync(program, "#!/bin/sh\n");
      makeOld(stateDir);
    });
    expect(codes).toEqual(["resolver_differs"]);
  });

  test("what somebody took out of the store has drifted, with the profile that it was", async () => {
    const { ctx, gatewayId, stateDir } = await published();
    writeFileSync(storePathOf(stateDir), '{"version":1,"profiles":{}}');
    makeOld(stateDir);
    const { findings, exitCode } = await examineGateway(ctx, gatewayId);
    expect(exitCode).toBe(2);
    expect(findings).toMatchObject([
      { code: "drift", params: { what: "removed" }, evidence: { agentId: "main", profileId: "openai:work" } },
    ]);
  });
});

test("a variable that no file sets may be in the gateway's own environment, so it is a warning here", async () => {
  const ctx = testContext();
  const keyRef = { source: "env", provider: "default", id: "OPENAI_API_KEY" };
  const store = { version: 1, profiles: { "openai:a": { type: "api_key", provider: "openai", keyRef } } };
  const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: store } });
  makeOld(stateDir);
  const { findings } = await examineGateway(ctx, gatewayId);
  expect(findings).toMatchObject([
    { code: "ref_env_unknown", severity: "warning", evidence: { variable: "OPENAI_API_KEY" } },
  ]);
});

describe("duplicates", () => {
  const inline = { type: "api_key", provider: "openai", key: FAKE.apiKey };
  const store = { version: 1, profiles: { "openai:a": inline } };

  test("a profile and its own copy in the vault are one place", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: store } });
    makeOld(stateDir);
    importGateway(ctx, gatewayId);
    const { findings } = await examineGateway(ctx, gatewayId);
    expect(found(findings, "secret_duplicate")).toEqual([]);
  });

  test("the same secret under another name in the vault is a second place", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: store } });
    makeOld(stateDir);
    addKey(ctx, gatewayId, "openai:b");
    const { findings } = await examineGateway(ctx, gatewayId);
    expect(found(findings, "secret_duplicate")).toMatchObject([
      { params: { count: 2, places: "main/openai:a, main/openai:b" } },
    ]);
    expect(JSON.stringify(findings)).not.toContain(FAKE.apiKey);
  });

  test("without its keyring the vault is left out, and that is said", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: store } });
    makeOld(stateDir);
    addKey(ctx, gatewayId, "openai:b");
    rmSync(ctx.runtime.config.keyringFile);
    ctx.runtime.close();
    const report = await examineGateway(ctx.runtime.operationContext(ctx.actor, ctx.nowMs), gatewayId);
    expect(found(report.findings, "secret_duplicate")).toEqual([]);
    expect(report.notChecked).toContain("vault");
  });
});

test("a profile the console holds leads to its page", async () => {
  const ctx = testContext();
  const expired = { type: "token", provider: "anthropic", token: FAKE.setupToken, expires: 1 };
  const store = { version: 1, profiles: { "anthropic:a": expired } };
  const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: store } });
  makeOld(stateDir);
  const before = await examineGateway(ctx, gatewayId);
  expect(found(before.findings, "credential_expired")).toMatchObject([
    { fix: { to: { page: "new_profile" } } },
  ]);
  importGateway(ctx, gatewayId);
  const after = await examineGateway(ctx, gatewayId);
  expect(found(after.findings, "credential_expired")).toMatchObject([
    { fix: { kind: "page", to: { page: "profile", rowId: expect.stringMatching(/^prof/) } } },
  ]);
});

test("every gateway is examined, by name, and nobody without a role may ask", async () => {
  const { ctx, gatewayId } = await published();
  expect(
    (await examineGateways(ctx.as(actorOf("viewer")))).map(({ target }) => target.gateway?.name),
  ).toEqual(["local"]);
  await expect(examineGateways(ctx.as({ kind: "visitor" }))).rejects.toMatchObject({ code: "forbidden" });
  await expect(examineGateway(ctx.as({ kind: "gateway", gatewayId }), gatewayId)).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(examineGateway(ctx, "gw_none")).rejects.toMatchObject({ code: "gateway_not_found" });
});

describe("an OAuth login that is held twice", () => {
  const DAY_MS = 86_400_000;
  const login = (days: number, refresh = FAKE.oauthRefresh) => ({
    version: 1,
    profiles: {
      "openai-codex:me": {
        type: "oauth",
        provider: "openai-codex",
        access: "at-FAKE",
        refresh,
        expires: NOW_MS + days * DAY_MS,
      },
    },
  });
  const sharedOf = async (ctx: TestContext, gatewayId: string) =>
    found((await examineGateway(ctx, gatewayId)).findings, "oauth_shared");

  function twoGateways(other: object) {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx, { stores: { main: login(1) } });
    addGateway(ctx, { name: "second", stateDir: stateDir({ stores: { main: other } }) });
    return { ctx, gatewayId };
  }

  test("on another gateway is named, with who renewed last", async () => {
    const { ctx, gatewayId } = twoGateways(login(3));
    expect(await sharedOf(ctx, gatewayId)).toMatchObject([
      {
        params: {
          count: 2,
          places: "main/openai-codex:me, second: main/openai-codex:me",
          owner: "second: main/openai-codex:me",
        },
        fix: { command: expect.stringContaining("models auth login --provider openai-codex") },
      },
    ]);
    const [here] = await sharedOf(...(Object.values(twoGateways(login(0))) as [TestContext, string]));
    expect(here?.params.owner).toBe("main/openai-codex:me");
  });

  test("of another refresh token is another login", async () => {
    const { ctx, gatewayId } = twoGateways(login(3, "rt-FAKE-another"));
    expect(await sharedOf(ctx, gatewayId)).toEqual([]);
  });

  test("by a command line tool of the gateway’s user is named by its file, and no token is shown", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir: folder } = testGateway(ctx, { stores: { main: login(1) } });
    const tool = path.join(path.dirname(folder), ".codex");
    mkdirSync(tool);
    const auth = { tokens: { refresh_token: FAKE.oauthRefresh, access_token: "at-FAKE" } };
    writeFileSync(path.join(tool, "auth.json"), JSON.stringify(auth));
    const shared = await sharedOf(ctx, gatewayId);
    expect(shared).toMatchObject([{ params: { places: "main/openai-codex:me, ~/.codex/auth.json" } }]);
    expect(JSON.stringify(shared)).not.toContain("FAKE");
    writeFileSync(path.join(tool, "auth.json"), "{ oops");
    expect(await sharedOf(ctx, gatewayId)).toEqual([]);
  });
});
