import { fact } from "#cli/facts.ts";
import type { Cell } from "#cli/table.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";
import type { RegisteredGateway } from "#lib/views/registered-gateways-view.ts";

/** What is registered of a gateway and who keeps its credentials, one fact a line. */
export function gatewayFacts(gateway: RegisteredGateway, state: GatewayState, t: Translator): string[] {
  const none = t("common.none");
  return [
    fact(t, t("cli.gateway.gateway"), gateway.name),
    fact(t, t("cli.gateway.state_dir"), gateway.stateDir),
    fact(t, t("cli.gateway.openclaw"), gateway.openclawPath ?? none),
    fact(t, t("cli.gateway.url"), gateway.rpcUrl ?? none),
    fact(t, t("cli.gateway.added_by"), gateway.createdBy),
    fact(
      t,
      t("cli.gateway.storage"),
      t(state.storage === "sqlite" ? "cli.gateway.sqlite" : "cli.gateway.json"),
    ),
    ...askedFacts(state, t),
  ];
}

function askedFacts({ storage, observation }: GatewayState, t: Translator): string[] {
  if (storage !== "sqlite") return [];
  if (observation === null) return [fact(t, t("cli.gateway.asked"), t("cli.gateway.not_asked"))];
  return [
    fact(t, t("cli.gateway.release"), printable(observation.release)),
    fact(t, t("cli.gateway.asked"), new Date(observation.atMs).toISOString()),
  ];
}

/** A row for each agent: profiles in its file, profiles kept here, and the file. */
export function agentRows(state: GatewayState, items: readonly ProfileListItem[], t: Translator): Cell[][] {
  return state.agents.map(({ agentId, store, storePath }): Cell[] => {
    const isDefault = agentId === state.defaultAgentId;
    const name = isDefault ? t("cli.gateway.default_agent", { agentId }) : agentId;
    const here = items.filter((item) => item.agentId === agentId).length;
    return [name, String(store?.profiles.size ?? 0), String(here), printable(storePath ?? "", 4096)];
  });
}
