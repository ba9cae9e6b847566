import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { heldKey } from "#lib/vault/held-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { keyringText, newKeyringText, parseKeyring } from "#lib/vault/keyring-format.ts";
import { isKeyFor, type SealingKey } from "#lib/vault/keyring-passphrase.ts";
import { errnoOf, readPrivateText, refusal } from "#lib/vault/private-file.ts";
import {
  openSealedKeyring,
  parseSealedKeyring,
  type SealedKeyring,
  sealedKeyringText,
} from "#lib/vault/sealed-keyring.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

/**
 * Makes a keyring file with one new key: mode 0600, in a folder that is made with 0700 when missing; with a sealing key,
 * sealed under it.
 *
 * Never overwrites: anything at `file`, even a dangling link, is VaultError `keyring_exists`. The file
 * appears whole or not at all, so a process that starts at the same moment never reads half a
 * keyring: it is written and synced under another name and then linked, which fails if the name is taken.
 *
 * Other failures are `keyring_not_written` with the system's error name.
 */
export function createKeyringFile(
  file: string,
  nowMs: number = Date.now(),
  sealingKey: SealingKey | null = null,
): void {
  const folder = path.dirname(path.resolve(file));
  const draft = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString("hex")}.new`);
  try {
    makeFolder(folder);
    const text = newKeyringText(nowMs);
    writeDraft(draft, sealingKey ? sealedKeyringText(parseKeyring(text, file), sealingKey) : text);
    linkUnlessTaken(draft, file);
    rmSync(draft);
    syncFolder(folder);
  } catch (error) {
    removeDraft(draft);
    throw error instanceof VaultError
      ? error
      : refusal("keyring_not_written", file, { errno: errnoOf(error) });
  }
}

/**
 * Puts a keyring in the place of the one in `file`, which `readKeyringFile` accepted: the file is the old one or
 * the new one at every moment, also after a power loss. It is sealed as the old one is, or as `sealing` says.
 *
 * One process at a time. The draft has a fixed name, so what a killed process left of it is gone with the
 * next call. Failures are `keyring_not_written` with the system's error name, and leave the old file.
 */
export function replaceKeyringFile(
  file: string,
  keyring: Keyring,
  sealing: SealingKey | "plain" | "as before" = "as before",
): void {
  const key = sealing === "as before" ? keyOfSealed(readSealedKeyring(file), file) : sealing;
  const text = key === null || key === "plain" ? keyringText(keyring) : sealedKeyringText(keyring, key);
  const folder = path.dirname(path.resolve(file));
  const draft = path.join(folder, `.${path.basename(file)}.rotation.new`);
  try {
    rmSync(draft, { force: true });
    writeDraft(draft, text);
    renameSync(draft, file);
    syncFolder(folder);
  } catch (error) {
    removeDraft(draft);
    throw refusal("keyring_not_written", file, { errno: errnoOf(error) });
  }
}

/**
 * Reads a keyring file, or refuses it with its cause and changes nothing.
 *
 * One that is sealed under a passphrase is `vault_sealed` until this process holds the key of it.
 */
export function readKeyringFile(file: string): Keyring {
  const text = readPrivateText(file);
  const sealed = parseSealedKeyring(text, file);
  const key = keyOfSealed(sealed, file);
  if (!sealed || !key) return parseKeyring(text, file);
  const keyring = openSealedKeyring(sealed, key, file);
  if (!keyring) throw refusal("keyring_malformed", file);
  return keyring;
}

/** What a sealed keyring file says without its passphrase; null for a plain one. Refuses as `readKeyringFile` does. */
export function readSealedKeyring(file: string): SealedKeyring | null {
  return parseSealedKeyring(readPrivateText(file), file);
}

/** Null for a plain keyring. VaultError `vault_sealed` when this process does not hold the key. */
function keyOfSealed(sealed: SealedKeyring | null, file: string): SealingKey | null {
  if (!sealed) return null;
  const { key } = heldKey(file);
  if (!key || !isKeyFor(key, sealed.kdf)) throw refusal("vault_sealed", file);
  return key;
}

function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  // Each new folder is an entry of the one above it, and that entry has to survive a power loss too.
  for (let made = folder; made.length >= first.length; made = path.dirname(made))
    syncFolder(path.dirname(made));
}

function writeDraft(draft: string, text: string): void {
  const descriptor = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    fchmodSync(descriptor, 0o600);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function linkUnlessTaken(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    throw errnoOf(error) === "EEXIST" ? refusal("keyring_exists", file) : error;
  }
}

/** Best effort: a draft that cannot be removed is mode 0600 and must not hide why the keyring was refused. */
function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    return;
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
