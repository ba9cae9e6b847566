import { parseArgs } from "node:util";
import { defaultAgentOf } from "#cli/agent-argument.ts";
import { type Command, type CommandInput, EXIT, printJson, printLines } from "#cli/command.ts";
import { needed, onlyArgument, SWITCH, TARGET_FLAGS, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { parseInput } from "#cli/invalid-input.ts";
import { tableLines } from "#cli/table.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { type PinOutcome, PinSessionInput, pinSession } from "#lib/operations/pin-session.ts";

const OPTIONS = { ...TARGET_FLAGS, session: TEXT, json: SWITCH };

/** Does in a session what `/model` does in OpenClaw's own chat. Nothing is sent to a model. */
export const chatCommand: Command = {
  async run(input) {
    const { args, context, stdout } = input;
    const { values, positionals } = parseArgs({
      args,
      options: OPTIONS,
      strict: true,
      allowPositionals: true,
    });
    const text = onlyArgument("TEXT", positionals);
    const session = needed("--session", values.session).trim();
    const ctx = context();
    const gateway = chooseGateway(ctx, values.gateway);
    const agentId = defaultAgentOf(gateway, values.agent ?? agentOfKey(session));
    const sessionKey = session.toLowerCase() === "main" ? `agent:${agentId}:main` : session;
    const asked = parseInput(PinSessionInput, { gatewayId: gateway.gatewayId, agentId, sessionKey, text });
    const outcome = await pinSession(ctx, asked);
    if (values.json) printJson(stdout, { gateway: gateway.name, ...outcome });
    else printOutcome(input, outcome);
    return EXIT.done;
  },
};

/** `agent:<id>:…`, which is how OpenClaw begins the keys of an agent's sessions. */
function agentOfKey(sessionKey: string): string | undefined {
  return /^agent:([^:]+):/i.exec(sessionKey)?.[1];
}

function printOutcome({ stdout, stderr, t, paint }: CommandInput, outcome: PinOutcome): void {
  const { asked, changed, session, models, profiles } = outcome;
  if (changed !== null) printLines(stdout, [t(`cli.chat.${changed ? "changed" : "unchanged"}`)]);
  printLines(stdout, [
    t("cli.chat.model", { model: printable(session.model) }),
    t("cli.chat.pinned", {
      profile: session.pinned === null ? t("cli.sessions.nothing") : printable(session.pinned),
    }),
    t("cli.chat.next", {
      source: session.next.source === null ? t("cli.sessions.nothing") : printable(session.next.source),
    }),
  ]);
  if (session.next.unpinned !== null) printLines(stderr, [t(`cli.chat.unpinned.${session.next.unpinned}`)]);
  if (asked === "list") {
    const rows = models.map(({ model, alias }) => [printable(model), alias === null ? "" : printable(alias)]);
    printLines(stdout, tableLines([t("cli.sessions.column.model"), t("cli.chat.alias")], rows, paint));
  }
  if (asked === "status") {
    const rows = profiles.map(({ provider, profileIds }) => [
      printable(provider),
      printable(profileIds.join(", ")),
    ]);
    printLines(stdout, tableLines([t("common.provider"), t("cli.chat.profiles")], rows, paint));
  }
}
