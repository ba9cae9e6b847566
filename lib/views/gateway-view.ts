import type { Reader } from "#db/client.ts";
import { findGateway, type GatewayRow, hasRpcToken } from "#db/repositories/gateways.ts";
import { listGrants, listResolverTokens, type ResolverTokenRow } from "#db/repositories/resolver.ts";
import type { AuthStore } from "#lib/domain/auth-store.ts";
import { driftName } from "#lib/domain/drift-adoption.ts";
import { type EnvironmentKeyUse, environmentKeyUse } from "#lib/domain/environment-key.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import type { Ancestor, Drift } from "#lib/domain/publish-plan.ts";
import type { PublishNote } from "#lib/domain/publish-receipt.ts";
import { type ObservedEntry, observeEntry } from "#lib/domain/store-entry.ts";
import type { Finding } from "#lib/openclaw/finding.ts";
import type { EnvVariable } from "#lib/openclaw/gateway-environment.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import { readInstalledResolver, resolverPaths } from "#lib/openclaw/resolver-install.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";
import { driftOf, listAncestors } from "#lib/views/gateway-health.ts";
import { type GatewayListItem, gatewayListItem } from "#lib/views/gateways-view.ts";
import { type HostView, hostView } from "#lib/views/host-view.ts";
import { leftMetadata } from "#lib/views/left-metadata.ts";
import { profilesView } from "#lib/views/profiles-view.ts";
import { listPublicationSummaries, type PublicationSummary } from "#lib/views/publications-view.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type GatewayAgentRow = Pick<
  AgentState,
  "agentId" | "name" | "isDefault" | "origin" | "agentDir" | "storePath" | "status" | "inheritsFromMain"
> & {
  /** Profiles in its own store; null when that is not known. */
  onGateway: number | null;
  /** Profiles that the console holds for it. */
  here: number;
};

/** A variable with a model credential. Never its value. */
export type EnvironmentKey = Pick<EnvVariable, "name" | "source" | "file" | "copiedFrom" | "shadows"> &
  EnvironmentKeyUse & {
    /** It is set to nothing, which keeps later files from setting it. */
    isBlank: boolean;
    /** Providers of it that have profiles, which OpenClaw tries first. */
    behindProfilesOf: string[];
  };

/** A drifted entry with both sides. `observed` is null when it was removed on the gateway. */
export type DriftItem = Drift & {
  name: string;
  published: Ancestor["value"];
  observed: ObservedEntry | string[] | null;
};

export type ResolverFacts = {
  /** `damaged`: something is at its place that publishing did not put there. */
  status: "absent" | "installed" | "damaged";
  command: string;
  /** The console's address as the installed resolver has it. */
  url: string | null;
  tokens: Pick<ResolverTokenRow, "id" | "createdAtMs" | "lastUsedAtMs" | "revokedAtMs">[];
};

export type GatewayView = Omit<GatewayListItem, "lastPublication"> &
  Pick<GatewayRow, "openclawPath" | "rpcUrl" | "createdAtMs" | "createdBy"> & {
    asOfMs: number;
    hasRpcToken: boolean;
    config: Pick<GatewayState["config"], "file" | "status">;
    agents: GatewayAgentRow[];
    findings: Finding[];
    environment: EnvironmentKey[];
    /** Null when the gateway's files do not tell. */
    drift: DriftItem[] | null;
    /** What neither publishing nor adopting can take out of the files that the config includes. */
    left: PublishNote[];
    publishedCount: number;
    resolver: ResolverFacts;
    publications: PublicationSummary[];
    /** Null for a gateway on the console's own host. */
    host: HostView | null;
  };

const PUBLICATIONS_SHOWN = 10;

