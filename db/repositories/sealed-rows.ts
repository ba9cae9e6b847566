import { isNotNull, type SQL, sql } from "drizzle-orm";
import { alertChannels } from "#db/alert-schema.ts";
import type { Reader } from "#db/client.ts";
import { totpFactors } from "#db/factor-schema.ts";
import { driverOf, type Tx } from "#db/mutate.ts";
import { oidcProvider } from "#db/oidc-schema.ts";
import { keptQuery, prepared } from "#db/prepared.ts";
import { credentials, environmentKeys, gateways, profiles } from "#db/schema.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

/** Every column that holds envelopes. A test compares this list with the schema. */
export const SEALED_COLUMNS = {
  credentials: "sealed",
  environment_keys: "sealed",
  alert_channels: "sealed",
  gateways: "rpc_token_sealed",
  totp_factors: "sealed",
  oidc_provider: "sealed",
} as const;

export type SealedTable = keyof typeof SEALED_COLUMNS;

/**
 * Rows of a table after one of them, as they lie in the file (by SQLite's rowid), whose envelope is under any other
 * data key than this one.
 */
export type SealedPage = { exceptKeyId: string; afterRow: number; limit: number };

const LIMIT = sql.placeholder("limit");

const rowOf = (table: SealedTable) => sql<number>`${sql.raw(`${table}.rowid`)}`;

/** An envelope names its data key after `v1.`, in 27 characters. Null, where there is no envelope, is under no key. */
const isInPage = (table: SealedTable, column: unknown): SQL =>
  sql`${rowOf(table)} > ${sql.placeholder("afterRow")} AND substr(${column}, 4, 27) <> ${sql.placeholder("exceptKeyId")}`;

const sealedCredentials = keptQuery((db) => {
  const { id, gatewayId, agentId, profileId, provider, type, label, email, expiresAtMs } = profiles;
  const profile = { id, gatewayId, agentId, profileId, provider, type, label, email, expiresAtMs };
  const row = rowOf("credentials");
  return db
    .select({ row, id: credentials.id, sealed: credentials.sealed, profile })
    .from(credentials)
    .innerJoin(profiles, sql`${profiles.id} = ${credentials.profileRowId}`)
    .where(isInPage("credentials", credentials.sealed))
    .orderBy(row)
    .limit(LIMIT)
    .prepare();
});
export const listSealedCredentials = (db: Reader, page: SealedPage) => sealedCredentials(db).all(page);

const sealedKeys = keptQuery((db) => {
  const { id, gatewayId, variable, sealed } = environmentKeys;
  const row = rowOf("environment_keys");
  return db
    .select({ row, id, gatewayId, variable, sealed })
    .from(environmentKeys)
    .where(isInPage("environment_keys", sealed))
    .orderBy(row)
    .limit(LIMIT)
    .prepare();
});
export const listSealedKeys = (db: Reader, page: SealedPage) => sealedKeys(db).all(page);

const sealedChannels = keptQuery((db) => {
  const { id, kind, settings, sealed } = alertChannels;
  const row = rowOf("alert_channels");
  return db
    .select({ row, id, kind, settings, sealed })
    .from(alertChannels)
    .where(isInPage("alert_channels", sealed))
    .orderBy(row)
    .limit(LIMIT)
    .prepare();
});
export const listSealedChannels = (db: Reader, page: SealedPage) => sealedChannels(db).all(page);

const sealedRpcTokens = keptQuery((db) => {
  const { id, rpcUrl, rpcTokenSealed } = gateways;
  const row = rowOf("gateways");
  return db
    .select({ row, id, rpcUrl, sealed: sql<SealedSecret>`${rpcTokenSealed}` })
    .from(gateways)
    .where(isInPage("gateways", rpcTokenSealed))
    .orderBy(row)
    .limit(LIMIT)
    .prepare();
});
export const listSealedRpcTokens = (db: Reader, page: SealedPage) => sealedRpcTokens(db).all(page);

const sealedTotp = keptQuery((db) => {
  const { userId, sealed } = totpFactors;
  const row = rowOf("totp_factors");
  return db
    .select({ row, id: userId, sealed })
    .from(totpFactors)
    .where(isInPage("totp_factors", sealed))
    .orderBy(row)
    .limit(LIMIT)
    .prepare();
});
export const listSealedTotp = (db: Reader, page: SealedPage) => sealedTotp(db).all(page);

const sealedProviders = keptQuery((db) => {
  const { id, issuer, clientId, sealed } = oidcProvider;
  const row = rowOf("oidc_provider");
  return db
    .select({
      ...{ row, issuer, clientId },
      id: sql<string>`CAST(${id} AS TEXT)`,
      sealed: sql<SealedSecret>`${sealed}`,
    })
    .from(oidcProvider)
    .where(isInPage("oidc_provider", sealed))
    .orderBy(row)
    .limit(LIMIT)
    .prepare();
});
export const listSealedProviders = (db: Reader, page: SealedPage) => sealedProviders(db).all(page);

/** How many envelopes there are under each data key that has any. */
export function countSealedByKey(db: Reader): Map<string, number> {
  const columns = [
    { table: credentials, column: credentials.sealed },
    { table: environmentKeys, column: environmentKeys.sealed },
    { table: alertChannels, column: alertChannels.sealed },
    { table: gateways, column: gateways.rpcTokenSealed },
    { table: totpFactors, column: totpFactors.sealed },
    { table: oidcProvider, column: oidcProvider.sealed },
  ];
  const counts = new Map<string, number>();
  for (const { table, column } of columns) {
    const keyId = sql<string>`substr(${column}, 4, 27)`;
    const rows = db
      .select({ keyId, envelopes: sql<number>`count(*)` })
      .from(table)
      .where(isNotNull(column))
      .groupBy(keyId)
      .all();
    for (const row of rows) counts.set(row.keyId, (counts.get(row.keyId) ?? 0) + row.envelopes);
  }
  return counts;
}

const REPLACE = Object.fromEntries(
  Object.entries(SEALED_COLUMNS).map(([table, column]) => [
    table,
    `UPDATE ${table} SET ${column} = ? WHERE ${table === "totp_factors" ? "user_id" : "id"} = ? AND ${column} = ?`,
  ]),
) as Record<SealedTable, string>;

/** Puts an envelope in the place of the one that was read; false when that one is no longer there. */
export function replaceSealed(
  tx: Tx,
  table: SealedTable,
  row: { id: string; before: SealedSecret; after: SealedSecret },
): boolean {
  return prepared(driverOf(tx), REPLACE[table]).run(row.after, row.id, row.before).changes === 1;
}
