import path from "node:path";
import type { SessionChoice } from "#lib/domain/session-pin.ts";
import { type PathContext, resolveUserPath } from "#lib/openclaw/config-location.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { readParsed } from "#lib/openclaw/json-file.ts";
import { parseJsonObject } from "#lib/openclaw/json-object.ts";
import { isJsonObject, type JsonObject, ownMember, textMember } from "#lib/openclaw/own-member.ts";

/** Chats of years; a larger file is not read. */
const SESSIONS_BYTES_MAX = 64 * 1024 * 1024;

/** One entry of an agent's session store: which model and profile it asked for, and when it last changed. */
export type StoredSession = SessionChoice & { sessionKey: string; updatedAtMs: number | null };

export type SessionStore = {
  agentId: string;
  /** Null when the config names a place that cannot be known here. */
  file: string | null;
  status: "ok" | "absent" | "malformed" | "unreadable";
  sessions: StoredSession[];
};

/**
 * Reads the sessions of one agent: `agents/<id>/sessions/sessions.json`, or what `session.store` names. What was said in
 * them is in other files, which are not read. Never writes.
 *
 * Source: OpenClaw 2026.3.13, `resolveStorePath` and `loadSessionStore` in its bundle.
 */
export function readSessions(
  state: Pick<GatewayState, "stateDir" | "ownerUid" | "config">,
  agentId: string,
  context: PathContext,
): SessionStore {
  const file = sessionFile(state, agentId, context);
  if (file === null) return { agentId, file, status: "unreadable", sessions: [] };
  const limits = { within: state.stateDir, ownerUid: state.ownerUid, bytesMax: SESSIONS_BYTES_MAX };
  const read = readParsed(file, limits, parseJsonObject);
  if (read.kind !== "parsed") return { agentId, file, status: read.kind, sessions: [] };
  const sessions = Object.keys(read.value.object).flatMap((sessionKey): StoredSession[] => {
    const entry = ownMember(read.value.object, sessionKey);
    return isJsonObject(entry) ? [sessionOf(sessionKey, entry)] : [];
  });
  return { agentId, file, status: "ok", sessions };
}

function sessionFile(
  { stateDir, config }: Pick<GatewayState, "stateDir" | "config">,
  agentId: string,
  context: PathContext,
): string | null {
  const named = config.document.get(["session", "store"]);
  if (typeof named !== "string" || named === "") {
    return path.join(stateDir, "agents", agentId, "sessions/sessions.json");
  }
  return resolveUserPath(named.replaceAll("{agentId}", agentId), context);
}

/** What an entry of a session store says. */
export function sessionOf(sessionKey: string, entry: JsonObject): StoredSession {
  const text = (key: string) => textMember(entry, key) ?? undefined;
  const number = (key: string) => {
    const value = ownMember(entry, key);
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  };
  const source = text("authProfileOverrideSource");
  return {
    sessionKey,
    providerOverride: text("providerOverride"),
    modelOverride: text("modelOverride"),
    model: text("model"),
    modelProvider: text("modelProvider"),
    contextTokens: number("contextTokens"),
    authProfileOverride: text("authProfileOverride"),
    authProfileOverrideSource: source === "user" || source === "auto" ? source : undefined,
    authProfileOverrideCompactionCount: number("authProfileOverrideCompactionCount"),
    compactionCount: number("compactionCount"),
    updatedAtMs: number("updatedAt") ?? null,
  };
}
