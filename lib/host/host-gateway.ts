import type { GatewayRow } from "#db/repositories/gateways.ts";
import type { HostRequest } from "#lib/domain/host-request.ts";
import type { ResolverStep } from "#lib/domain/publish-receipt.ts";
import type { Membership } from "#lib/host/host-settings.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { gatewayReport } from "#lib/openclaw/gateway-report.ts";
import type { GatewayState, ReportedResolver } from "#lib/openclaw/gateway-state.ts";
import { readInstalledResolver, resolverPaths } from "#lib/openclaw/resolver-install.ts";
import { askIfNeeded } from "#lib/operations/ask-gateway.ts";
import { groundOf, ownResolverText, type PublishGround } from "#lib/operations/publish-ground.ts";

type Wanted = HostRequest["wanted"];
const NOTHING: Wanted = { profiles: [], orders: [], ancestors: [] };

export type HostReading = { gateway: GatewayRow; state: GatewayState };

/** Reads the gateway of this host as it is now; one that keeps its credentials in databases is asked. */
export async function readHostGateway(
  stateDir: string,
  openclaw: string | null,
  wanted: Wanted = NOTHING,
): Promise<HostReading> {
  const gateway: GatewayRow = {
    id: "",
    name: stateDir,
    stateDir,
    openclawPath: openclaw,
    rpcUrl: null,
    createdAtMs: 0,
    createdBy: "",
    observed: null,
    host: null,
    report: null,
  };
  const observation = await askIfNeeded(gateway, wanted, Date.now());
  const asked = { ...gateway, observed: observation && JSON.stringify(observation) };
  return { gateway: asked, state: readGateway(asked) };
}

/** What the console is told of it. */
export function reportOf({ state }: HostReading) {
  return gatewayReport(state, reportedResolver(state.stateDir));
}

function reportedResolver(stateDir: string): ReportedResolver {
  const { text, settings } = readInstalledResolver(stateDir);
  return {
    command: resolverPaths(stateDir).command,
    isInstalled: text !== null && settings !== null,
    isCurrent: text === ownResolverText(),
    url: settings?.url ?? null,
  };
}

/** Compares the gateway with what the console asked for, as the console does for one on its own host. */
export function hostGround(
  { gateway, state }: HostReading,
  { wanted }: Pick<HostRequest, "wanted">,
  { url }: Pick<Membership, "url">,
): PublishGround {
  const { command, isCurrent } = reportedResolver(state.stateDir);
  const resolver: ResolverStep = {
    command,
    url,
    action: isCurrent ? "keep" : "replace",
    issuesToken: false,
  };
  return groundOf({ gateway, state, wanted: { ...wanted, rows: [] }, resolver });
}
