import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Reader } from "#db/client.ts";
import { packageRoot } from "#db/package-root.ts";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import { findResolverToken } from "#db/repositories/resolver.ts";
import { findSetting } from "#db/repositories/settings.ts";
import { readWantedState, type WantedState } from "#db/repositories/wanted-state.ts";
import { readConfig } from "#lib/config.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import { resolveProfileOrder } from "#lib/domain/profile-order.ts";
import { effectiveStores, emptyStore } from "#lib/domain/projected-store.ts";
import { CLAWKEEP_PROVIDER, findDrift, planPublish } from "#lib/domain/publish-plan.ts";
import type { PublishNote, PublishPreview, ResolverStep } from "#lib/domain/publish-receipt.ts";
import {
  type ConfigPlacement,
  noteParams,
  placeConfigChanges,
  placementNotes,
} from "#lib/openclaw/config-placement.ts";
import { planConfig } from "#lib/openclaw/config-plan.ts";
import type { ReportedResolver } from "#lib/openclaw/gateway-state.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import { readInstalledResolver, resolverPaths, resolverText } from "#lib/openclaw/resolver-install.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { askIfNeeded } from "#lib/operations/ask-gateway.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { refuseUnknown, requireGateway, requireGatewayState } from "#lib/operations/gateway-state.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { hashResolverToken } from "#lib/vault/token.ts";

const DEFAULT_CONSOLE_URL = "http://127.0.0.1:3210";

/** Everything a publish is decided from, read at one moment. */
export type PublishGround = {
  gateway: GatewayRow;
  state: GatewayState;
  wanted: WantedState;
  preview: PublishPreview;
  placement: ConfigPlacement;
};

type GroundFacts = Pick<PublishGround, "gateway" | "state" | "wanted"> & { resolver: ResolverStep };

/** Reads the gateway and the console's wishes and compares them. Refuses a gateway that must not be written. */
export function readPublishGround(
  db: Reader,
  gatewayId: string,
  observed?: GatewayObservation,
): PublishGround {
  const { gateway, state } = requireGatewayState(db, gatewayId, observed);
  return groundOf({
    gateway,
    state,
    wanted: readWantedState(db, gatewayId),
    resolver: resolverStep(db, gateway, state),
  });
}

/** The same from what was read already, where there is no database. */
export function groundOf({ gateway, state, wanted, resolver }: GroundFacts): PublishGround {
  if (state.problem) throw new OperationError(state.problem, { stateDir: gateway.stateDir });
  refuseUnknown(state);
  refuseUnknownAgents(state, wanted);
  const agents = observedAgents(state, wanted);
  const changes = planPublish({ agents, ...wanted });
  const config = planConfig({
    config: state.config.auth,
    secretProvider: state.config.document.get(["secrets", "providers", CLAWKEEP_PROVIDER]),
    command: resolver.command,
    profiles: wanted.profiles,
    stores: agents.map((agent) => agent.store),
  });
  const placement = placeConfigChanges(config.changes, state.config.sources, state);
  const { id, name, stateDir } = gateway;
  const preview: PublishPreview = {
    gatewayId: id,
    gatewayName: name,
    stateDir,
    changes,
    config: placement.changes,
    resolver,
    drift: findDrift(agents, wanted.ancestors),
    asked: state.observation && { release: state.observation.release, atMs: state.observation.atMs },
    notes: [...config.notes, ...placementNotes(placement), ...unusedProfiles(state, wanted)],
    upToDate: changes.length === 0 && placement.changes.length === 0 && resolver.action === "keep",
  };
  return { gateway, state, wanted, preview, placement };
}

/** The same of a gateway as it is this moment: one that keeps its credentials in databases is asked first. */
export async function askedGround(
  ctx: Pick<OperationContext, "db" | "nowMs">,
  gatewayId: string,
): Promise<PublishGround> {
  const { reader } = ctx.db;
  const observed = await askIfNeeded(
    requireGateway(reader, gatewayId),
    readWantedState(reader, gatewayId),
    ctx.nowMs,
  );
  return readPublishGround(reader, gatewayId, observed ?? undefined);
}

