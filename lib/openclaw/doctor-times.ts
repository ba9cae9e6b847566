import type { TimeFact } from "#lib/domain/doctor-facts.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import { readBoundedText } from "#lib/openclaw/bounded-file.ts";
import { isJsonObject, textMember } from "#lib/openclaw/own-member.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

const LOCK_BYTES_MAX = 4096;

/** Every time that a gateway's files say, to be compared with the clock: of changes, of locks, of use. */
export function timesOf({ agents, config }: GatewayState): TimeFact[] {
  const changed = [...config.filesRead, ...agents.flatMap(({ file }) => file ?? [])];
  const ofFiles = changed.map(
    ({ path, mtimeMs }): TimeFact => ({
      what: "changed",
      atMs: mtimeMs,
      file: path,
      agentId: null,
      profileId: null,
    }),
  );
  return [...ofFiles, ...agents.flatMap(lockTime), ...agents.flatMap(usageTimes)];
}

function lockTime({ agentId, storePath }: AgentState): TimeFact[] {
  if (storePath === null) return [];
  const file = `${storePath}.lock`;
  const read = readBoundedText(file, { within: null, bytesMax: LOCK_BYTES_MAX });
  const atMs = read.kind === "text" ? createdAtMs(read.text) : Number.NaN;
  return Number.isFinite(atMs) ? [{ what: "locked", atMs, file, agentId, profileId: null }] : [];
}

function createdAtMs(text: string): number {
  try {
    const payload: unknown = JSON.parse(text);
    return isJsonObject(payload) ? Date.parse(textMember(payload, "createdAt") ?? "") : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

function usageTimes({ agentId, storePath, store }: AgentState): TimeFact[] {
  if (storePath === null) return [];
  return [...(store?.usageStats ?? [])].flatMap(([profileId, { lastUsed, lastFailureAt }]) => {
    const at = (what: TimeFact["what"], atMs: number | undefined): TimeFact[] =>
      atMs === undefined ? [] : [{ what, atMs, file: storePath, agentId, profileId }];
    return [...at("last_used", lastUsed), ...at("last_failure", lastFailureAt)];
  });
}
