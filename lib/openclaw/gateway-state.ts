import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import type { GatewayConfig } from "#lib/openclaw/config-file.ts";
import type { Finding, FindingCode } from "#lib/openclaw/finding.ts";
import type { EnvVariable } from "#lib/openclaw/gateway-environment.ts";
import type { LoginShellPlan } from "#lib/openclaw/login-shell.ts";
import type { RefOutcome } from "#lib/openclaw/secret-resolution.ts";

export type ReportedFacts = {
  /** How each reference that stands there resolves, by `refKey`. Values stay on that host. */
  outcomes: ReadonlyMap<string, RefOutcome>;
  hasGcloudCredentials: boolean;
  resolver: ReportedResolver;
};

/** The resolver on the gateway's host; `url` is the console's address in its settings, null without any. */
export type ReportedResolver = {
  command: string;
  isInstalled: boolean;
  isCurrent: boolean;
  url: string | null;
};

/** A gateway as it was read: its config, agents, environment and whatever is to be said of its files. */
export type GatewayState = {
  /** With links resolved; as given when it cannot be resolved. */
  stateDir: string;
  /** As given, which is how OpenClaw would write it. */
  givenStateDir: string;
  /**
   * Why there is no state directory to read. A missing one still has `main` and the paths OpenClaw would
   * use, as before its first start; with any other problem every list is empty.
   */
  problem: FindingCode | null;
  ownerUid: number | null;
  /**
   * Credentials of releases that keep them in SQLite are not read; `sqliteFiles` are the files that show it. What such
   * a gateway says when it is asked is `observation`, and then `agents` are made of that.
   */
  storage: "auth-profiles-json" | "sqlite";
  sqliteFiles: string[];
  observation: GatewayObservation | null;
  /** What only the gateway's own host knows, when it sent this; null when the files are on this one. */
  reported: ReportedFacts | null;
  config: GatewayConfig;
  agents: AgentState[];
  /** See `ReadAgents`. */
  mainDir: AgentState | null;
  defaultAgentId: string;
  /** The store that the others inherit from, as a path. */
  mainStorePath: string | null;
  environment: EnvVariable[];
  loginShell: LoginShellPlan & { appliedKeys: string[] };
  /** The home that paths are shown relative to, and what OpenClaw writes for it; null when unknown. */
  home: { dir: string; prefix: "~" | "$OPENCLAW_HOME" } | null;
  findings: Finding[];
};
