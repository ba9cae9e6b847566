import path from "node:path";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { makePrivateFolder, readForReplace, replaceFile, sha256Of } from "#lib/openclaw/durable-file.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";
import { parseStrictJson } from "#lib/openclaw/json-syntax.ts";
import { isJsonObject, type JsonObject, ownMember } from "#lib/openclaw/own-member.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import { withStoreLock } from "#lib/openclaw/store-lock.ts";

/** The version that 2026.3.13 writes, and the newest that we know how to edit. */
const STORE_VERSION = 1;

export type StoreWrite = { path: string; sha256: string; changed: boolean };

/** An agent's store as OpenClaw begins one. */
const NEW_STORE = `${JSON.stringify({ version: STORE_VERSION, profiles: {} }, null, 2)}\n`;

/**
 * Edits one agent's `auth-profiles.json` under OpenClaw's lock and reads it back.
 *
 * `edit` gets the text of the store as it is under the lock, empty when there is none, so that a plan made
 * before is checked against what is there now. Everything the edits do not name stays byte for byte. The
 * file is 0600 afterwards, as OpenClaw makes it.
 *
 * Throws PublishError `store_malformed` (with line and column), `store_version_newer`, `store_locked`,
 * `file_*`, `changed_meanwhile`.
 */
export async function editStore(
  storePath: string,
  edit: (text: string) => MemberEdit[],
): Promise<StoreWrite> {
  makePrivateFolder(path.dirname(storePath));
  return withStoreLock(storePath, () => {
    const read = readForReplace(storePath);
    const isBlank = read.text.trim() === "";
    if (!isBlank) requireEditable(storePath, read.text);
    const edits = edit(read.text);
    const unchanged = { path: storePath, sha256: sha256Of(read.text), changed: false };
    if (edits.length === 0) return unchanged;
    const text = editJson(isBlank ? NEW_STORE : read.text, edits, "json");
    if (text === read.text) return unchanged;
    const { sha256 } = replaceFile(read, text, 0o600);
    if (readForReplace(storePath).sha256 !== sha256)
      throw new PublishError("changed_meanwhile", { file: storePath });
    return { path: storePath, sha256, changed: true };
  });
}

/** What a newer release wrote, or what is no store, is not ours to edit: we would not know what we break. */
function requireEditable(file: string, text: string): void {
  const value = parsedOrRefused(file, text);
  const profiles = ownMember(value, "profiles") ?? {};
  if (!isJsonObject(profiles))
    throw new PublishError("store_malformed", { file, ...positionOf(text, ["profiles"]) });
  const version = Number(ownMember(value, "version") ?? STORE_VERSION);
  if (version > STORE_VERSION) throw new PublishError("store_version_newer", { file, version });
}

function parsedOrRefused(file: string, text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // The engine's message quotes the text, which may hold a secret; ours says the place only.
  }
  throw new PublishError("store_malformed", { file, ...positionOf(text, []) });
}

/** Where a text stops being JSON; in one that does not, where the member at a path stands. */
function positionOf(text: string, at: readonly string[]): { line: number; column: number } {
  const json = parseStrictJson(text);
  if (!json.ok) return { line: json.fault.line, column: json.fault.column };
  return json.positionOf(at) ?? { line: 1, column: 1 };
}
