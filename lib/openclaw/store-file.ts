import path from "node:path";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import {
  type FileGround,
  holdsBytes,
  makePrivateFolder,
  readForReplace,
  replaceFile,
  sha256Of,
} from "#lib/openclaw/durable-file.ts";
import { parseStrictJson } from "#lib/openclaw/json-syntax.ts";
import { isJsonObject, type JsonObject, ownMember } from "#lib/openclaw/own-member.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import { StoreDocument } from "#lib/openclaw/store-document.ts";
import { withStoreLock } from "#lib/openclaw/store-lock.ts";

/** The version that 2026.3.13 writes, and the newest that we know how to edit. */
const STORE_VERSION = 1;

export type StoreWrite = { path: string; sha256: string; changed: boolean };

/** What edits make of a store: good for as long as the file holds the bytes they were made for. */
export type StoreDraft = { before: FileGround; after: Buffer };

/** An agent's store as OpenClaw begins one. */
const EMPTY_STORE = { version: STORE_VERSION, profiles: {} };
const NEW_STORE = new StoreDocument(`${JSON.stringify(EMPTY_STORE, null, 2)}\n`, EMPTY_STORE);

/**
 * Edits one agent's `auth-profiles.json` under OpenClaw's lock and reads it back.
 *
 * A `draft` that was made before is written when the file still holds the very bytes it was made for, so that
 * the lock is held for the writing only. Otherwise `edit` gets the text of the store as it is under the
 * lock, empty when there is none. Everything the edits do not name stays byte for byte. The file is 0600
 * afterwards, as OpenClaw makes it.
 *
 * Throws PublishError `store_malformed` (with line and column), `store_version_newer`, `store_locked`,
 * `file_*`, `changed_meanwhile`.
 */
export async function editStore(
  storePath: string,
  edit: (text: string) => MemberEdit[],
  draft: StoreDraft | null = null,
): Promise<StoreWrite> {
  makePrivateFolder(path.dirname(storePath));
  return withStoreLock(storePath, () => {
    const isAsDrafted = draft !== null && holdsBytes(storePath, draft.before.bytes);
    const { before, after } = isAsDrafted ? draft : draftUnderLock(storePath, edit);
    const bytes = before.bytes ?? Buffer.alloc(0);
    if (after.equals(bytes)) return { path: storePath, sha256: sha256Of(bytes), changed: false };
    const { sha256 } = replaceFile(before, after, 0o600);
    if (!holdsBytes(storePath, after)) throw new PublishError("changed_meanwhile", { file: storePath });
    return { path: storePath, sha256, changed: true };
  });
}

/** Works out ahead of the lock what edits make of a store as it was read; null when it is not ours to edit. */
export function draftStore(
  storePath: string,
  document: StoreDocument,
  edits: readonly MemberEdit[],
): StoreDraft | null {
  const { bytes } = document;
  if (bytes === null || whyNotEditable(document.root) !== null) return null;
  return { before: { path: storePath, bytes }, after: Buffer.from(document.edited(edits), "utf8") };
}

function draftUnderLock(storePath: string, edit: (text: string) => MemberEdit[]): StoreDraft {
  const before = readForReplace(storePath);
  const isBlank = before.text.trim() === "";
  const document = isBlank ? NEW_STORE : editableDocument(storePath, before.text);
  const edits = edit(before.text);
  const after = edits.length === 0 ? before.text : document.edited(edits);
  return { before, after: Buffer.from(after, "utf8") };
}

/** What a newer release wrote, or what is no store, is not ours to edit: we would not know what we break. */
function editableDocument(file: string, text: string): StoreDocument {
  const root = parsedOrRefused(file, text);
  const why = whyNotEditable(root);
  if (why === "profiles")
    throw new PublishError("store_malformed", { file, ...positionOf(text, ["profiles"]) });
  if (why !== null) throw new PublishError("store_version_newer", { file, version: why.version });
  return new StoreDocument(text, root);
}

function whyNotEditable(root: JsonObject): null | "profiles" | { version: number } {
  if (!isJsonObject(ownMember(root, "profiles") ?? {})) return "profiles";
  const version = Number(ownMember(root, "version") ?? STORE_VERSION);
  return version > STORE_VERSION ? { version } : null;
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
