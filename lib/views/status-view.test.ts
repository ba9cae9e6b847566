import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { pasteToken, pasteTokenInput } from "#lib/operations/paste-token.ts";
import { testContext } from "#lib/testing/context.ts";
import { testDatabaseGateway } from "#lib/testing/database-gateway.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { statusCellView } from "#lib/views/status-cell-view.ts";
import { statusView } from "#lib/views/status-view.ts";

const DAY_MS = 86_400_000;

function oneGateway(stores: Record<string, unknown> = {}) {
  const ctx = testContext();
  const { gatewayId, stateDir } = testGateway(ctx, { stores });
  const status = (nowMs = NOW_MS) => statusView({ ...ctx, nowMs }).gateways[0];
  const token = (expiresAtMs: string) =>
    pasteToken(
      ctx,
      pasteTokenInput(NOW_MS).parse({
        ...{ gatewayId, agentId: "main", provider: "github-copilot", expiresAtMs },
        secret: FAKE.apiKey,
        label: "",
        email: "",
      }),
    );
  return { ctx, gatewayId, stateDir, status, token };
}

test("a gateway that nothing is held for is to be imported", () => {
  const { status } = oneGateway();
  expect(status()).toMatchObject({ nextStep: "import", profileCount: 0, agentCount: 1 });
});

test("what is not on the gateway yet is to be published", () => {
  const { ctx, gatewayId, status } = oneGateway();
  const key = { gatewayId, agentId: "main", provider: "openai", secret: FAKE.apiKey };
  addApiKey(ctx, AddApiKeyInput.parse(key));
  expect(status()).toMatchObject({ nextStep: "publish", usable: 1, unpublished: 1, unusable: [] });
});

test("a token within two weeks of its end is expiring, and from its end on unusable before anything else", () => {
  const { status, token } = oneGateway();
  token("20d");
  expect(status()).toMatchObject({ usable: 1, expiring: [] });
  expect(status(NOW_MS + 6 * DAY_MS)?.expiring.map((profile) => profile.profileId)).toEqual([
    "github-copilot:manual",
  ]);
  expect(status(NOW_MS + 20 * DAY_MS)).toMatchObject({
    nextStep: "replace_unusable",
    usable: 0,
    expiring: [],
    unusable: [{ reason: "expired", count: 1 }],
  });
});

test("an OAuth login is usable and never expiring", () => {
  const oauth = { type: "oauth", provider: "openai-codex", refresh: FAKE.oauthRefresh, expires: NOW_MS + 1 };
  const { ctx, gatewayId, status } = oneGateway({
    main: { version: 1, profiles: { "openai-codex:me": oauth } },
  });
  importGateway(ctx, gatewayId);
  expect(status()).toMatchObject({ usable: 1, expiring: [], unpublished: 0, nextStep: "nothing" });
});

test("a state dir that cannot be read comes first", () => {
  const { status, stateDir, token } = oneGateway();
  token("20d");
  rmSync(stateDir, { recursive: true });
  expect(status()).toMatchObject({ nextStep: "mend_state_dir", agentCount: null, profileCount: 1 });
});

test("a store that does not parse is to be mended, not filled or published to", () => {
  const { ctx, gatewayId, status, stateDir, token } = oneGateway({ main: { version: 1, profiles: {} } });
  token("20d");
  writeFileSync(path.join(stateDir, "agents/main/agent/auth-profiles.json"), '{ "profiles": { oops');
  expect(status()).toMatchObject({ nextStep: "mend_file", profileCount: 1 });
  const rows = statusView(ctx).page.rows;
  expect(rows.map(({ state, cause, step }) => ({ state, cause, step }))).toEqual([
    { state: "missing", cause: "unreadable_store", step: { kind: "doctor" } },
  ]);
  expect(statusCellView(ctx, { gatewayId, agentId: "main", provider: "anthropic" })?.row.cause).toBe(
    "unreadable_store",
  );
});

test("a gateway that keeps its credentials in databases is asked first", () => {
  const { status, stateDir } = oneGateway({ main: { version: 1, profiles: {} } });
  writeFileSync(path.join(stateDir, "agents/main/agent/openclaw-agent.sqlite"), "");
  expect(status()?.nextStep).toBe("ask_gateway");
});

test("what a gateway said of itself is its status, and nothing of it is offered for taking over", async () => {
  const ctx = testContext();
  const plain = { type: "api_key", provider: "anthropic", ref: null } as const;
  const agents = { main: { profiles: { "anthropic:default": plain }, orders: {} } };
  const { gatewayId } = testDatabaseGateway(ctx, { agents });
  await askGatewayAgain(ctx, gatewayId);
  const view = statusView(ctx);
  expect(view.page.rows.find((row) => row.provider === "anthropic")).toMatchObject({
    agentId: "main",
    state: "healthy",
    effective: { profileId: "anthropic:default" },
  });
  expect(view.gateways).toMatchObject([{ nextStep: "add" }]);
  const cell = statusCellView(ctx, { gatewayId, agentId: "main", provider: "anthropic" });
  expect(cell?.profiles.rows).toMatchObject([{ source: { kind: "inline", shown: "••••" } }]);
  // The model of its config is another provider’s, for which it has nothing.
  expect(statusView(ctx).page.rows.find((row) => row.provider === "fake")).toMatchObject({
    inUse: true,
    state: "missing",
  });
});
