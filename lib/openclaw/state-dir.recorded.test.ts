import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { profileEligibility } from "#lib/domain/credential-eligibility.ts";
import { resolveProfileOrder } from "#lib/domain/profile-order.ts";
import { runLoginShell } from "#lib/openclaw/login-shell.ts";
import { type GatewayState, readGatewayState } from "#lib/openclaw/state-dir.ts";
import { filesBelow, layOutCase, type Recorded, recordedCases } from "#lib/testing/recorded-cases.ts";

type ProviderRecord = {
  order: string[];
  eligibility: Record<string, string>;
  runtime: { source?: string; apiKey?: string | null };
};
type Expected = {
  status: Record<
    string,
    { json?: { auth: { shellEnvFallback: { enabled: boolean; appliedKeys: string[] } } } }
  >;
  effective?: { configError?: string; agents: Record<string, AgentRecord> };
};
type AgentRecord = { providers: Record<string, ProviderRecord>; profiles: Record<string, unknown> };
type Fixture = Recorded<Expected>;

const recorded = recordedCases<Expected>();

describe("a recorded state directory", () => {
  test.each(recorded)("$name is read as OpenClaw read it, and left as it was", (fixture) => {
    const { state, before, after } = readFixture(fixture);
    const agents = Object.entries(fixture.expected.effective?.agents ?? {});
    expect(agents.length).toBeGreaterThan(0);
    for (const [agentId, record] of agents) expectAgent(state, agentId, record, fixture);
    const shell = fixture.expected.status["(default)"]?.json?.auth.shellEnvFallback;
    if (shell) expect(state.loginShell).toMatchObject(shell);
    expect(after).toEqual(before);
  });

  test.each(recorded)("$name shows none of its secrets", (fixture) => {
    const { state, secrets } = readFixture(fixture);
    const shown = `${JSON.stringify(state)} ${JSON.stringify(state.findings)} ${String(state.environment[0]?.value)}`;
    for (const secret of secrets) expect(shown).not.toContain(secret.slice(0, 12));
  });

  test("with a config that is not JSON5 says where it ends, and still has its profiles", () => {
    const { state } = readFixture(named("46-malformed-config"));
    expect(state.config.status).toBe("malformed");
    expect(state.findings).toContainEqual(
      expect.objectContaining({
        code: "config_syntax",
        line: 1,
        column: 23,
        params: { reason: "unexpected_end" },
      }),
    );
    expect(state.agents[0]?.store?.profiles.size).toBe(3);
  });

  test("with a store that is not JSON is never just an agent without profiles", () => {
    const { state } = readFixture(named("45-malformed-store"));
    expect(state.agents[0]).toMatchObject({ agentId: "main", status: "malformed", store: null });
    const severities = state.findings.map(({ code, severity }) => `${severity} ${code}`);
    expect(severities).toEqual(["error json_syntax", "warning store_malformed_empty"]);
  });

  test("in which a second agent's store is malformed says that OpenClaw would overwrite it", {
    tags: ["I01"],
  }, () => {
    const { state } = readFixture(named("42-agent-malformed"));
    const work = state.agents.find(({ agentId }) => agentId === "work");
    expect(work).toMatchObject({ status: "malformed", store: null, inheritsFromMain: true, isDefault: true });
    expect(state.findings.map(({ code }) => code)).toContain("store_malformed_inherited");
  });
});

function expectAgent(state: GatewayState, recordedId: string, record: AgentRecord, fixture: Fixture): void {
  const agentId = recordedId === "(default)" ? "main" : recordedId;
  const agent = state.agents.find((candidate) => candidate.agentId === agentId);
  const effective = agent?.effective;
  if (!effective) throw new Error(`The agent ${agentId} was not found.`);
  // For the largest case the recording left out what single profiles resolve to.
  const recordedIds = Object.keys(record.profiles);
  if (effective.profiles.size < 100)
    expect([...effective.profiles.keys()].sort()).toEqual(recordedIds.sort());
  expect(agent.effectiveIsCertain).toBe(true);

  for (const [provider, answer] of Object.entries(record.providers)) {
    const input = { store: effective, config: state.config.auth, provider, nowMs: fixture.nowMs };
    if (!fixture.expected.effective?.configError)
      expect(resolveProfileOrder(input).order).toEqual(answer.order);
    for (const [profileId, reason] of Object.entries(answer.eligibility)) {
      const profile = effective.profiles.get(profileId) ?? null;
      const configEntry = state.config.auth.profiles.get(profileId) ?? null;
      const facts = { profile, provider, configEntry, nowMs: fixture.nowMs };
      expect(profileEligibility(facts)).toBe(reason);
    }
    expectEnvironment(state, answer);
  }
}

/** `env: NAME` in a recording means that this variable held this key. */
function expectEnvironment(state: GatewayState, { runtime }: ProviderRecord): void {
  const name = /^(?:shell )?env: (\S+)$/.exec(runtime.source ?? "")?.[1];
  if (name === undefined || !runtime.apiKey) return;
  const winner = state.environment.find((variable) => variable.name === name && variable.wins);
  expect(winner?.value.reveal()).toBe(runtime.apiKey);
}

function named(name: string): Fixture {
  const found = recorded.find((fixture) => fixture.name === name);
  if (!found) throw new Error(`The recorded state directory ${name} is missing.`);
  return found;
}

function readFixture(fixture: Fixture) {
  const { home, stateDir, env } = layOutCase(fixture);
  const before = digest(home);
  const options = { env, home, cwd: home, nowMs: fixture.nowMs, runLoginShell };
  const state = readGatewayState(stateDir, options);
  return { state, before, after: digest(home), secrets: secretsBelow(home) };
}

function digest(dir: string): string[] {
  return filesBelow(dir).map((file) => {
    const bytes = fs.readFileSync(path.join(dir, file));
    const { mode, mtimeMs } = fs.statSync(path.join(dir, file));
    return `${file} ${mode.toString(8)} ${mtimeMs} ${createHash("sha256").update(bytes).digest("hex")}`;
  });
}

function secretsBelow(dir: string): string[] {
  const texts = filesBelow(dir).map((file) => fs.readFileSync(path.join(dir, file), "utf8"));
  const secret = /(?:sk-FAKE|sk-ant-[a-z0-9]+-FAKE|FAKE)[A-Za-z0-9_-]{8,}/g;
  return [...new Set(texts.flatMap((text) => [...text.matchAll(secret)].map((match) => match[0])))];
}
