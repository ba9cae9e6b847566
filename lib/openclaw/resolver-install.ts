import { readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import {
  lstatOrNull,
  makePrivateFolder,
  readForReplace,
  replaceFile,
  syncFolder,
} from "#lib/openclaw/durable-file.ts";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** The kernel cuts a longer first line. */
const SHEBANG_BYTES_MAX = 127;

export const RESOLVER_FILE_NAME = "clawkeep-resolver.cjs";

/** Where a gateway's resolver lives: a folder of its own, because OpenClaw does not check the folders above. */
export function resolverPaths(stateDir: string): { folder: string; command: string; settings: string } {
  const folder = path.join(stateDir, "clawkeep");
  return {
    folder,
    command: path.join(folder, RESOLVER_FILE_NAME),
    settings: path.join(folder, "resolver.json"),
  };
}

/**
 * What the resolver finds beside itself: how to reach the console, and the gateway's own revocable token.
 * `url` is `http://…` on loopback, `https://…`, or `unix:/path` for a socket; `ca` a file with the certificate to trust.
 */
export type ResolverSettings = { url: string; token: string; ca?: string | undefined };

/** What is installed now. `null` members are absent or do not belong to us. */
export function readInstalledResolver(stateDir: string): {
  text: string | null;
  settings: ResolverSettings | null;
} {
  const { command, settings } = resolverPaths(stateDir);
  return { text: readOrNull(command), settings: parseSettings(readOrNull(settings)) };
}

/**
 * The resolver's text with the absolute path of the Node that runs it; OpenClaw starts it without a PATH.
 * PublishError `node_path_unusable`.
 */
export function resolverText(template: string, node: string): string {
  const shebang = `#!${node}`;
  if (!node.startsWith("/") || /\s/.test(node) || Buffer.byteLength(shebang) > SHEBANG_BYTES_MAX) {
    throw new PublishError("node_path_unusable", { node, bytesMax: SHEBANG_BYTES_MAX });
  }
  return template.replace(/^#![^\n]*/, shebang);
}

/**
 * Installs the resolver and its settings: folder 0700, program 0500, settings 0400, all of them owned by the
 * user who owns the state dir, because OpenClaw refuses a command of another owner.
 *
 * Throws PublishError `state_dir_of_another_user`, `resolver_folder_unsafe` when the folder is a link, open to
 * others or somebody else's, and `file_*`.
 */
export function installResolver(stateDir: string, text: string, settings: ResolverSettings): void {
  const uid = requireSameOwner(stateDir);
  const paths = resolverPaths(stateDir);
  makePrivateFolder(paths.folder);
  const folder = lstatOrNull(paths.folder);
  if (!folder?.isDirectory() || (folder.mode & 0o077) !== 0 || folder.uid !== uid) {
    throw new PublishError("resolver_folder_unsafe", { folder: paths.folder });
  }
  replaceIfChanged(paths.settings, settingsText(settings), 0o400, uid);
  replaceIfChanged(paths.command, text, 0o500, uid);
}

/**
 * Takes the resolver and its token away; what else somebody put beside them stays. File by file and not
 * with everything below: root must not follow what the state dir's owner exchanges meanwhile.
 */
export function removeResolver(stateDir: string): void {
  const { folder } = resolverPaths(stateDir);
  const stats = lstatOrNull(folder);
  if (stats === null) return;
  try {
    if (stats.isDirectory()) emptyFolder(folder);
    else rmSync(folder);
    syncFolder(stateDir);
  } catch (error) {
    throw new PublishError("file_not_written", { file: folder, cause: errorCodeOf(error) });
  }
}

/** The names we write, also as a killed run left them, when half of a token is already one too many. */
const OWN_NAMES = /^\.?(?:clawkeep-resolver\.cjs|resolver\.json)(?:\.clawkeep-\d+-[0-9a-f]+\.tmp)?$/;

function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (OWN_NAMES.test(name)) rmSync(path.join(folder, name), { force: true });
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
  else syncFolder(folder);
}

function replaceIfChanged(file: string, text: string, mode: number, uid: number): void {
  const read = readForReplace(file);
  const stats = lstatOrNull(file);
  if (read.text === text && stats?.uid === uid && (stats.mode & 0o777) === mode) return;
  // A file of another owner would keep that owner; without it the new one gets the folder's.
  if (stats && stats.uid !== uid) removeFile(file);
  replaceFile(stats?.uid === uid ? read : readForReplace(file), text, mode);
}

function removeFile(file: string): void {
  try {
    rmSync(file);
  } catch (error) {
    throw new PublishError("file_not_written", { file, cause: errorCodeOf(error) });
  }
}

function requireSameOwner(stateDir: string): number {
  const own = process.geteuid?.();
  const { uid } = statSync(stateDir);
  if (own !== undefined && own !== 0 && own !== uid)
    throw new PublishError("state_dir_of_another_user", { stateDir, uid });
  return uid;
}

function readOrNull(file: string): string | null {
  if (lstatOrNull(file) === null) return null;
  return readForReplace(file).text;
}

const SOCKET = "unix:";

/** The file has `socketPath` for a socket, so that the resolver need not take an address apart. */
function settingsText({ url, token, ca }: ResolverSettings): string {
  const address = url.startsWith(SOCKET) ? { socketPath: url.slice(SOCKET.length) } : { url };
  return `${JSON.stringify({ ...address, token, ca }, null, 2)}\n`;
}

function parseSettings(text: string | null): ResolverSettings | null {
  try {
    const found = JSON.parse(text ?? "null") as { url?: unknown; socketPath?: unknown; token?: unknown };
    const url = typeof found.socketPath === "string" ? SOCKET + found.socketPath : found.url;
    return typeof url === "string" && typeof found.token === "string" ? { url, token: found.token } : null;
  } catch {
    return null;
  }
}
