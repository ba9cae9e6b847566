import { and, asc, gt, isNotNull, type SQL, sql } from "drizzle-orm";
import { alertChannels } from "#db/alert-schema.ts";
import type { Reader } from "#db/client.ts";
import { totpFactors } from "#db/factor-schema.ts";
import { driverOf, type Tx } from "#db/mutate.ts";
import { oidcProvider } from "#db/oidc-schema.ts";
import { prepared } from "#db/prepared.ts";
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

/** Rows after an id, in the order of ids, whose envelope is under any other data key than this one. */
export type SealedPage = { exceptKeyId: string; afterId: string; limit: number };

export function listSealedCredentials(db: Reader, page: SealedPage) {
  const { id, gatewayId, agentId, profileId, provider, type, label, email, expiresAtMs } = profiles;
  const profile = { id, gatewayId, agentId, profileId, provider, type, label, email, expiresAtMs };
  return db
    .select({ id: credentials.id, sealed: credentials.sealed, profile })
    .from(credentials)
    .innerJoin(profiles, sql`${profiles.id} = ${credentials.profileRowId}`)
    .where(and(gt(credentials.id, page.afterId), isUnderAnother(credentials.sealed, page)))
    .orderBy(asc(credentials.id))
    .limit(page.limit)
    .all();
}

export function listSealedKeys(db: Reader, page: SealedPage) {
  const { id, gatewayId, variable, sealed } = environmentKeys;
  return db
    .select({ id, gatewayId, variable, sealed })
    .from(environmentKeys)
    .where(and(gt(id, page.afterId), isUnderAnother(sealed, page)))
    .orderBy(asc(id))
    .limit(page.limit)
    .all();
}

export function listSealedChannels(db: Reader, page: SealedPage) {
  const { id, kind, settings, sealed } = alertChannels;
  return db
    .select({ id, kind, settings, sealed })
    .from(alertChannels)
    .where(and(gt(id, page.afterId), isUnderAnother(sealed, page)))
    .orderBy(asc(id))
    .limit(page.limit)
    .all();
}

export function listSealedRpcTokens(db: Reader, page: SealedPage) {
  const { id, rpcUrl, rpcTokenSealed } = gateways;
  return db
    .select({ id, rpcUrl, sealed: sql<SealedSecret>`${rpcTokenSealed}` })
    .from(gateways)
    .where(and(gt(id, page.afterId), isNotNull(rpcTokenSealed), isUnderAnother(rpcTokenSealed, page)))
    .orderBy(asc(id))
    .limit(page.limit)
    .all();
}

export function listSealedTotp(db: Reader, page: SealedPage) {
  const { userId, sealed } = totpFactors;
  return db
    .select({ id: userId, sealed })
    .from(totpFactors)
    .where(and(gt(userId, page.afterId), isUnderAnother(sealed, page)))
    .orderBy(asc(userId))
    .limit(page.limit)
    .all();
}

/** There is one at most, whose id is a number, so nothing comes after it. */
export function listSealedProviders(db: Reader, page: SealedPage) {
  const { id, issuer, clientId, sealed } = oidcProvider;
  if (page.afterId !== "") return [];
  return db
    .select({ id: sql<string>`CAST(${id} AS TEXT)`, issuer, clientId, sealed: sql<SealedSecret>`${sealed}` })
    .from(oidcProvider)
    .where(and(isNotNull(sealed), isUnderAnother(sealed, page)))
    .all();
}

/** An envelope names its data key after `v1.`, in 27 characters. */
function isUnderAnother(column: unknown, { exceptKeyId }: SealedPage): SQL {
  return sql`substr(${column}, 4, 27) <> ${exceptKeyId}`;
}

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
