import { readFileSync } from "node:fs";
import path from "node:path";
import { checkCode, modelsStatus } from "#lib/domain/models-status.ts";
import { gatewayReading } from "#lib/openclaw/gateway-reader.ts";
import { readGatewayState } from "#lib/openclaw/state-dir.ts";
import { statusFacts } from "#lib/openclaw/status-facts.ts";
import type { Round } from "./console-folder.ts";

type Stored = { profiles: Record<string, { type: string; provider: string; expires?: number }> };

/** A state dir's status from its files: read, checked, evaluated by every rule, down to the exit code. */
export function statusSubject(stateDir: string, nowMs: number): Round {
  return round(() => {
    const facts = factsOf(stateDir, nowMs);
    return checkCode(modelsStatus(facts));
  });
}

/** The rules alone, on what was read before. */
export function rulesSubject(stateDir: string, nowMs: number): Round {
  const facts = factsOf(stateDir, nowMs);
  return round(() => checkCode(modelsStatus(facts)));
}

/** The same file parsed, and one look at each of its rows. */
export function parsingFloor(stateDir: string, nowMs: number): Round {
  return round(() => looked(parsed(stateDir), nowMs));
}

/** One look at each row that is parsed already. */
export function rowsFloor(stateDir: string, nowMs: number): Round {
  const store = parsed(stateDir);
  return round(() => looked(store, nowMs));
}

const round = (work: () => number): Round => ({ prepare: () => work, clean: () => undefined });

function factsOf(stateDir: string, nowMs: number) {
  const reading = statusFacts(readGatewayState(stateDir, gatewayReading({ stateDir })), null, nowMs);
  if (!reading.ok) throw new Error("The state dir was refused.");
  return reading.facts;
}

function parsed(stateDir: string): Stored {
  return JSON.parse(readFileSync(path.join(stateDir, "agents/main/agent/auth-profiles.json"), "utf8"));
}

function looked({ profiles }: Stored, nowMs: number): number {
  let over = 0;
  for (const { type, expires } of Object.values(profiles))
    if (type === "token" && expires !== undefined && expires <= nowMs) over += 1;
  return over;
}
