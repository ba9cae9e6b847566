import { dropKey, type Held, heldKey } from "#lib/vault/held-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { type KeyringCommand, runKeyringCommand } from "#lib/vault/keyring-command.ts";
import { readKeyringFile, readSealedKeyring } from "#lib/vault/keyring-file.ts";
import type { SealedKeyring } from "#lib/vault/sealed-keyring.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** Where the keyring comes from: the path of a file, or a program that prints it. */
export type KeyringSource = string | KeyringCommand;

/** Everything waits while a program runs, so it is not asked again so soon after it ended, in milliseconds. */
const REPEAT_AFTER_MS = 60_000;

type Printed = { atMs: number } & ({ keyring: Keyring } | { refusal: VaultError });

/** One for the process, also when a bundler gives this module to it twice. */
const holder = globalThis as typeof globalThis & { clawkeepPrintedKeyrings?: Map<string, Printed> };
holder.clawkeepPrintedKeyrings ??= new Map();
const printed = holder.clawkeepPrintedKeyrings;

/** The keyring as it is in its file now, or as its program printed it when this process first asked. */
export function readKeyring(source: KeyringSource): Keyring {
  if (typeof source === "string") return readKeyringFile(source);
  const known = printed.get(nameOf(source));
  return known && "keyring" in known ? known.keyring : readKeyringAnew(source);
}

/** The same, but a program is asked again, unless it was just now: for keys that the keyring did not have. */
export function readKeyringAnew(source: KeyringSource): Keyring {
  if (typeof source === "string") return readKeyringFile(source);
  const name = nameOf(source);
  let known = printed.get(name);
  if (!known || performance.now() - known.atMs >= REPEAT_AFTER_MS) {
    const said = print(source);
    known = { ...said, atMs: performance.now() };
    printed.set(name, known);
  }
  if ("refusal" in known) throw known.refusal;
  return known.keyring;
}

function print(command: KeyringCommand): { keyring: Keyring } | { refusal: VaultError } {
  try {
    return { keyring: runKeyringCommand(command) };
  } catch (error) {
    if (error instanceof VaultError) return { refusal: error };
    throw error;
  }
}

/** What a sealed keyring file says of itself; null for a plain one and for a program, which print no sealed one. */
export function readSealed(source: KeyringSource): SealedKeyring | null {
  return typeof source === "string" ? readSealedKeyring(source) : null;
}

/** What this process knows of a sealed file; a program's keyring is never sealed. */
export function heldFor(source: KeyringSource): Held | null {
  return typeof source === "string" ? heldKey(source) : null;
}

/** Drops what this process knows of a keyring that it opened. */
export function forgetKeyring(source: KeyringSource): void {
  if (typeof source === "string") dropKey(source);
  else printed.delete(nameOf(source));
}

/** How refusals name it: the file, or the program without its arguments. */
export function nameOfSource(source: KeyringSource): string {
  return typeof source === "string" ? source : (source.argv[0] ?? "");
}

/** The file, for what writes the keyring. VaultError `keyring_source_read_only` for a program. */
export function writableFile(source: KeyringSource): string {
  if (typeof source === "string") return source;
  throw new VaultError("keyring_source_read_only", { command: nameOfSource(source) });
}

const nameOf = ({ argv, env }: KeyringCommand): string => JSON.stringify([argv, env]);
