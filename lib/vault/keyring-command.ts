import { spawnSync } from "node:child_process";
import { lstatSync, type Stats } from "node:fs";
import path from "node:path";
import type { Keyring } from "#lib/vault/keyring.ts";
import { parseKeyring } from "#lib/vault/keyring-format.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** A program that prints the keyring, by its absolute path and arguments, and the variables it gets. */
export type KeyringCommand = {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

const GROUP_AND_OTHERS_WRITE = 0o022;
const OUTPUT_BYTES_MAX = 65_536;
const TIMEOUT_MS = 10_000;

/**
 * Runs the program and reads the keyring it prints. Everything waits meanwhile, for ten seconds at most: sealing and
 * opening are synchronous.
 *
 * It is checked as OpenClaw checks an exec provider: an absolute path to a regular file, no link, that belongs to this
 * user or to root and that nobody else may change; no shell, no PATH, no variable but those it is given. What it says on
 * standard error is dropped, because a client of a key store may quote what it was asked.
 *
 * VaultError `keyring_command_*`, and `keyring_*` for what it printed.
 */
export function runKeyringCommand({ argv, env }: KeyringCommand, timeoutMs = TIMEOUT_MS): Keyring {
  const [command, ...args] = argv;
  if (command === undefined || !path.isAbsolute(command)) throw new VaultError("keyring_command_invalid");
  if (!isTrustworthy(command)) throw new VaultError("keyring_command_refused", { command });
  const ran = spawnSync(command, args, {
    cwd: path.dirname(command),
    env: { ...env } as NodeJS.ProcessEnv,
    shell: false,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: OUTPUT_BYTES_MAX,
    windowsHide: true,
  });
  try {
    if (codeOf(ran.error) === "ETIMEDOUT")
      throw new VaultError("keyring_command_timeout", { command, seconds: timeoutMs / 1000 });
    if (codeOf(ran.error) === "ENOBUFS") throw new VaultError("keyring_malformed", { file: command });
    if (ran.error || ran.status !== 0) throw new VaultError("keyring_command_failed", { command });
    return parseKeyring(ran.stdout.toString("utf8"), command);
  } finally {
    ran.stdout?.fill(0);
  }
}

function isTrustworthy(command: string): boolean {
  const stats: Stats | undefined = statsOf(command);
  if (!stats?.isFile() || (stats.mode & GROUP_AND_OTHERS_WRITE) !== 0) return false;
  const uid = process.geteuid?.();
  return uid === undefined || stats.uid === uid || stats.uid === 0;
}

function statsOf(command: string): Stats | undefined {
  try {
    return lstatSync(command);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error ? String(error.code) : null;
}
