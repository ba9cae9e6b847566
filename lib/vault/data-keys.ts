import type { KeyObject } from "node:crypto";
import { type DataKeyPurpose, unwrapDataKey, type WrappedDataKey } from "#lib/vault/data-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

export type DataKey = { id: string; key: KeyObject };

/**
 * A vault's data keys, unwrapped when first needed and then kept.
 *
 * The newest of each purpose is unwrapped at once, so a keyring that does not fit is refused before
 * anything is done with it. An older key that is damaged refuses only the envelopes sealed under it.
 */
export class DataKeys {
  readonly #keyring: Keyring;
  readonly #rows: readonly WrappedDataKey[];
  readonly #unwrapped = new Map<string, DataKey>();
  readonly #newest: Record<DataKeyPurpose, DataKey>;

  /** Throws VaultError `data_key_missing` without a key for each purpose, and what `unwrapDataKey` throws. */
  constructor(keyring: Keyring, rows: readonly WrappedDataKey[]) {
    this.#keyring = keyring;
    this.#rows = rows;
    this.#newest = { seal: this.#findNewest("seal"), fingerprint: this.#findNewest("fingerprint") };
  }

  newest(purpose: DataKeyPurpose): DataKey {
    return this.#newest[purpose];
  }

  /** Throws VaultError `envelope_key_unknown` for an id that is no data key of this purpose. */
  find(purpose: DataKeyPurpose, id: string): DataKey {
    const row = this.#rows.find((candidate) => candidate.id === id && candidate.purpose === purpose);
    if (!row) throw new VaultError("envelope_key_unknown", { dataKeyId: id });
    return this.#unwrap(row);
  }

  /** Newest by creation time; the id decides between two of the same millisecond, so every process picks the same. */
  #findNewest(purpose: DataKeyPurpose): DataKey {
    const [first, ...others] = this.#rows.filter((row) => row.purpose === purpose);
    if (!first) throw new VaultError("data_key_missing", { purpose });
    return this.#unwrap(others.reduce((newest, row) => (isNewer(row, newest) ? row : newest), first));
  }

  #unwrap(row: WrappedDataKey): DataKey {
    const known = this.#unwrapped.get(row.id);
    if (known) return known;
    const dataKey = { id: row.id, key: unwrapDataKey(this.#keyring, row) };
    this.#unwrapped.set(row.id, dataKey);
    return dataKey;
  }
}

function isNewer(row: WrappedDataKey, other: WrappedDataKey): boolean {
  return row.createdAtMs === other.createdAtMs ? row.id > other.id : row.createdAtMs > other.createdAtMs;
}
