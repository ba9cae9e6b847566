import type { Reader } from "#db/client.ts";
import { type GatewayRow, listGateways } from "#db/repositories/gateways.ts";
import { listProfiles, type ProfileRow } from "#db/repositories/profiles.ts";
import { findResolverToken, listGrants } from "#db/repositories/resolver.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import {
  type ConsoleFacts,
  type FingerprintedSecret,
  profileKey,
  type RefreshToken,
} from "#lib/domain/doctor-facts.ts";
import { type Ancestor, type Drift, findDrift } from "#lib/domain/publish-plan.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { type DoctorReport, doctorReport } from "#lib/openclaw/doctor-report.ts";
import { fingerprintRefreshTokens } from "#lib/openclaw/doctor-secrets.ts";
import { gatherState } from "#lib/openclaw/doctor-state.ts";
import { gatewayReading } from "#lib/openclaw/gateway-reader.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import type { ResolverSettings } from "#lib/openclaw/resolver-install.ts";
import { resolverAnswers } from "#lib/openclaw/resolver-reach.ts";
import { type GatewayState, readGatewayState } from "#lib/openclaw/state-dir.ts";
import { authorise, type OperationContext } from "#lib/operations/context.ts";
import { notCheckedOf } from "#lib/operations/examine-state-dir.ts";
import { requireOwnHost } from "#lib/operations/gateway-state.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { consoleUrl, shippedResolver } from "#lib/operations/publish-ground.ts";
import { runFingerprint, vaultFingerprint } from "#lib/operations/run-fingerprint.ts";
import { hashResolverToken } from "#lib/vault/token.ts";

/** Examines a registered gateway: its state dir, and what the console knows of it. Writes nothing. */
export async function examineGateway(ctx: OperationContext, gatewayId: string): Promise<DoctorReport> {
  authorise(ctx.actor, "status:read");
  const gateway = requireOwnHost(ctx.db.reader, gatewayId);
  return examine(ctx, gateway, listGateways(ctx.db.reader));
}

/** Every registered gateway, by name. */
export async function examineGateways(ctx: OperationContext): Promise<DoctorReport[]> {
  authorise(ctx.actor, "status:read");
  const gateways = listGateways(ctx.db.reader);
  const own = gateways.filter(({ host }) => host === null);
  return Promise.all(own.map((gateway) => examine(ctx, gateway, gateways)));
}

async function examine(
  ctx: OperationContext,
  gateway: GatewayRow,
  all: readonly GatewayRow[],
): Promise<DoctorReport> {
  const { reader } = ctx.db;
  const { service, ...known } = gatewayReading(gateway);
  const reading = { ...known, nowMs: ctx.nowMs };
  const state = readGatewayState(gateway.stateDir, reading);
  const ofVault = openFingerprint(ctx);
  const fingerprint = ofVault ?? runFingerprint();
  const gathered = gatherState(state, { reading, fingerprint, shippedResolver: shippedResolver() });
  const rows = listProfiles(reader, gateway.id);
  const facts = {
    ...gathered.facts,
    nowMs: ctx.nowMs,
    target: { stateDir: state.stateDir, gateway: { gatewayId: gateway.id, name: gateway.name } },
    knowsProcessEnvironment: false,
    secrets: [...gathered.facts.secrets, ...(ofVault ? sealedSecrets(rows) : [])],
    refreshTokensElsewhere: [
      ...gathered.facts.refreshTokensElsewhere,
      ...tokensOfOthers(all, gateway, fingerprint),
    ],
    console: await consoleFacts(reader, gateway, state, gathered.resolverSettings, rows),
  };
  return doctorReport(facts, gathered.findings, [
    "process_environment",
    ...(service ? [] : (["working_directory"] as const)),
    ...notCheckedOf(state),
    ...(ofVault ? [] : (["vault"] as const)),
  ]);
}

/** Whoever renews an OAuth login first signs the others out, on whichever gateway they are. */
function tokensOfOthers(
  all: readonly GatewayRow[],
  own: GatewayRow,
  fingerprint: ReturnType<typeof runFingerprint>,
): RefreshToken[] {
  return all
    .filter(({ id }) => id !== own.id)
    .flatMap((other) => fingerprintRefreshTokens(readUnchangedGateway(other), fingerprint, other.name));
}

/** Null while the vault cannot be opened; everything else can still be examined. */
function openFingerprint(ctx: OperationContext): ReturnType<typeof vaultFingerprint> | null {
  try {
    return vaultFingerprint(ctx.sealer);
  } catch (error) {
    if (!(asOperationError(error) instanceof OperationError)) throw error;
    return null;
  }
}

async function consoleFacts(
  reader: Reader,
  gateway: GatewayRow,
  state: GatewayState,
  settings: ResolverSettings | null,
  rows: readonly ProfileRow[],
): Promise<ConsoleFacts> {
  const { id } = gateway;
  const address = consoleUrl(reader);
  const addressMatches = settings?.url === address;
  const grants = listGrants(reader, id);
  return {
    token: settings ? tokenState(reader, id, settings.token) : "unknown",
    addressMatches,
    // The state dir's owner may write another address there; only our own is asked.
    answers: addressMatches ? await resolverAnswers(address) : null,
    grantedIds: new Set(grants.map(({ refId }) => refId)),
    drift: canCompare(state) ? driftSince(state, readWantedState(reader, id).ancestors) : [],
    rowIds: new Map(rows.map((row) => [profileKey(row.agentId, row.profileId), row.id])),
  };
}

function tokenState(reader: Reader, gatewayId: string, token: string): ConsoleFacts["token"] {
  const row = findResolverToken(reader, hashResolverToken(token));
  if (!row || row.gatewayId !== gatewayId) return "unknown";
  return row.revokedAtMs === null ? "live" : "revoked";
}

function driftSince(state: GatewayState, ancestors: Ancestor[]): Drift[] {
  return findDrift(observedAgents(state, { profiles: [], ancestors }), ancestors);
}

/** A file that does not parse would look as if everything had been taken out of it. */
function canCompare(state: GatewayState): boolean {
  return (
    state.problem === null && isKnown(state) && !state.findings.some((each) => each.severity === "error")
  );
}

function sealedSecrets(rows: readonly ProfileRow[]): FingerprintedSecret[] {
  return rows.flatMap(({ agentId, profileId, fingerprint, removedAtMs }) => {
    if (fingerprint === null || removedAtMs !== null) return [];
    const nowhere = { file: null, line: null, column: null, path: null, variable: null };
    return [{ ...nowhere, kind: "vault", agentId, profileId, fingerprint }];
  });
}
