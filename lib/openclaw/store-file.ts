import path from "node:path";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { makePrivateFolder, readForReplace, replaceFile, sha256Of } from "#lib/openclaw/durable-file.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";
import { parseStrictJson } from "#lib/openclaw/json-syntax.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import { withStoreLock } from "#lib/openclaw/store-lock.ts";

/** The version that 2026.3.13 writes, and the newest that we know how to edit. */
const STORE_VERSION = 1;

export type StoreWrite = { path: string; sha256: string; changed: boolean };

/**
 * Edits one agent's `auth-profiles.json` under OpenClaw's lock and reads it back.
 *
 * `edit` gets the parsed store as it is under the lock, so that a plan made before is checked against
 * what is there now. Everything the edits do not name stays byte for byte. The file is 0600 afterwards,
 * as OpenClaw makes it.
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
    requireEditable(storePath, read.text);
    const edits = edit(read.text);
    if (edits.length === 0) return { path: storePath, sha256: sha256Of(read.text), changed: false };
    const isNew = read.sha256 === null;
    const all = isNew
      ? [
          { path: ["version"], value: STORE_VERSION },
          { path: ["profiles"], value: {} },
        ]
      : [];
    const text = editJson(all.length > 0 ? editJson("", all, "json") : read.text, edits, "json");
    if (text === read.text) return { path: storePath, sha256: sha256Of(text), changed: false };
    const { sha256 } = replaceFile(read, text, 0o600);
    if (readForReplace(storePath).sha256 !== sha256)
      throw new PublishError("changed_meanwhile", { file: storePath });
    return { path: storePath, sha256, changed: true };
  });
}

function requireEditable(file: string, text: string): void {
  if (text.trim() === "") return;
  const parsed = parseStrictJson(text);
  if (!parsed.ok) {
    const { line, column } = parsed.fault;
    throw new PublishError("store_malformed", { file, line, column });
  }
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PublishError("store_malformed", { file, line: 1, column: 1 });
  }
  const version = "version" in value ? Number(value.version) : STORE_VERSION;
  if (version > STORE_VERSION) throw new PublishError("store_version_newer", { file, version });
}
