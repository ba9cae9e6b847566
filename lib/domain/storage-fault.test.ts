import { expect, test } from "vitest";
import {
  FAULT_ANSWERS,
  faultDigest,
  faultOfDigest,
  STORAGE_FAULTS,
  storageFault,
} from "#lib/domain/storage-fault.ts";
import { LOCALES, translator } from "#lib/messages.ts";

test("each code by which SQLite speaks of a disk, a file or another process is one fault", () => {
  const told = {
    SQLITE_FULL: "disk_full",
    SQLITE_IOERR_SHMSIZE: "disk_full",
    SQLITE_IOERR: "disk_failed",
    SQLITE_IOERR_FSYNC: "disk_failed",
    SQLITE_IOERR_WRITE: "disk_failed",
    SQLITE_IOERR_READ: "disk_failed",
    SQLITE_IOERR_SHORT_READ: "disk_failed",
    SQLITE_BUSY: "database_busy",
    SQLITE_BUSY_SNAPSHOT: "database_busy",
    SQLITE_BUSY_RECOVERY: "database_busy",
    SQLITE_LOCKED: "database_busy",
    SQLITE_READONLY: "database_read_only",
    SQLITE_READONLY_DIRECTORY: "database_read_only",
    SQLITE_READONLY_DBMOVED: "database_read_only",
    SQLITE_PERM: "database_read_only",
    SQLITE_CORRUPT: "database_damaged",
    SQLITE_CORRUPT_INDEX: "database_damaged",
    SQLITE_NOTADB: "database_damaged",
    SQLITE_CANTOPEN: "database_not_opened",
    SQLITE_CANTOPEN_ISDIR: "database_not_opened",
  };
  for (const [code, fault] of Object.entries(told)) expect(storageFault(code), code).toBe(fault);
});

test("what a statement of ours causes is no storage fault, nor is anything that is not SQLite's", () => {
  for (const code of [
    "SQLITE_ERROR",
    "SQLITE_CONSTRAINT_TRIGGER",
    "SQLITE_MISUSE",
    "SQLITE_FULLER",
    "ENOSPC",
    "",
  ])
    expect(storageFault(code), code).toBeNull();
});

test("each fault has a status that no correct answer has, and a sentence in each language", () => {
  for (const fault of STORAGE_FAULTS) {
    expect([500, 503, 507]).toContain(FAULT_ANSWERS[fault].status);
    for (const { locale } of LOCALES) expect(translator(locale).has(`errors.${fault}`)).toBe(true);
  }
});

test("a page's digest names its fault and no other text does", () => {
  expect(faultDigest("SQLITE_FULL")).toBe("storage:disk_full");
  expect(faultDigest("SQLITE_ERROR")).toBeUndefined();
  for (const fault of STORAGE_FAULTS) expect(faultOfDigest(`storage:${fault}`)).toBe(fault);
  for (const other of [null, "", "1234567", "storage:", "storage:internal", "disk_full"])
    expect(faultOfDigest(other)).toBeNull();
});
