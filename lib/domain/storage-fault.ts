/** What the database, or the disk below it, can refuse a correct program. Each is a code with a sentence under `errors`. */
export const STORAGE_FAULTS = [
  "disk_full",
  "disk_failed",
  "write_unknown",
  "database_busy",
  "database_read_only",
  "database_damaged",
  "database_not_opened",
] as const;

export type StorageFault = (typeof STORAGE_FAULTS)[number];

/** SQLite's primary result codes; the extended ones begin with them. */
const BY_CODE: readonly (readonly [prefix: string, fault: StorageFault])[] = [
  ["SQLITE_FULL", "disk_full"],
  // The log's index could not grow by a page, which takes nothing but room.
  ["SQLITE_IOERR_SHMSIZE", "disk_full"],
  ["SQLITE_IOERR", "disk_failed"],
  ["SQLITE_BUSY", "database_busy"],
  ["SQLITE_LOCKED", "database_busy"],
  ["SQLITE_READONLY", "database_read_only"],
  ["SQLITE_PERM", "database_read_only"],
  ["SQLITE_CORRUPT", "database_damaged"],
  ["SQLITE_NOTADB", "database_damaged"],
  ["SQLITE_CANTOPEN", "database_not_opened"],
];

/** What an answer says beside the sentence: its HTTP status, and after how many seconds to ask again. */
export type FaultAnswer = { status: number; retryAfterS?: number };

/** Insufficient Storage where room is missing; Service Unavailable where waiting or an operator helps; else a failure. */
export const FAULT_ANSWERS: Readonly<Record<StorageFault, FaultAnswer>> = {
  disk_full: { status: 507 },
  disk_failed: { status: 500 },
  write_unknown: { status: 500 },
  database_busy: { status: 503, retryAfterS: 5 },
  database_read_only: { status: 503, retryAfterS: 60 },
  database_damaged: { status: 500 },
  database_not_opened: { status: 503, retryAfterS: 60 },
};

/** Which fault a result code of SQLite means; null for those that a statement of ours caused. */
export function storageFault(sqliteCode: string): StorageFault | null {
  return (
    BY_CODE.find(([prefix]) => sqliteCode === prefix || sqliteCode.startsWith(`${prefix}_`))?.[1] ?? null
  );
}

export function isStorageFault(code: string): code is StorageFault {
  return STORAGE_FAULTS.some((fault) => fault === code);
}

const DIGEST = "storage:";

/** How an error that a page did not expect says to the browser that it is a storage fault. */
export function faultDigest(sqliteCode: string): string | undefined {
  const fault = storageFault(sqliteCode);
  return fault === null ? undefined : `${DIGEST}${fault}`;
}

/** The storage fault that such a digest names. */
export function faultOfDigest(digest: string | null): StorageFault | null {
  const code = digest?.startsWith(DIGEST) ? digest.slice(DIGEST.length) : "";
  return isStorageFault(code) ? code : null;
}
