import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { hashRaw } from "@node-rs/argon2";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { KEY_BYTES } from "#lib/vault/aes-gcm.ts";
import { TaskQueue } from "#lib/vault/task-queue.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** How a passphrase becomes the key of a sealed keyring. Argon2id is the only way, so it is not said. */
export type PassphraseCost = { readonly memoryKib: number; readonly passes: number; readonly lanes: number };
export type KeyringKdf = PassphraseCost & { readonly salt: Buffer };

/** A passphrase turned into a key, with what it takes to tell which keyring it belongs to. */
export type SealingKey = { readonly kdf: KeyringKdf; readonly key: KeyObject };

/**
 * 128 MiB and 4 passes, about half a second on a slow core. Whoever has the file guesses offline, so it costs more
 * than a password that is guessed at the door; a machine of 512 MB still opens its own vault.
 */
export const PASSPHRASE_COST: PassphraseCost = { memoryKib: 131_072, passes: 4, lanes: 1 };

/** Less protects nothing and more holds the process: neither was written by us. */
const BOUNDS = { memoryKib: [65_536, 1_048_576], passes: [3, 16], lanes: [1, 4] } as const;

export const SALT_BYTES = 16;
export const PASSPHRASE_LENGTH_MIN = 12;
const PASSPHRASE_BYTES_MAX = 1024;

/** One at a time: each takes much memory, and nobody opens one vault twice at once. */
const QUEUE_LIMITS = { atOnce: 1, waitingMax: 16 };
const holder = globalThis as typeof globalThis & { clawkeepPassphraseQueue?: TaskQueue };
holder.clawkeepPassphraseQueue ??= new TaskQueue(QUEUE_LIMITS);
const queue = holder.clawkeepPassphraseQueue;

/** Whether a stored cost is one that we could have written. */
export function isSaneCost({ memoryKib, passes, lanes }: PassphraseCost): boolean {
  const given = { memoryKib, passes, lanes };
  return (["memoryKib", "passes", "lanes"] as const).every((name) => {
    const [least, most] = BOUNDS[name];
    return Number.isInteger(given[name]) && given[name] >= least && given[name] <= most;
  });
}

/** The key of a new sealed keyring, with a salt of its own. VaultError `keyring_passphrase_short`, `password_too_long`. */
export async function newSealingKey(passphrase: SecretText, cost = PASSPHRASE_COST): Promise<SealingKey> {
  if ([...passphrase.reveal().normalize("NFKC")].length < PASSPHRASE_LENGTH_MIN)
    throw new VaultError("keyring_passphrase_short", { min: PASSPHRASE_LENGTH_MIN });
  return deriveSealingKey(passphrase, { ...cost, salt: randomBytes(SALT_BYTES) });
}

/** The key that this passphrase gives with this salt and cost. VaultError `password_too_long`, `password_queue_full`. */
export async function deriveSealingKey(passphrase: SecretText, kdf: KeyringKdf): Promise<SealingKey> {
  // As for passwords: the same passphrase typed on another keyboard is the same bytes.
  const given = Buffer.from(passphrase.reveal().normalize("NFKC"), "utf8");
  if (given.length > PASSPHRASE_BYTES_MAX)
    throw new VaultError("password_too_long", { bytesMax: PASSPHRASE_BYTES_MAX });
  const { memoryKib: memoryCost, passes: timeCost, lanes: parallelism, salt } = kdf;
  const options = { memoryCost, timeCost, parallelism, salt, outputLen: KEY_BYTES };
  const bytes = await queue.run(
    () => hashRaw(given, options),
    () => new VaultError("password_queue_full"),
  );
  const key = createSecretKey(bytes);
  bytes.fill(0);
  given.fill(0);
  return { kdf, key };
}

/** True when a key was made for this keyring: with its salt, which no other has. */
export function isKeyFor({ kdf }: SealingKey, other: KeyringKdf): boolean {
  const same = (["memoryKib", "passes", "lanes"] as const).every((name) => kdf[name] === other[name]);
  return same && kdf.salt.equals(other.salt);
}