/** A provider that is not what it should be answers for none of our references, and a gateway does not start then. */
export function refuseHeldProvider({ placement }: PublishGround): void {
  const held = placement.left.find((change) => change.path[0] === "secrets");
  if (!held) return;
  const { member = "", files = "", reason = "" } = noteParams(held);
  throw new OperationError("config_provider_held", { member, files, reason });
}

/** The console's address as gateways reach it. */
export function consoleUrl(db: Reader): string {
  return findSetting(db, "console_url") ?? DEFAULT_CONSOLE_URL;
}

/**
 * The resolver as it is installed: run by the Node that runs the console, by the one behind links since OpenClaw's user
 * may not have those. The file system of a console in a container is not the gateway's, whose Node is told then.
 */
export function ownResolverText(): string {
  return resolverText(shippedResolver(), readConfig().gatewayNode ?? realpathSync(process.execPath));
}

/** The resolver as this Clawkeep ships it, before a Node is named in it. */
export function shippedResolver(): string {
  const template = path.join(/* turbopackIgnore: true */ packageRoot(), "bin/clawkeep-resolver.mjs");
  return readFileSync(template, "utf8");
}

/** Of another host's resolver that host says how it is, and makes its token itself. */
function reportedStep({ command, isInstalled, isCurrent, url }: ReportedResolver): ResolverStep {
  const action = isInstalled ? (isCurrent ? "keep" : "replace") : "install";
  return { command, url: url ?? "", action, issuesToken: false };
}

function resolverStep(db: Reader, gateway: GatewayRow, { reported }: GatewayState): ResolverStep {
  if (reported !== null) return reportedStep(reported.resolver);
  const installed = readInstalledResolver(gateway.stateDir);
  const url = consoleUrl(db);
  const token = installed.settings && findResolverToken(db, hashResolverToken(installed.settings.token));
  const issuesToken = !token || token.revokedAtMs !== null || token.gatewayId !== gateway.id;
  const same = installed.text === ownResolverText() && installed.settings?.url === url && !issuesToken;
  const action = installed.text === null ? "install" : same ? "keep" : "replace";
  return { command: resolverPaths(gateway.stateDir).command, url, action, issuesToken };
}

/** What was removed here needs no agent any more: it is only forgotten. */
function refuseUnknownAgents(state: GatewayState, { profiles, orders }: WantedState): void {
  const known = new Set(state.agents.flatMap((agent) => (agent.storePath ? [agent.agentId] : [])));
  const wanted = [
    ...profiles.filter((item) => item.entry !== null),
    ...orders.filter((item) => item.profileIds !== null),
  ];
  const lost = wanted.find((item) => !known.has(item.agentId));
  if (lost) throw new OperationError("agent_not_found", { agentId: lost.agentId });
}

/** Profiles that will be there and that no agent will use, because an order or the config leaves them out. */
function unusedProfiles(state: GatewayState, wanted: WantedState): PublishNote[] {
  const stores = effectiveStores(state, wanted);
  const pairs = new Map(
    wanted.profiles.flatMap((item) =>
      item.entry
        ? [[`${item.agentId}\0${item.entry.provider}`, [item.agentId, item.entry.provider] as const]]
        : [],
    ),
  );
  const own = new Set(wanted.profiles.map((item) => `${item.agentId}\0${item.profileId}`));
  return [...pairs.values()].flatMap(([agentId, provider]): PublishNote[] => {
    const store = stores.get(agentId) ?? emptyStore();
    const { rows } = resolveProfileOrder({ store, config: state.config.auth, provider, nowMs: 0 });
    return rows
      .filter(
        (row) => own.has(`${agentId}\0${row.profileId}`) && /_order$|profiles$/.test(row.excludedBy ?? ""),
      )
      .map((row) => ({
        code: `unused_${row.excludedBy}`,
        params: { agentId, profileId: row.profileId, provider },
      }));
  });
}