/** Everything about a gateway but its secrets; null when there is none. */
export function gatewayView(ctx: ViewContext, gatewayId: string): GatewayView | null {
  const { reader } = ctx.db;
  const gateway = findGateway(reader, gatewayId);
  if (!gateway) return null;
  const state = readUnchangedGateway(gateway);
  const { items } = profilesView(ctx, { gatewayId });
  const ancestors = listAncestors(reader, gatewayId);
  const publications = listPublicationSummaries(ctx, gatewayId, PUBLICATIONS_SHOWN);
  const { openclawPath, rpcUrl, createdAtMs, createdBy } = gateway;
  const drift = driftOf(state, ancestors);
  return {
    ...gatewayListItem(ctx, gateway, state, items),
    ...{ openclawPath, rpcUrl, createdAtMs, createdBy },
    asOfMs: ctx.nowMs,
    hasRpcToken: hasRpcToken(reader, gatewayId),
    config: { file: state.config.file, status: state.config.status },
    agents: state.agents.map((agent) =>
      agentRow(agent, items.filter((item) => item.agentId === agent.agentId).length),
    ),
    findings: state.findings,
    environment: environmentKeys(state),
    drift: drift?.map((item) => driftItem(item, state, ancestors)) ?? null,
    left: drift ? leftMetadata(reader, gatewayId, state, drift) : [],
    // A publish that was cut off has granted what it wrote and recorded nothing of it.
    publishedCount: Math.max(ancestors.length, listGrants(reader, gatewayId).length),
    resolver: resolverFacts(reader, gateway, state),
    host: hostView(ctx, gatewayId),
    publications,
  };
}

function agentRow(agent: AgentState, here: number): GatewayAgentRow {
  const { agentId, name, isDefault, origin, agentDir, storePath, status, inheritsFromMain, store } = agent;
  const onGateway = store?.profiles.size ?? (status === "absent" ? 0 : null);
  return { agentId, name, isDefault, origin, agentDir, storePath, status, inheritsFromMain, onGateway, here };
}

function environmentKeys(state: GatewayState): EnvironmentKey[] {
  const main = state.agents.find((agent) => agent.agentId === state.defaultAgentId)?.effective;
  const withProfiles = new Set(main ? providersOf(main) : []);
  return state.environment.flatMap((variable): EnvironmentKey[] => {
    const use = environmentKeyUse(variable.name);
    if (!use || !variable.wins) return [];
    const { name, source, file, copiedFrom, shadows, value } = variable;
    const isBlank = value.isBlank();
    const behindProfilesOf = use.use === "key" ? use.providers.filter((id) => withProfiles.has(id)) : [];
    return [{ name, source, file, copiedFrom, shadows, ...use, isBlank, behindProfilesOf }];
  });
}

function providersOf(store: AuthStore): string[] {
  return [...store.profiles.values()].map((profile) => normalizeProvider(profile.provider));
}

function driftItem(drift: Drift, state: GatewayState, ancestors: Ancestor[]): DriftItem {
  const name = driftName(drift);
  const published = ancestors.find((item) => driftName(item) === name)?.value ?? [];
  const store = state.agents.find((agent) => agent.agentId === drift.agentId)?.store;
  if (drift.kind === "order")
    return { ...drift, name, published, observed: store?.order.get(drift.key) ?? null };
  const found = store?.profiles.get(drift.key);
  return { ...drift, name, published, observed: found ? observeEntry(found) : null };
}

function resolverFacts(
  reader: Reader,
  { id, stateDir }: GatewayRow,
  { reported }: GatewayState,
): ResolverFacts {
  const tokens = listResolverTokens(reader, id).map(({ tokenHash: _, gatewayId: _own, ...token }) => token);
  if (reported !== null) {
    const { command: there, isInstalled, url } = reported.resolver;
    return { status: isInstalled ? "installed" : "absent", command: there, url, tokens };
  }
  const { command } = resolverPaths(stateDir);
  try {
    const { text, settings } = readInstalledResolver(stateDir);
    const status = text !== null && settings !== null ? "installed" : text === null ? "absent" : "damaged";
    return { status, command, url: settings?.url ?? null, tokens };
  } catch (error) {
    if (!(error instanceof PublishError)) throw error;
    return { status: "damaged", command, url: null, tokens };
  }
}
