import { and, asc, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { gatewayHosts, gatewayObservations } from "#db/gateway-schema.ts";
import type { Tx } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";
import { gateways } from "#db/schema.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

/** Everything about a gateway except its sealed RPC token. */
export type GatewayRow = {
  id: string;
  name: string;
  stateDir: string;
  openclawPath: string | null;
  rpcUrl: string | null;
  createdAtMs: number;
  createdBy: string;
  /** A `GatewayObservation` as JSON: what its own OpenClaw said when it was asked. Null when it never was. */
  observed: string | null;
  /** The other host that it is on, and its `GatewayReport` as JSON; both null for one on the console's own. */
  host: string | null;
  report: string | null;
};

/** Below this nothing can be: should anything take another host's path for one of this, it finds nothing. */
const NOWHERE = "/dev/null/";

/** What stands in `state_dir` for a state directory of another host. */
export function placeElsewhere(host: string, stateDir: string): string {
  return `${NOWHERE}${host}:${stateDir}`;
}

/** `host:/path` of a gateway on another host, which is no path here. */
const shownStateDir = sql<string>`CASE WHEN ${gatewayHosts.host} IS NULL THEN ${gateways.stateDir}
  ELSE substr(${gateways.stateDir}, ${sql.raw(String(NOWHERE.length + 1))}) END`;

const columns = {
  id: gateways.id,
  name: gateways.name,
  stateDir: shownStateDir,
  openclawPath: gateways.openclawPath,
  rpcUrl: gateways.rpcUrl,
  createdAtMs: gateways.createdAtMs,
  createdBy: gateways.createdBy,
  observed: gatewayObservations.observation,
  host: gatewayHosts.host,
  report: gatewayHosts.report,
};

const ownObservation = eq(gatewayObservations.gatewayId, gateways.id);
const ownHost = eq(gatewayHosts.gatewayId, gateways.id);

export function listGateways(db: Reader): GatewayRow[] {
  return gatewaysByName(db).all();
}

const gatewaysByName = keptQuery((db) =>
  db
    .select(columns)
    .from(gateways)
    .leftJoin(gatewayObservations, ownObservation)
    .leftJoin(gatewayHosts, ownHost)
    .orderBy(asc(gateways.name))
    .prepare(),
);

export function findGateway(db: Reader, id: string): GatewayRow | null {
  return gatewayById(db).get({ id }) ?? null;
}

const gatewayById = keptQuery((db) =>
  db
    .select(columns)
    .from(gateways)
    .leftJoin(gatewayObservations, ownObservation)
    .leftJoin(gatewayHosts, ownHost)
    .where(eq(gateways.id, sql.placeholder("id")))
    .prepare(),
);

export function findGatewayByName(db: Reader, name: string): GatewayRow | null {
  return rowWhere(db, eq(gateways.name, name));
}

export function findGatewayByStateDir(db: Reader, stateDir: string): GatewayRow | null {
  return rowWhere(db, eq(gateways.stateDir, stateDir));
}

function rowWhere(db: Reader, where: SQL): GatewayRow | null {
  return (
    db
      .select(columns)
      .from(gateways)
      .leftJoin(gatewayObservations, ownObservation)
      .leftJoin(gatewayHosts, ownHost)
      .where(where)
      .get() ?? null
  );
}

/** The envelope of the gateway's own RPC token, for the operation that reloads it. */
export function findSealedRpcToken(db: Reader, gatewayId: string): SealedSecret | null {
  const row = db
    .select({ sealed: gateways.rpcTokenSealed })
    .from(gateways)
    .where(eq(gateways.id, gatewayId))
    .get();
  return row?.sealed ?? null;
}

/** Whether an RPC token is sealed for a gateway, for those who have no business with its envelope. */
export function hasRpcToken(db: Reader, gatewayId: string): boolean {
  const where = and(eq(gateways.id, gatewayId), isNotNull(gateways.rpcTokenSealed));
  return db.select({ id: gateways.id }).from(gateways).where(where).get() !== undefined;
}

export function insertGateway(tx: Tx, row: typeof gateways.$inferInsert): void {
  tx.insert(gateways).values(row).run();
}

export function updateGateway(tx: Tx, id: string, change: Partial<typeof gateways.$inferInsert>): void {
  tx.update(gateways).set(change).where(eq(gateways.id, id)).run();
}

export function deleteGateway(tx: Tx, id: string): void {
  tx.delete(gateways).where(eq(gateways.id, id)).run();
}

export function saveObservation(tx: Tx, gatewayId: string, observation: GatewayObservation): void {
  const { release, atMs } = observation;
  const set = { release, atMs, observation: JSON.stringify(observation) };
  tx.insert(gatewayObservations)
    .values({ gatewayId, ...set })
    .onConflictDoUpdate({ target: gatewayObservations.gatewayId, set })
    .run();
}
