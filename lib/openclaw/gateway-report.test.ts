import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { modelsStatus } from "#lib/domain/models-status.ts";
import { resolveConfigRefs } from "#lib/openclaw/config-refs.ts";
import { gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { gatewayReport } from "#lib/openclaw/gateway-report.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { runLoginShell } from "#lib/openclaw/login-shell.ts";
import { GatewayReport } from "#lib/openclaw/report-schema.ts";
import { readGatewayState } from "#lib/openclaw/state-dir.ts";
import { statusFacts } from "#lib/openclaw/status-facts.ts";
import { FAKE, stateDir } from "#lib/testing/gateway.ts";
import { layOutCase, recordedCases } from "#lib/testing/recorded-cases.ts";

const RESOLVER = { command: "/x/clawkeep-resolver.cjs", isInstalled: false, isCurrent: false, url: null };

const sent = (state: GatewayState): string => JSON.stringify(gatewayReport(state, RESOLVER));

/** As the console has it: over the wire, checked, and read as a gateway is. */
function received(text: string): GatewayState {
  const report = JSON.stringify(GatewayReport.parse(JSON.parse(text)));
  return readGateway({ stateDir: "elsewhere:/x", report });
}

const recorded = recordedCases<unknown>();

describe("a recorded state directory on another host", () => {
  test.each(recorded)("$name is shown as it would be on its own", async (fixture) => {
    const { home, stateDir: folder, env } = layOutCase(fixture);
    const options = { env, home, cwd: home, nowMs: fixture.nowMs, runLoginShell };
    const there = readGatewayState(folder, options);
    const here = received(sent(there));
    for (const agentId of [null, ...there.agents.map((agent) => agent.agentId)]) {
      expect(await statusOf(here, agentId, fixture.nowMs)).toBe(
        await statusOf(there, agentId, fixture.nowMs),
      );
    }
    expect(verdicts(here, fixture.nowMs)).toEqual(verdicts(there, fixture.nowMs));
    expect(here.findings).toEqual(there.findings);
  });
});

async function statusOf(state: GatewayState, agentId: string | null, nowMs: number): Promise<string> {
  const reading = statusFacts(state, agentId, nowMs);
  if (!reading.ok) return JSON.stringify(reading.refusal);
  const resolved = await resolveConfigRefs(reading.facts, state, { cwd: null, mayRunCommands: false });
  if (!resolved.ok) return JSON.stringify(resolved.refusal);
  return JSON.stringify(modelsStatus(resolved.facts), null, 1).replaceAll(MASK, "<masked>");
}

const MASK = /•{4}|…[^\s"=,()[\]]{1,4}/gu;

function verdicts(state: GatewayState, nowMs: number) {
  return gatewayCells(state, nowMs).map(({ agent, provider, inUse, verdict, evaluation }) => ({
    agentId: agent.agentId,
    provider,
    inUse,
    cause: verdict.cause,
    order: evaluation.order,
    used: evaluation.runtime.used?.source,
  }));
}

test("no secret of a store, a config or an environment file leaves the host", () => {
  const canary = (place: string) => `sk-CANARY-${place}-0123456789abcdef`;
  const folder = stateDir({
    config: JSON.stringify({
      env: { vars: { OPENAI_API_KEY: canary("env-block") } },
      gateway: { auth: { token: canary("gateway-token") } },
      channels: { telegram: { botToken: canary("channel") } },
      agents: {
        defaults: { model: "openai/gpt-5.4", memorySearch: { remote: { apiKey: canary("memory") } } },
      },
      models: {
        providers: {
          own: {
            baseUrl: `https://user:${canary("url")}@models.example/v1?key=${canary("query")}`,
            apiKey: canary("config"),
            headers: { "x-key": canary("header") },
            models: [],
          },
        },
      },
      secrets: {
        providers: {
          clawkeep: { source: "exec", command: "/x/y", env: { TOKEN: canary("provider-env") } },
          other: { source: "exec", command: "/x/z", args: [canary("argument")] },
        },
      },
    }),
    stores: {
      main: {
        version: 1,
        profiles: {
          "openai:work": { type: "api_key", provider: "openai", key: canary("key") },
          "anthropic:t": { type: "token", provider: "anthropic", token: canary("token") },
          "openai:o": {
            type: "oauth",
            provider: "openai",
            access: canary("access"),
            refresh: canary("refresh"),
            expires: 1,
          },
        },
      },
    },
  });
  writeFileSync(path.join(folder, ".env"), `ANTHROPIC_API_KEY=${canary("env-file")}\n`, { mode: 0o600 });
  mkdirSync(path.join(folder, "files"));
  const text = sent(readGateway({ stateDir: folder }));
  expect(text).toContain("openai:work");
  expect(text).not.toContain("CANARY");
  expect(received(text).agents[0]?.effective.profiles.get("openai:work")?.inline).toBe("held_by_gateway");
});

test("what another host says makes nothing on this one be looked up", () => {
  const folder = stateDir({
    config: JSON.stringify({ secrets: { providers: { files: { source: "file", path: "~/keys.json" } } } }),
    stores: {
      main: {
        version: 1,
        profiles: {
          "openai:f": {
            type: "api_key",
            provider: "openai",
            keyRef: { source: "file", provider: "files", id: "/openai" },
          },
        },
      },
    },
  });
  const keys = path.join(path.dirname(folder), "keys.json");
  const there = sent(readGatewayState(folder, { env: {}, home: path.dirname(folder), cwd: null }));
  writeFileSync(keys, JSON.stringify({ openai: FAKE.apiKey }), { mode: 0o600 });
  const [cell] = gatewayCells(received(there), 0);
  const ref = { source: "file" as const, provider: "files", id: "/openai" };
  expect(cell?.outcomeOf(ref)).toMatchObject({ ok: false });
});

test("a report that is not one is refused", () => {
  expect(GatewayReport.safeParse({ version: 1 }).success).toBe(false);
  const report = JSON.parse(sent(readGateway({ stateDir: stateDir() })));
  expect(GatewayReport.safeParse({ ...report, extra: true }).success).toBe(false);
  expect(GatewayReport.safeParse(report).success).toBe(true);
});
