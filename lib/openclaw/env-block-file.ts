import { lstatSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import {
  holdsBytes,
  type ReadFile,
  readForReplace,
  replaceFile,
  syncFolder,
} from "#lib/openclaw/durable-file.ts";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** What OpenClaw reads at start is some kilobytes; a larger file is no `.env`. */
const ENV_FILE_BYTES_MAX = 1024 * 1024;
/** It holds secrets in plaintext, so only its owner may read it. */
const ENV_FILE_MODE = 0o600;

/** The `.env` of a state dir, which OpenClaw reads after that of its working directory. */
export function envFileOf(stateDir: string): string {
  return path.join(stateDir, ".env");
}

/**
 * Reads `<state>/.env` for a change of Clawkeep's block in it. An absent one is empty.
 *
 * Throws PublishError as `readForReplace` does, `env_file_too_large`, `env_file_foreign_owner` when it does not
 * belong to the state dir's owner, and `file_of_another_user` when we could not leave it to that user.
 */
export function readEnvFile(stateDir: string): ReadFile {
  const read = readForReplace(envFileOf(stateDir));
  if (Buffer.byteLength(read.text) > ENV_FILE_BYTES_MAX) {
    throw new PublishError("env_file_too_large", { file: read.path, bytesMax: ENV_FILE_BYTES_MAX });
  }
  requireGatewaysOwn(read, stateDir);
  return read;
}

/**
 * Writes `<state>/.env`, 0600 and with its owner, whole or not at all; null takes the file away.
 * `changed_meanwhile` when it is no longer what was read.
 */
export function writeEnvFile(read: ReadFile, text: string | null): void {
  if (text !== null) {
    replaceFile(read, text, ENV_FILE_MODE);
    return;
  }
  if (read.bytes === null) return;
  if (!holdsBytes(read.path, read.bytes)) throw new PublishError("changed_meanwhile", { file: read.path });
  try {
    rmSync(read.path);
    syncFolder(path.dirname(read.path));
  } catch (error) {
    throw new PublishError("file_not_written", { file: read.path, cause: errorCodeOf(error) });
  }
}

function requireGatewaysOwn(read: ReadFile, stateDir: string): void {
  const file = read.path;
  let owner: number;
  let folder: number;
  try {
    folder = statSync(stateDir).uid;
    owner = read.bytes === null ? folder : lstatSync(file).uid;
  } catch (error) {
    throw new PublishError("file_unreadable", { file, cause: errorCodeOf(error) });
  }
  const self = process.geteuid?.() ?? owner;
  if (owner !== folder)
    throw new PublishError("env_file_foreign_owner", { file, uid: owner, stateDirUid: folder });
  if (self !== 0 && self !== owner) throw new PublishError("file_of_another_user", { file, uid: owner });
}
