import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { insertRows } from "#db/bulk-write.ts";
import type { Reader } from "#db/client.ts";
import { driverOf, type Tx } from "#db/mutate.ts";
import { keptQuery, prepared } from "#db/prepared.ts";
import { credentials, profiles, publishedEntries } from "#db/schema.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

/** A profile as pages and plans see it: everything but the sealed column. */
export type ProfileRow = typeof profiles.$inferSelect & {
  fingerprint: string | null;
  tail: string | null;
  secretChangedAtMs: number | null;
};

const columns = {
  id: profiles.id,
  gatewayId: profiles.gatewayId,
  agentId: profiles.agentId,
  profileId: profiles.profileId,
  provider: profiles.provider,
  type: profiles.type,
  source: profiles.source,
  label: profiles.label,
  email: profiles.email,
  ref: profiles.ref,
  metadata: profiles.metadata,
  expiresAtMs: profiles.expiresAtMs,
  version: profiles.version,
  removedAtMs: profiles.removedAtMs,
  createdAtMs: profiles.createdAtMs,
  changedAtMs: profiles.changedAtMs,
  changedBy: profiles.changedBy,
  fingerprint: credentials.fingerprint,
  tail: credentials.tail,
  secretChangedAtMs: credentials.createdAtMs,
};

const rows = (db: Reader) =>
  db.select(columns).from(profiles).leftJoin(credentials, eq(credentials.profileRowId, profiles.id));

/** Every profile of a gateway, also removed ones, by agent and then as they came, which is the order they are published in. */
export function listProfiles(db: Reader, gatewayId: string): ProfileRow[] {
  return rows(db)
    .where(eq(profiles.gatewayId, gatewayId))
    .orderBy(asc(profiles.agentId), sql`${profiles}.rowid`)
    .all();
}

/** What of a profile decides the entry it is published as. */
export type EntryRow = Pick<
  ProfileRow,
  | "id"
  | "agentId"
  | "profileId"
  | "provider"
  | "type"
  | "email"
  | "ref"
  | "metadata"
  | "expiresAtMs"
  | "removedAtMs"
>;

/** Those of these agents, also removed ones, in the order of `listProfiles`. */
export function listEntryRows(db: Reader, gatewayId: string, agentIds: string[]): EntryRow[] {
  const { id, agentId, profileId, provider, type, email, ref, metadata, expiresAtMs, removedAtMs } = columns;
  return db
    .select({ id, agentId, profileId, provider, type, email, ref, metadata, expiresAtMs, removedAtMs })
    .from(profiles)
    .where(and(eq(profiles.gatewayId, gatewayId), inArray(profiles.agentId, agentIds)))
    .orderBy(asc(profiles.agentId), sql`${profiles}.rowid`)
    .all();
}

export function findProfile(db: Reader, rowId: string): ProfileRow | null {
  return profileById(db).get({ rowId }) ?? null;
}

const profileById = keptQuery((db) =>
  rows(db)
    .where(eq(profiles.id, sql.placeholder("rowId")))
    .prepare(),
);

export function findProfileByKey(
  db: Reader,
  key: { gatewayId: string; agentId: string; profileId: string },
): ProfileRow | null {
  const { gatewayId, agentId, profileId } = key;
  return profileByKey(db).get({ gatewayId, agentId, profileId }) ?? null;
}

const profileByKey = keptQuery((db) => {
  const gateway = eq(profiles.gatewayId, sql.placeholder("gatewayId"));
  const agent = eq(profiles.agentId, sql.placeholder("agentId"));
  const profile = eq(profiles.profileId, sql.placeholder("profileId"));
  return rows(db)
    .where(and(gateway, agent, profile))
    .prepare();
});

/** Other live profiles that hold the very same secret, recognised by its keyed fingerprint. */
export function listProfilesByFingerprint(db: Reader, fingerprint: string): ProfileRow[] {
  return profilesByFingerprint(db).all({ fingerprint });
}

const profilesByFingerprint = keptQuery((db) =>
  rows(db)
    .where(and(eq(credentials.fingerprint, sql.placeholder("fingerprint")), isNull(profiles.removedAtMs)))
    .orderBy(asc(profiles.createdAtMs))
    .prepare(),
);

/** The envelope of a profile's secret, for the operations that may open it. */
export function findSealed(db: Reader, profileRowId: string): { id: string; sealed: SealedSecret } | null {
  const row = db
    .select({ id: credentials.id, sealed: credentials.sealed })
    .from(credentials)
    .where(eq(credentials.profileRowId, profileRowId))
    .get();
  return row ?? null;
}

export function isProfilePublished(
  db: Reader,
  key: { gatewayId: string; agentId: string; profileId: string },
): boolean {
  return findPublishedAtMs(db, key) !== null;
}

/** When a profile was last published, null for never. */
export function findPublishedAtMs(
  db: Reader,
  key: { gatewayId: string; agentId: string; profileId: string },
): number | null {
  const where = and(
    eq(publishedEntries.gatewayId, key.gatewayId),
    eq(publishedEntries.agentId, key.agentId),
    eq(publishedEntries.kind, "profile"),
    eq(publishedEntries.key, key.profileId),
  );
  const found = db.select({ atMs: publishedEntries.publishedAtMs }).from(publishedEntries).where(where).get();
  return found?.atMs ?? null;
}

export function insertProfile(tx: Tx, row: typeof profiles.$inferInsert): void {
  insertRows(tx, profiles, [row]);
}

export function updateProfile(tx: Tx, rowId: string, change: Partial<typeof profiles.$inferInsert>): void {
  tx.update(profiles).set(change).where(eq(profiles.id, rowId)).run();
}

export function deleteProfile(tx: Tx, rowId: string): void {
  tx.delete(profiles).where(eq(profiles.id, rowId)).run();
}

/** Puts a secret in the place of the one before; `secure_delete` overwrites the old row's bytes. */
export function replaceCredential(tx: Tx, row: typeof credentials.$inferInsert): void {
  deleteCredential(tx, row.profileRowId);
  insertRows(tx, credentials, [row]);
}

export function deleteCredential(tx: Tx, profileRowId: string): void {
  prepared(driverOf(tx), "DELETE FROM credentials WHERE profile_row_id = ?").run(profileRowId);
}
