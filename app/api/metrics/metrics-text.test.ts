import { expect, test } from "vitest";
import { metricsText } from "#app/api/metrics/metrics-text.ts";
import { ALERT_KINDS } from "#lib/domain/alert-condition.ts";
import type { ConsoleHealth } from "#lib/operations/console-health.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { recordConsoleUrl } from "#lib/operations/record-console-url.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { startProbes } from "#lib/operations/start-probes.ts";
import { watchAlerts } from "#lib/operations/watch-alerts.ts";
import { testChannelOf } from "#lib/testing/alerts.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, type StateFiles, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { probeResult } from "#lib/testing/probe-result.ts";
import { metricsView } from "#lib/views/metrics-view.ts";

const HEALTH: ConsoleHealth = {
  version: "1.2.3",
  isVaultReady: false,
  isVaultSealed: false,
  auditFault: { id: 7, fault: "truncated" },
  logBytes: 4096,
  isBackupFailed: true,
};
const token = (provider: string, expires: number) => ({
  type: "token",
  provider,
  token: FAKE.setupToken,
  expires,
});
const key = (provider: string) => ({ type: "api_key", provider, key: FAKE.apiKey });

const STORE = {
  version: 1,
  profiles: {
    "anthropic:ada@example.test": token("anthropic", NOW_MS + 5_000),
    "anthropic:old": token("anthropic", NOW_MS - 5_000),
    "openai:a": key("OpenAI"),
    "openai:b": key("openai"),
    "codex:me": {
      type: "oauth",
      provider: "openai-codex",
      access: FAKE.oauthRefresh,
      refresh: FAKE.oauthRefresh,
      expires: NOW_MS,
    },
    "sk-FAKE:x": key("sk-FAKE-pasted-where-a-provider-belongs"),
  },
  usageStats: {
    "openai:a": { cooldownUntil: NOW_MS + 60_000 },
    "openai:b": { disabledUntil: NOW_MS + 60_000, disabledReason: "billing" },
  },
};

