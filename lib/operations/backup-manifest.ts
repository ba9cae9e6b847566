import { z } from "zod";

const Part = z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** The first line of a backup: what follows it, in this order and without anything between. */
export const BackupManifest = z.strictObject({
  format: z.literal("clawkeep-backup"),
  version: z.literal(1),
  at: z.iso.datetime(),
  vaultId: z.string(),
  /** The newest migration of the database. An older Clawkeep does not know what it made. */
  schema: z.string(),
  /** How many rows the audit log had. */
  auditRows: z.int().min(0),
  database: Part,
  keyring: Part.nullable(),
});
export type BackupManifest = z.output<typeof BackupManifest>;

/** Longer than any first line: what begins with more is no backup. */
export const MANIFEST_BYTES_MAX = 4096;

/** The keyring with the most keys has about 10 kB. */
export const KEYRING_BYTES_MAX = 65_536;
