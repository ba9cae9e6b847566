import path from "node:path";
import type { SessionEdit } from "#lib/domain/session-pin.ts";
import { holdsBytes, readForReplace, replaceFile } from "#lib/openclaw/durable-file.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";
import { parseStrictJson } from "#lib/openclaw/json-syntax.ts";
import { isJsonObject, type JsonObject, ownMember, textMember } from "#lib/openclaw/own-member.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import { type StoredSession, sessionOf } from "#lib/openclaw/session-store.ts";
import { isHeld, type LockHabits, lockPathOf, withStoreLock } from "#lib/openclaw/store-lock.ts";

/** Ten seconds in all; OpenClaw 2026.3.13's own figures. */
const SESSION_STORE: LockHabits = {
  attempts: 20,
  delayMs: (attempt) => Math.min(1000, 50 * (attempt + 1)),
  hasStartTime: true,
};

/** A session under OpenClaw's lock on its store: as it is, and how to change it. */
export type OpenSession = {
  session: StoredSession;
  /** Sets members of the entry, and takes out those that are undefined. To be called at most once. */
  write: (edit: SessionEdit) => WrittenSession;
};

/** `turnBegan`: one began while the entry was written, and may work with what was there before. */
export type WrittenSession = { session: StoredSession; turnBegan: boolean };

/**
 * Runs `work` with one session of a store under OpenClaw's own lock, while no turn of it runs. What the edit does not
 * name stays byte for byte, and what was written is read back.
 *
 * Throws PublishError `session_not_found`, `session_spelled_twice`, `session_turn_runs`, `session_store_malformed`,
 * `store_locked`, `file_*`, `changed_meanwhile`.
 *
 * Source: OpenClaw 2026.3.13, `withSessionStoreLock` and `acquireSessionWriteLock` in its bundle.
 */
export function withSession<T>(file: string, sessionKey: string, work: (open: OpenSession) => T): Promise<T> {
  const locked = () => {
    const before = readForReplace(file);
    const sessions = parsedSessions(file, before.text);
    const key = storedKey(file, sessions, sessionKey);
    const entry = entryOf(sessions, key);
    const turnLock = () => turnLocks(file, entry).find(isHeld);
    const running = turnLock();
    if (running !== undefined) throw new PublishError("session_turn_runs", { session: key, file: running });
    const write = (members: SessionEdit): WrittenSession => {
      const after = Buffer.from(editJson(before.text, [{ path: [key], members }], "json"), "utf8");
      replaceFile(before, after, 0o600);
      if (!holdsBytes(file, after)) throw new PublishError("changed_meanwhile", { file });
      const written = entryOf(parsedSessions(file, after.toString("utf8")), key);
      return { session: sessionOf(key, written), turnBegan: turnLock() !== undefined };
    };
    return work({ session: sessionOf(key, entry), write });
  };
  return withStoreLock(file, locked, SESSION_STORE);
}

/** How OpenClaw compares the keys of sessions. */
export function normalizeSessionKey(text: string): string {
  return text.trim().toLowerCase();
}

function parsedSessions(file: string, text: string): JsonObject {
  if (text === "") return {};
  const json = parseStrictJson(text);
  if (json.ok && isJsonObject(json.value)) return json.value;
  const { line, column } = json.ok ? { line: 1, column: 1 } : json.fault;
  throw new PublishError("session_store_malformed", { file, line, column });
}

/** OpenClaw makes one entry of spellings that differ in case only, and which of them counts is not ours to say. */
function storedKey(file: string, sessions: JsonObject, sessionKey: string): string {
  const wanted = normalizeSessionKey(sessionKey);
  const [key, ...others] = Object.keys(sessions).filter((stored) => normalizeSessionKey(stored) === wanted);
  if (key === undefined || !isJsonObject(ownMember(sessions, key)))
    throw new PublishError("session_not_found", { session: wanted });
  if (others.length > 0) throw new PublishError("session_spelled_twice", { session: wanted, file });
  return key;
}

function entryOf(sessions: JsonObject, key: string): JsonObject {
  const entry = ownMember(sessions, key);
  return isJsonObject(entry) ? entry : {};
}

/** The locks of the files a turn of this session writes to, as far as they are in the store's folder. */
function turnLocks(file: string, entry: JsonObject): string[] {
  const folder = path.dirname(lockPathOf(file));
  const sessionId = textMember(entry, "sessionId");
  const named = textMember(entry, "sessionFile");
  const names = [
    ...(sessionId === null ? [] : [`${sessionId}.jsonl`]),
    ...(named === null ? [] : [path.relative(path.dirname(file), path.resolve(path.dirname(file), named))]),
    ...(named === null ? [] : [path.relative(folder, path.resolve(folder, named))]),
  ];
  return [...new Set(names.map((name) => path.join(folder, `${name}.lock`)))].filter((lock) =>
    lock.startsWith(`${folder}${path.sep}`),
  );
}