async function linesOf(ctx: TestContext): Promise<string[]> {
  const text = await metricsText(metricsView(ctx, null), HEALTH);
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

async function scraped(files: StateFiles): Promise<string[]> {
  const ctx = testContext();
  testGateway(ctx, files);
  return linesOf(ctx);
}

test("a scrape counts profiles by state and names none of them", async () => {
  const lines = await scraped({ stores: { main: STORE } });
  const of = (provider: string, type: string) =>
    `gateway="local",agent="main",provider="${provider}",type="${type}"`;
  expect(lines).toEqual([
    'clawkeep_build_info{version="1.2.3"} 1',
    "clawkeep_vault_ok 0",
    "clawkeep_vault_sealed 0",
    "clawkeep_audit_ok 0",
    "clawkeep_database_log_bytes 4096",
    "clawkeep_backup_ok 0",
    "clawkeep_profile_groups_dropped 0",
    'clawkeep_gateway_readable{gateway="local"} 1',
    'clawkeep_check_exit_code{gateway="local"} 1',
    'clawkeep_resolver_calls_total{gateway="local"} 0',
    'clawkeep_resolver_secrets_total{gateway="local",outcome="resolved"} 0',
    'clawkeep_resolver_secrets_total{gateway="local",outcome="refused"} 0',
    ...ALERT_KINDS.map((kind) => `clawkeep_alerts{gateway="local",kind="${kind}"} 0`),
    ...["pending", "sent", "failed", "abandoned"].map((state) => `clawkeep_deliveries{state="${state}"} 0`),
    `clawkeep_profiles{${of("anthropic", "token")},state="expiring"} 1`,
    `clawkeep_profiles{${of("anthropic", "token")},state="expired"} 1`,
    `clawkeep_profiles{${of("openai", "api_key")},state="static"} 2`,
    `clawkeep_profiles{${of("openai-codex", "oauth")},state="ok"} 1`,
    `clawkeep_profiles{${of("…", "api_key")},state="static"} 1`,
    `clawkeep_profiles_held_back{${of("openai", "api_key")},kind="cooldown"} 1`,
    `clawkeep_profiles_held_back{${of("openai", "api_key")},kind="disabled"} 1`,
    `clawkeep_earliest_expiry_timestamp_seconds{${of("anthropic", "token")}} ${(NOW_MS - 5_000) / 1000}`,
  ]);
  expect(lines.join("\n")).not.toMatch(/ada@|FAKE/);
});

test("every metric says what it is", async () => {
  const text = await metricsText(metricsView(testContext(), null), HEALTH);
  const helped = [...text.matchAll(/^# HELP (\w+) (.+\.)$/gm)].map(([, name]) => name);
  const typed = [...text.matchAll(/^# TYPE (\w+) (?:gauge|counter)$/gm)].map(([, name]) => name);
  expect(helped).toEqual(typed);
  expect(helped.every((name) => name?.startsWith("clawkeep_"))).toBe(true);
  expect(helped).toHaveLength(20);
});

test("publishing and fetching are counted", async () => {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  recordConsoleUrl(ctx.runtime.operationContext({ kind: "system" }, NOW_MS), "http://127.0.0.1:3210");
  await publishGateway(ctx, gatewayId, async () => ({ kind: "by_hand", command: "openclaw secrets reload" }));
  const lines = await linesOf(ctx);
  expect(lines).toContain('clawkeep_publications_started_total{gateway="local",kind="publish"} 1');
  expect(lines).toContain('clawkeep_publications_finished_total{gateway="local",kind="publish"} 1');
  expect(lines).toContain(
    `clawkeep_last_publication_timestamp_seconds{gateway="local",kind="publish"} ${NOW_MS / 1000}`,
  );
});

test("series are bounded, the same are left out each time, and the answer says how many groups", async () => {
  const profiles = Object.fromEntries(
    Array.from({ length: 2_005 }, (_, at) => [`p${at}:x`, key(`p${String(at).padStart(4, "0")}`)]),
  );
  const lines = await scraped({ stores: { main: { version: 1, profiles } } });
  expect(lines).toContain("clawkeep_profile_groups_dropped 5");
  expect(lines.filter((line) => line.startsWith("clawkeep_profiles{"))).toHaveLength(2_000);
  expect(lines.join("\n")).not.toContain("p2004");
});

test("a gateway that cannot be read is there as such", async () => {
  const lines = await scraped({ config: "{" });
  expect(lines).toContain('clawkeep_gateway_readable{gateway="local"} 0');
  expect(lines).toContain('clawkeep_check_exit_code{gateway="local"} 1');
});

test("a scrape counts credentials by the result of their last probe", async () => {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx, { stores: { main: STORE } });
  for (let round = 0; round < 2; round += 1) {
    const { sweepId } = startProbes(ctx, { gatewayId });
    await runProbes(ctx, sweepId, { clock: () => NOW_MS, ask: async () => probeResult({ status: "auth" }) });
  }
  const lines = (await linesOf(ctx)).filter((line) => line.startsWith("clawkeep_last_probes"));
  expect(lines).toEqual([
    'clawkeep_last_probes{gateway="local",result="auth"} 3',
    'clawkeep_last_probes{gateway="local",result="skipped"} 3',
  ]);
});

test("a scrape counts alerts by kind and messages by state, and those of all gateways only for who may know them", async () => {
  const ctx = testContext({ kind: "system" });
  testChannelOf(ctx);
  const profiles = { "anthropic:work": token("anthropic", NOW_MS) };
  const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles } } });
  watchAlerts(ctx, "here");
  const lines = await linesOf(ctx);
  expect(lines.filter((line) => line.startsWith("clawkeep_alerts{") && !line.endsWith(" 0"))).toEqual([
    'clawkeep_alerts{gateway="local",kind="expired"} 1',
  ]);
  expect(lines.filter((line) => line.startsWith("clawkeep_deliveries{"))).toEqual([
    'clawkeep_deliveries{state="pending"} 1',
    'clawkeep_deliveries{state="sent"} 0',
    'clawkeep_deliveries{state="failed"} 0',
    'clawkeep_deliveries{state="abandoned"} 0',
  ]);
  expect(metricsView(ctx, gatewayId).deliveries).toBeNull();
});
