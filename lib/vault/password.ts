import { hash, type ParsedHashOptions, parseOptions, verify } from "@node-rs/argon2";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { TaskQueue } from "#lib/vault/task-queue.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** Argon2id with 64 MiB and 3 passes: over three times OWASP's minimum (19 MiB, 2 passes), 65–75 ms on a slow core. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };

/** A stored hash that asks for more than this was not written by us, and could be made to hold the process. */
const MEMORY_COST_MAX = 262_144;
const TIME_COST_MAX = 10;

/** Hashing reads every byte, so a password has an end. */
const PASSWORD_BYTES_MAX = 1024;

const ARGON2ID = 2;

/** Two hashes keep two cores busy with 128 MiB; whoever waits behind 256 others would not wait that long. */
const QUEUE_LIMITS = { atOnce: 2, waitingMax: 256 };

/** One queue for the process, also when a bundler gives this module to it twice. */
const holder = globalThis as typeof globalThis & { clawkeepPasswordQueue?: TaskQueue };
holder.clawkeepPasswordQueue ??= new TaskQueue(QUEUE_LIMITS);
const queue = holder.clawkeepPasswordQueue;

/**
 * Of a random text that nobody kept. Verify against it when there is no such account, so that a wrong
 * password and a wrong address take the same time.
 */
export const DUMMY_PASSWORD_HASH =
  "$argon2id$v=19$m=65536,t=3,p=1$zPsAMAHOF4BuKVOtFeu87Q$9GfY6aqG7tyA4M/iw5TZv9TBPycZ600pZf+yI8sFqIQ";

/**
 * The argon2id hash of a password in PHC format (`$argon2id$…`), with a random salt.
 *
 * Throws VaultError `password_too_long` above 1024 bytes, `password_queue_full` when too many wait.
 */
export async function hashPassword(password: SecretText): Promise<string> {
  const bytes = passwordBytes(password);
  if (bytes.length > PASSWORD_BYTES_MAX) {
    throw new VaultError("password_too_long", { bytesMax: PASSWORD_BYTES_MAX });
  }
  return queue.run(() => hash(bytes, COST), queueFull);
}

/**
 * True when the password is the one that was hashed.
 *
 * Throws VaultError `password_hash_malformed` for a stored text that is no argon2id hash of sane cost,
 * `password_queue_full` when too many wait.
 */
export async function verifyPassword(passwordHash: string, password: SecretText): Promise<boolean> {
  requireSaneHash(passwordHash);
  // What is too long to have been hashed costs as much as any other wrong password.
  const bytes = passwordBytes(password).subarray(0, PASSWORD_BYTES_MAX + 1);
  return queue.run(() => verify(passwordHash, bytes), queueFull);
}

/** NFKC, as NIST SP 800-63B asks: the same password typed on another keyboard is the same bytes. */
function passwordBytes(password: SecretText): Buffer {
  return Buffer.from(password.reveal().normalize("NFKC"), "utf8");
}

function requireSaneHash(passwordHash: string): void {
  const options = parseHash(passwordHash);
  const sane =
    options !== null &&
    options.algorithm === ARGON2ID &&
    options.memoryCost <= MEMORY_COST_MAX &&
    options.timeCost <= TIME_COST_MAX &&
    options.parallelism <= 4;
  if (!sane) throw new VaultError("password_hash_malformed");
}

function parseHash(passwordHash: string): ParsedHashOptions | null {
  try {
    return parseOptions(passwordHash);
  } catch {
    return null;
  }
}

function queueFull(): VaultError {
  return new VaultError("password_queue_full");
}
