import { describe, expect, test } from "vitest";
import { checkCode, modelsStatus, type StatusDocument } from "#lib/domain/models-status.ts";
import { statusLines } from "#lib/domain/models-status-text.ts";
import { resolveConfigRefs } from "#lib/openclaw/config-refs.ts";
import { evaluateByCommand } from "#lib/openclaw/evaluation.ts";
import { runLoginShell } from "#lib/openclaw/login-shell.ts";
import { readGatewayState } from "#lib/openclaw/state-dir.ts";
import { shortened, statusFacts } from "#lib/openclaw/status-facts.ts";
import { layOutCase, type Recorded, recordedCases } from "#lib/testing/recorded-cases.ts";

type Said = { exitCode: number; json?: unknown; stdout?: string };
type Provider = {
  order: string[];
  eligibility: Record<string, string>;
  runtime: { source?: string; mode?: string };
};
type Expected = {
  status: Record<string, Said>;
  check: Record<string, Said>;
  effective: { configError?: string; agents: Record<string, { providers: Record<string, Provider> }> };
};
type Fixture = Recorded<Expected>;

const recorded = recordedCases<Expected>();
const permission = (home: string) => ({ cwd: home, mayRunCommands: true });

describe("a recorded state directory", () => {
  test.each(recorded)("$name has the status that OpenClaw printed", async (fixture) => {
    for (const [agent, said] of Object.entries(fixture.expected.status)) {
      const { document, text, home } = await statusOf(fixture, agent);
      if (said.json === undefined) expect(document).toBeNull();
      else expect(normal(document, home)).toEqual(normal(said.json, home));
      expectCheck(document, text, fixture.expected.check[agent], home);
    }
  });

  test.each(recorded)("$name has the order and the credential that OpenClaw used", async (fixture) => {
    if (fixture.expected.effective.configError) return;
    for (const [agent, { providers }] of Object.entries(fixture.expected.effective.agents)) {
      const { state, reading, home } = read(fixture, agent);
      if (!reading.ok) throw new Error(reading.refusal.code);
      for (const [provider, answer] of Object.entries(providers)) {
        const found = await evaluateByCommand(provider, { ...reading, state, ...permission(home) });
        expect(found.order).toEqual(answer.order);
        expect(found.eligibility).toEqual(answer.eligibility);
        const { source, mode } = found.runtime.used ?? {};
        expect({ source, mode }).toEqual({ source: answer.runtime.source, mode: answer.runtime.mode });
      }
    }
  });
});

function expectCheck(
  document: StatusDocument | null,
  text: string,
  said: Said | undefined,
  home: string,
): void {
  if (!said) return;
  expect(document ? checkCode(document) : 1).toBe(said.exitCode);
  if (document) expect(normal(text, home)).toBe(normal(withoutLog(said.stdout ?? ""), home));
}

function read(fixture: Fixture, agent: string) {
  const { home, stateDir, env } = layOutCase(fixture);
  const options = { env, home, cwd: home, nowMs: fixture.nowMs, runLoginShell };
  const state = readGatewayState(stateDir, options);
  const reading = statusFacts(state, agent === "(default)" ? null : agent, fixture.nowMs);
  return { state, reading, home };
}

async function statusOf(fixture: Fixture, agent: string) {
  const { state, reading, home } = read(fixture, agent);
  if (!reading.ok) return { document: null, text: "", home };
  const resolved = await resolveConfigRefs(reading.facts, state, permission(home));
  if (!resolved.ok) return { document: null, text: "", home };
  const document = modelsStatus(resolved.facts);
  const text = statusLines(document, (file) => shortened(file, state.home)).join("\n");
  return { document, text: `${text}\n`, home };
}

/** OpenClaw's mask and ours, which shows less. */
const MASKED = /(?<![A-Za-z0-9_-])(?:[^\s"=:,()[\]]{0,8}\.\.\.[^\s"=,()[\]]{1,8}|•{4}|…[^\s"=,()[\]]{1,4})/gu;

/** As it stands in a file, the order of members included. */
function normal(value: unknown, home: string): string {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 1);
  return text.replaceAll(home, "__HOME__").replaceAll(MASKED, "<masked>");
}

/** OpenClaw prints log lines before its text; ours has none. */
function withoutLog(stdout: string): string {
  return stdout.slice(stdout.indexOf("Config   "));
}
