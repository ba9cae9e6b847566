import { createHash } from "node:crypto";
import { closeSync, createReadStream, fsyncSync, openSync, writeFileSync } from "node:fs";
import { BackupManifest, KEYRING_BYTES_MAX, MANIFEST_BYTES_MAX } from "#lib/operations/backup-manifest.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { webStream } from "#lib/operations/web-stream.ts";
import { type AgeOpening, ageDecrypt } from "#lib/vault/age-file.ts";

/** A backup's database, in a private file, and its keyring, in memory alone. Both are the ones the manifest says. */
export type Unpacked = { manifest: BackupManifest; keyring: Buffer | null };

/**
 * Opens a backup and writes its database to a new private file.
 *
 * Throws `backup_not_opened`, `backup_damaged` when anything in it is not as it was made or its end is missing, and
 * `backup_version_unknown`.
 */
export async function unpackBackup(file: string, opening: AgeOpening, database: string): Promise<Unpacked> {
  const sealed = createReadStream(file);
  // A file that is not there is told by its name, not as one that does not open.
  await new Promise((resolve, reject) => sealed.once("open", resolve).once("error", reject));
  try {
    const plain = await ageDecrypt(webStream(sealed), opening);
    return await readParts(new Bytes(plain), database);
  } catch (error) {
    const known = asOperationError(error);
    throw known instanceof OperationError || isOfDisk(known) ? known : new OperationError("backup_damaged");
  } finally {
    sealed.destroy();
  }
}

async function readParts(bytes: Bytes, database: string): Promise<Unpacked> {
  const manifest = manifestOf(await bytes.line());
  const [hash, opened] = [createHash("sha256"), openSync(database, "wx", 0o600)];
  try {
    for await (const chunk of bytes.take(manifest.database.bytes)) {
      hash.update(chunk);
      writeFileSync(opened, chunk);
    }
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  if (hash.digest("hex") !== manifest.database.sha256) throw new OperationError("backup_damaged");
  const keyring = manifest.keyring ? await readKeyring(bytes, manifest.keyring) : null;
  if (!(await bytes.isAtEnd())) throw new OperationError("backup_damaged");
  return { manifest, keyring };
}

async function readKeyring(bytes: Bytes, part: { bytes: number; sha256: string }): Promise<Buffer> {
  if (part.bytes > KEYRING_BYTES_MAX) throw new OperationError("backup_damaged");
  const chunks: Buffer[] = [];
  for await (const chunk of bytes.take(part.bytes)) chunks.push(chunk);
  const keyring = Buffer.concat(chunks);
  if (createHash("sha256").update(keyring).digest("hex") !== part.sha256)
    throw new OperationError("backup_damaged");
  return keyring;
}

function manifestOf(line: string): BackupManifest {
  const value: unknown = JSON.parse(line);
  const known = BackupManifest.safeParse(value);
  if (known.success) return known.data;
  const isOurs = typeof value === "object" && value !== null && "format" in value;
  throw new OperationError(
    isOurs && value.format === "clawkeep-backup" ? "backup_version_unknown" : "backup_damaged",
  );
}

/** Hands out a stream in parts of given lengths. */
class Bytes {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end >= 0) {
        const line = this.#rest.subarray(0, end).toString("utf8");
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.length > MANIFEST_BYTES_MAX) throw new OperationError("backup_damaged");
      this.#rest = Buffer.concat([this.#rest, await this.#next()]);
    }
  }

  async *take(length: number): AsyncGenerator<Buffer> {
    for (let missing = length; missing > 0; ) {
      if (this.#rest.length === 0) this.#rest = await this.#next();
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      yield part;
    }
  }

  /** Read to the end, which is where the age format shows that nothing was cut off. */
  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && (await this.#chunks.next()).done === true;
  }

  async #next(): Promise<Buffer> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new OperationError("backup_damaged");
    return Buffer.from(value);
  }
}

/** What the system says of a file or a folder, such as a full disk. */
const isOfDisk = (error: unknown): boolean =>
  error instanceof Error && "code" in error && "syscall" in error && /^E[A-Z]+$/.test(String(error.code));
