import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { defaultAgentOf } from "#cli/agent-argument.ts";
import { type Command, type CommandInput, EXIT, printJson, printLines, UsageError } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { needed, SWITCH, TARGET_FLAGS, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { parseInput } from "#cli/invalid-input.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { ClearOrderInput, clearOrder, SetOrderInput, setOrder } from "#lib/operations/set-order.ts";
import { type OrderOverrideView, orderOverrideView } from "#lib/views/order-override-view.ts";

/**
 * `models auth order` with OpenClaw's words, on the configured default agent unless one is named.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.3.
 */
const OPTIONS = { ...TARGET_FLAGS, provider: TEXT };

/** `order get` of a registered gateway: what is wanted here, with a note when the gateway has something else. */
export const orderGetWanted: Command = {
  run(input) {
    const { args, stdout, stderr, t } = input;
    const { values } = parseArgs({ args, options: { ...OPTIONS, json: SWITCH }, strict: true });
    const { view, gateway } = findOrder(input, values);
    const { agentId, agentDir, provider, authStorePath, wanted, onGateway, isKnown } = view;
    if (values.json) printJson(stdout, { agentId, agentDir, provider, authStorePath, order: wanted });
    else printLines(stdout, orderLines(view, input));
    if (!isKnown) printLines(stderr, [t("cli.order.newer_release")]);
    else if (wanted?.join("\0") !== onGateway?.join("\0")) {
      const order = onGateway ? idList(onGateway) : t("cli.order.none");
      printLines(stderr, [t("cli.order.gateway_differs", { gateway, order })]);
    }
    return EXIT.done;
  },
};

export const orderSet: Command = {
  run(input) {
    const { values, positionals } = parseArgs({
      args: input.args,
      options: OPTIONS,
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length === 0) throw new UsageError("argument_missing", { what: "IDS" });
    const { fields, gateway } = orderTarget(input, values);
    setOrder(input.context(), parseInput(SetOrderInput, { ...fields, profileIds: positionals }));
    printLines(input.stdout, orderLines(findOrder(input, values).view, input));
    printLines(input.stderr, [input.t("cli.publish_next", { gateway })]);
    return EXIT.done;
  },
};

/** Done as well when there was no override, as with OpenClaw. */
export const orderClear: Command = {
  run(input) {
    const { args, stdout, stderr, t } = input;
    const { values } = parseArgs({ args, options: OPTIONS, strict: true });
    const { fields, gateway } = orderTarget(input, values);
    clearOrder(input.context(), parseInput(ClearOrderInput, fields));
    const { agentId, provider, wanted } = findOrder(input, values).view;
    const who = [fact(t, t("cli.order.agent"), agentId), fact(t, t("cli.order.provider"), provider)];
    printLines(stdout, [...who, t("cli.order.cleared")]);
    if (wanted) printLines(stderr, [t("cli.order.inherits", { order: idList(wanted) })]);
    printLines(stderr, [t("cli.publish_next", { gateway })]);
    return EXIT.done;
  },
};

type OrderFlags = { gateway?: string; agent?: string; provider?: string };

function orderTarget(input: CommandInput, flags: OrderFlags) {
  const provider = needed("--provider", flags.provider?.trim());
  const gateway = chooseGateway(input.context(), flags.gateway);
  const agentId = defaultAgentOf(gateway, flags.agent);
  return { fields: { gatewayId: gateway.gatewayId, agentId, provider }, gateway: gateway.name };
}

function findOrder(input: CommandInput, flags: OrderFlags): { view: OrderOverrideView; gateway: string } {
  const { fields, gateway } = orderTarget(input, flags);
  const view = orderOverrideView(input.context(), fields);
  if (!view) throw new OperationError("agent_not_found", { agentId: fields.agentId });
  return { view, gateway };
}

function orderLines(
  { agentId, provider, authStorePath, wanted }: OrderOverrideView,
  { t }: CommandInput,
): string[] {
  return [
    fact(t, t("cli.order.agent"), agentId),
    fact(t, t("cli.order.provider"), provider),
    fact(t, t("cli.order.auth_file"), homeShortened(authStorePath ?? t("common.unknown"))),
    fact(t, t("cli.order.override"), wanted ? idList(wanted) : t("cli.order.none")),
  ];
}

function idList(profileIds: readonly string[]): string {
  return profileIds.map((id) => printable(id)).join(", ");
}

/** `~/…` for a path in the reader's home, as OpenClaw writes it. */
function homeShortened(file: string): string {
  const home = os.homedir();
  return home !== path.parse(home).root && file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
}
