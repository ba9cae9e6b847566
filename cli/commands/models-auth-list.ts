import { parseArgs } from "node:util";
import { defaultAgentOf } from "#cli/agent-argument.ts";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { SWITCH, TARGET_FLAGS } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { profileHeading, profileRow } from "#cli/profile-rows.ts";
import { tableLines } from "#cli/table.ts";
import { profilesView } from "#lib/views/profiles-view.ts";

/** The profiles the console holds for an agent: by default the configured default agent. */
export const modelsAuthList: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: { ...TARGET_FLAGS, json: SWITCH }, strict: true });
    const ctx = context();
    const gateway = chooseGateway(ctx, values.gateway);
    const { gatewayId } = gateway;
    const agentId = defaultAgentOf(gateway, values.agent);
    const { asOfMs, items, gateways } = profilesView(ctx, { gatewayId, agentId });
    if (values.json) {
      printJson(stdout, { gateway: gateway.name, agentId, asOfMs, profiles: items });
      return EXIT.done;
    }
    printLines(stdout, [fact(t, t("cli.order.agent"), agentId)]);
    if (items.length > 0)
      printLines(
        stdout,
        tableLines(
          profileHeading(t),
          items.map((item) => profileRow(item, t)),
          paint,
        ),
      );
    else printLines(stderr, [t("cli.list.empty", { gateway: gateway.name })]);
    const others =
      gateways.find((known) => known.gatewayId === gatewayId)?.agentIds.filter((id) => id !== agentId) ?? [];
    if (others.length > 0) printLines(stderr, [t("cli.list.other_agents", { agents: others.join(", ") })]);
    return EXIT.done;
  },
};
