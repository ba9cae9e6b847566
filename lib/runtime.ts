import { type Db, openDatabase, openForReading } from "#db/client.ts";
import { nameDriverErrors } from "#db/driver-errors.ts";
import { type DataKeyRow, listDataKeys, newestSealKeyId } from "#db/repositories/data-keys.ts";
import { findSetting } from "#db/repositories/settings.ts";
import { type Config, readConfig } from "#lib/config.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { OutboundProxy } from "#lib/domain/outbound-proxy.ts";
import { faultDigest } from "#lib/domain/storage-fault.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { outboundProxy } from "#lib/operations/outbound-proxy.ts";
import type { Held } from "#lib/vault/held-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import {
  forgetKeyring,
  heldFor,
  type KeyringSource,
  nameOfSource,
  readKeyring,
  readKeyringAnew,
} from "#lib/vault/keyring-source.ts";
import { openVault, type Vault } from "#lib/vault/vault.ts";

/** One process's hold on its database and vault. Both open on first use, so a build needs neither. */
export class Runtime {
  readonly config: Config;
  readonly #mayOnlyRead: boolean;
  #db: Db | undefined;
  #vault: { opened: Vault; held: Held | null } | undefined;

  /** `mayOnlyRead` lets a database be read that may not be written. What lives long would not see others' changes. */
  constructor(config: Config = readConfig(), { mayOnlyRead = false } = {}) {
    this.config = config;
    this.#mayOnlyRead = mayOnlyRead;
  }

  get db(): Db {
    this.#db ??= openEither(this.config.databaseFile, this.#mayOnlyRead);
    return this.#db;
  }

  /** Whether a database was opened that may only be read. */
  get isReadOnly(): boolean {
    return this.#db?.isReadOnly ?? false;
  }

  /** Throws OperationError `database_read_only` before anything is begun that would have to write. */
  requireWritable(): void {
    if (this.db.isReadOnly) throw new OperationError("database_read_only");
  }

  /** Throws OperationError `vault_uninitialised`, `vault_sealed`, `keyring_*`: what is wrong and what to do about it. */
  get vault(): Vault {
    const { keyringSource } = this.config;
    const held = heldFor(keyringSource);
    // Locked, or unsealed anew, since it was opened: what it opened with is not to be used any more.
    if (this.#vault?.held !== held) this.#vault = undefined;
    this.#vault ??= { opened: openRuntimeVault(this.db, keyringSource), held };
    return this.#vault.opened;
  }

  /** Throws OperationError `proxy_invalid`. */
  get proxy(): OutboundProxy | null {
    return outboundProxy(this.config);
  }

  operationContext<A extends Actor>(actor: A, nowMs: number): OperationContext & { readonly actor: A } {
    const runtime = this;
    return {
      db: this.db,
      actor,
      nowMs,
      get sealer() {
        return runtime.vault.sealer;
      },
    };
  }

  openingContext(actor: Actor, nowMs: number): OpeningContext {
    const runtime = this;
    return {
      db: this.db,
      actor,
      nowMs,
      get sealer() {
        return runtime.vault.sealer;
      },
      get opener() {
        return runtime.vault.opener;
      },
      get proxy() {
        return runtime.proxy;
      },
    };
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
    this.#vault = undefined;
    forgetKeyring(this.config.keyringSource);
  }
}

/** What the system and SQLite say of a file, a folder or a disk that may not be written, or has no room. */
const NOT_WRITABLE = /^(EACCES|EPERM|EROFS|ENOSPC|SQLITE_(READONLY|CANTOPEN|FULL|IOERR_SHM)\w*)$/;

function openEither(file: string, mayOnlyRead: boolean): Db {
  try {
    return openDatabase(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!mayOnlyRead || !NOT_WRITABLE.test(code)) throw error;
    try {
      return openForReading(file);
    } catch {
      throw error;
    }
  }
}

/** Lets a page that the database fails say so in the browser, which is sent an error's `digest` and nothing else of it. */
export function tellPagesOfFaults(): void {
  nameDriverErrors("digest", faultDigest);
}

function openRuntimeVault(db: Db, keyringSource: KeyringSource): Vault {
  // What a key is missing for may be a keyring that a program prints otherwise by now.
  const read = () => readKeys(db, keyringSource, readKeyringAnew);
  try {
    const { keyring, rows } = readKeys(db, keyringSource, readKeyring);
    return openVault(keyring, rows, { read, newestSealKeyId: () => newestSealKeyId(db.reader) });
  } catch (error) {
    throw asOperationError(error);
  }
}

function readKeys(
  db: Db,
  keyringSource: KeyringSource,
  readIt: typeof readKeyring,
): { keyring: Keyring; rows: DataKeyRow[] } {
  const vaultId = findSetting(db.reader, "vault_id");
  if (vaultId === null) throw new OperationError("vault_uninitialised");
  const keyring = readIt(keyringSource);
  if (keyring.vaultId !== vaultId)
    throw new OperationError("keyring_of_another_vault", { file: nameOfSource(keyringSource) });
  return { keyring, rows: listDataKeys(db.reader) };
}
