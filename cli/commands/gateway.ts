import { parseArgs } from "node:util";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { findingLines } from "#cli/finding-lines.ts";
import { onlyArgument, SWITCH } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { agentRows, gatewayFacts } from "#cli/gateway-facts.ts";
import { tableLines } from "#cli/table.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import { removeGateway } from "#lib/operations/remove-gateway.ts";
import { revokeGatewayTokens } from "#lib/operations/revoke-resolver-tokens.ts";
import { profilesView } from "#lib/views/profiles-view.ts";
import { registeredGatewaysView } from "#lib/views/registered-gateways-view.ts";

export const gatewayList: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: { json: SWITCH }, strict: true });
    const view = registeredGatewaysView(context());
    if (values.json) {
      // What a gateway said of itself is `gateway ask --json`.
      const gateways = view.gateways.map(({ observed: _, report: _report, ...gateway }) => gateway);
      printJson(stdout, { ...view, gateways });
      return EXIT.done;
    }
    const heading = [t("cli.columns.gateway"), t("cli.columns.state_dir"), t("cli.columns.url")];
    const rows = view.gateways.map(({ name, stateDir, rpcUrl }) =>
      [name, stateDir, rpcUrl ?? ""].map((text) => printable(text)),
    );
    if (rows.length > 0) printLines(stdout, tableLines(heading, rows, paint));
    else printLines(stderr, [t("cli.gateway.none")]);
    return EXIT.done;
  },
};

/** What is known of a gateway, and what its files say now. The name may be left out when there is one. */
export const gatewayShow: Command = {
  run({ args, context, stdout, t, paint }) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
    const ctx = context();
    const gateway = chooseGateway(
      ctx,
      positionals.length > 0 ? onlyArgument("NAME", positionals) : undefined,
    );
    const state = readGateway(gateway);
    const { items } = profilesView(ctx, { gatewayId: gateway.gatewayId });
    printLines(stdout, gatewayFacts(gateway, state, t));
    const heading = [
      t("cli.columns.agent"),
      t("cli.columns.on_gateway"),
      t("cli.columns.here"),
      t("cli.columns.auth_file"),
    ];
    printLines(stdout, ["", ...tableLines(heading, agentRows(state, items, t), paint)]);
    const findings = findingLines(state.findings, t, paint);
    if (findings.length > 0) printLines(stdout, ["", ...findings]);
    return EXIT.done;
  },
};

/** Asks a gateway that keeps its credentials in databases what it has. The name may be left out when there is one. */
export const gatewayAsk: Command = {
  async run({ args, context, stdout, t }) {
    const options = { json: SWITCH };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const ctx = context();
    const { gatewayId, name } = chooseGateway(
      ctx,
      positionals.length > 0 ? onlyArgument("NAME", positionals) : undefined,
    );
    const observation = await askGatewayAgain(ctx, gatewayId);
    const { release, agents } = observation;
    const profiles = agents.reduce((sum, agent) => sum + agent.profiles.length, 0);
    if (values.json) printJson(stdout, observation);
    else printLines(stdout, [t("cli.gateway.asked_now", { name, release, profiles, agents: agents.length })]);
    return EXIT.done;
  },
};

/** Forgets a gateway and every secret kept for it; refused while references to them are published there. */
export const gatewayRemove: Command = {
  run({ args, context, stdout, t }) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
    const ctx = context();
    const { gatewayId, name } = chooseGateway(ctx, onlyArgument("NAME", positionals));
    const profiles = profilesView(ctx, { gatewayId }).items.length;
    removeGateway(ctx, gatewayId);
    printLines(stdout, [t("cli.gateway.removed", { name, profiles })]);
    return EXIT.done;
  },
};

/** From its next request on, the gateway gets no more secrets until something is published to it again. */
export const gatewayRevokeToken: Command = {
  run({ args, context, stdout, stderr, t }) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
    const ctx = context();
    const { gatewayId, name } = chooseGateway(ctx, onlyArgument("NAME", positionals));
    const { revoked } = revokeGatewayTokens(ctx, gatewayId);
    printLines(stdout, [t("cli.gateway.revoked", { name, revoked })]);
    if (revoked > 0) printLines(stderr, [t("cli.gateway.publish_renews", { name })]);
    return EXIT.done;
  },
};
