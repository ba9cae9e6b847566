import { parseArgs } from "node:util";
import { defaultAgentOf } from "#cli/agent-argument.ts";
import { type Command, EXIT, printLines } from "#cli/command.ts";
import { onlyArgument, TARGET_FLAGS } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { removeProfile } from "#lib/operations/remove-profile.ts";
import { profilesView } from "#lib/views/profiles-view.ts";

/** Marks a profile for removal, of the agent that `list` shows; it can be brought back until that is published. */
export const remove: Command = {
  run({ args, context, stdout, stderr, t }) {
    const { values, positionals } = parseArgs({
      args,
      options: TARGET_FLAGS,
      allowPositionals: true,
      strict: true,
    });
    const profileId = onlyArgument("ID", positionals);
    const ctx = context();
    const gateway = chooseGateway(ctx, values.gateway);
    const agentId = defaultAgentOf(gateway, values.agent);
    const { items } = profilesView(ctx, { gatewayId: gateway.gatewayId, agentId });
    const row = items.find((item) => item.profileId === profileId);
    if (!row) throw new OperationError("profile_not_found", { profileId: printable(profileId) });
    const { undoable } = removeProfile(ctx, row.rowId);
    const said = { profileId: printable(profileId), agentId };
    printLines(stdout, [t(undoable ? "cli.removed.marked" : "cli.removed.forgotten", said)]);
    if (undoable) printLines(stderr, [t("cli.publish_next", { gateway: gateway.name })]);
    return EXIT.done;
  },
};
