import type { KeyObject } from "node:crypto";
import { type DataKeyPurpose, unwrapDataKey, type WrappedDataKey } from "#lib/vault/data-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

export type DataKey = { id: string; key: KeyObject };

/** Where a vault's keys are kept, for one that lives longer than they stay the same. */
export type KeySource = {
  /** Keyring and rows as they are now. */
  read(): { keyring: Keyring; rows: readonly WrappedDataKey[] };
  /** The id of the newest `seal` row. Asked before every seal, so it has to be quick. */
  newestSealKeyId(): string | null;
};

type Newest = Record<DataKeyPurpose, DataKey>;

/**
 * A vault's data keys, unwrapped when first needed and then kept.
 *
 * The newest of each purpose is unwrapped at once, so a keyring that does not fit is refused before
 * anything is done with it. An older key that is damaged refuses only the envelopes sealed under it.
 *
 * Keys that are not known here, and a new one to seal with, are looked for in the source: another
 * process may have rotated them.
 */
export class DataKeys {
  #keyring: Keyring;
  #rows: readonly WrappedDataKey[];
  #newest: Newest;
  readonly #source: KeySource | undefined;
  readonly #unwrapped = new Map<string, DataKey>();

  /** Throws VaultError `data_key_missing` without a key for each purpose, and what `unwrapDataKey` throws. */
  constructor(keyring: Keyring, rows: readonly WrappedDataKey[], source?: KeySource) {
    this.#keyring = keyring;
    this.#rows = rows;
    this.#source = source;
    this.#newest = this.#findNewestOfBoth();
  }

  /** The key for new envelopes or fingerprints, also when it was made after this vault was opened. */
  newest(purpose: DataKeyPurpose): DataKey {
    if (purpose === "seal" && this.#source && this.#source.newestSealKeyId() !== this.#newest.seal.id) {
      this.#reload(this.#source);
    }
    return this.#newest[purpose];
  }

  /** Throws VaultError `envelope_key_unknown` for an id that is no data key of this purpose. */
  find(purpose: DataKeyPurpose, id: string): DataKey {
    const known = this.#lookUp(purpose, id);
    if (known) return known;
    if (this.#source) this.#reload(this.#source);
    const row = this.#rowOf(purpose, id);
    if (!row) throw new VaultError("envelope_key_unknown", { dataKeyId: id });
    return this.#unwrap(row);
  }

  /** Null when the row, or the key of the keyring that it is wrapped under, is not known yet. */
  #lookUp(purpose: DataKeyPurpose, id: string): DataKey | null {
    const row = this.#rowOf(purpose, id);
    if (!row) return null;
    const isUsable = this.#unwrapped.has(id) || this.#keyring.keys.has(row.keyringKeyId);
    return isUsable ? this.#unwrap(row) : null;
  }

  #rowOf(purpose: DataKeyPurpose, id: string): WrappedDataKey | undefined {
    return this.#rows.find((row) => row.id === id && row.purpose === purpose);
  }

  /** Takes the keys as they are now, or throws and keeps those it had. */
  #reload(source: KeySource): void {
    const [keyring, rows] = [this.#keyring, this.#rows];
    const now = source.read();
    this.#keyring = now.keyring;
    this.#rows = now.rows;
    try {
      this.#newest = this.#findNewestOfBoth();
    } catch (error) {
      this.#keyring = keyring;
      this.#rows = rows;
      throw error;
    }
  }

  #findNewestOfBoth(): Newest {
    return { seal: this.#findNewest("seal"), fingerprint: this.#findNewest("fingerprint") };
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
