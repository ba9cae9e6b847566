import { closeSync, fsyncSync, openSync } from "node:fs";
import type { Db } from "#db/client.ts";
import { loadDriver } from "#db/driver.ts";
import type { Tx } from "#db/mutate.ts";
import { driverOf } from "#db/mutate.ts";
import { prepared } from "#db/prepared.ts";

/** What is of no use in a copy and of use to a thief: who is signed in, and what signing in is counted by. */
const ENDED = [
  ...["session", "verification", "sign_in_attempts", "setup_code", "pending_sign_ins"],
  ...[
    "passkey_challenges",
    "oidc_sign_ins",
    "identity_proofs",
    "invitations",
    "session_secret",
    "join_tokens",
  ],
];

/**
 * Copies the database as it is at one moment into a new private file, while others go on reading and writing, and takes
 * the sessions out of the copy. The file is synced. Nothing that was deleted is in it.
 */
export function copyDatabase(db: Db, file: string): void {
  closeSync(openSync(file, "wx", 0o600));
  db.raw.prepare("VACUUM INTO ?").run(file);
  const Driver = loadDriver();
  const copy = new Driver(file);
  try {
    copy.pragma("secure_delete = ON");
    copy.transaction(() => {
      for (const table of ENDED) copy.prepare(`DELETE FROM ${table}`).run();
      // The backup that this copy is for; in the copy it would never end.
      copy.prepare("DELETE FROM backup_runs WHERE state = 'running'").run();
    })();
  } finally {
    copy.close();
  }
  const opened = openSync(file, "r+");
  fsyncSync(opened);
  closeSync(opened);
}

/** The name of the newest migration that made this database. */
export function newestMigration(db: Db): string {
  return String(db.raw.prepare("SELECT max(name) FROM schema_migrations").pluck().get());
}

/** Whether SQLite finds every page and index as it should be, and every reference leading somewhere. */
export function isDatabaseSound({ raw }: Db): boolean {
  const integrity = raw.pragma("integrity_check", { simple: true });
  return integrity === "ok" && (raw.pragma("foreign_key_check") as unknown[]).length === 0;
}

/** Makes one file of it, without those that SQLite keeps beside an open database. */
export function closeIntoOneFile(db: Db): void {
  db.raw.pragma("wal_checkpoint(TRUNCATE)");
  db.raw.pragma("journal_mode = DELETE");
  db.close();
}

/** Revokes every resolver token, API token and calendar link, and says how many. */
export function revokeMachines(tx: Tx, atMs: number): number {
  let revoked = 0;
  for (const table of ["resolver_tokens", "api_tokens", "calendar_links"] as const) {
    const sql = `UPDATE ${table} SET revoked_at_ms = ? WHERE revoked_at_ms IS NULL`;
    revoked += prepared(driverOf(tx), sql).run(atMs).changes;
  }
  return revoked;
}
