import path from "node:path";
import type { SealingKey } from "#lib/vault/keyring-passphrase.ts";

/**
 * What this process knows of one sealed keyring file. A new object each time that is changed, so that whoever opened a
 * vault can tell that it was closed since.
 */
export type Held = { readonly key: SealingKey | null };

/** One for the process, also when a bundler gives this module to it twice: the pages and the server share it. */
const holder = globalThis as typeof globalThis & { clawkeepHeldKeys?: Map<string, Held> };
holder.clawkeepHeldKeys ??= new Map();
const held = holder.clawkeepHeldKeys;

const NEVER: Held = { key: null };

/** The key that opens this file, as long as someone unsealed it and nobody locked it again. */
export function heldKey(file: string): Held {
  return held.get(path.resolve(file)) ?? NEVER;
}

export function holdKey(file: string, key: SealingKey): void {
  held.set(path.resolve(file), { key });
}

export function dropKey(file: string): void {
  held.set(path.resolve(file), { key: null });
}
