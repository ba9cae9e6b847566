import { parseArgs } from "node:util";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import { normalizeAgentId } from "#lib/domain/agent-id.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { SessionRow } from "#lib/openclaw/session-row.ts";
import { sessionsView } from "#lib/views/sessions-view.ts";

/** A gateway's sessions: which model each asks, which profile is pinned and by whom, and what it uses next. */
export const sessionsList: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const options = { gateway: TEXT, agent: TEXT, json: SWITCH };
    const { values } = parseArgs({ args, options, strict: true });
    const ctx = context();
    const { gatewayId, name } = chooseGateway(ctx, values.gateway);
    const agentId = values.agent === undefined ? undefined : normalizeAgentId(values.agent);
    const view = sessionsView(ctx, { gatewayId, agentId });
    if (values.json) {
      printJson(stdout, view);
      return EXIT.done;
    }
    const heading = ["agent", "session", "model", "pinned", "next", "changed"] as const;
    const rows = view.rows.map((row) => cellsOf(row, t));
    if (rows.length > 0) {
      const headings = heading.map((column) => t(`cli.sessions.column.${column}`));
      printLines(stdout, tableLines(headings, rows, paint));
    } else
      printLines(stderr, [t(view.isKnown ? "cli.sessions.none" : "cli.sessions.out_of_reach", { name })]);
    for (const { file, agentId: agent } of view.unread)
      printLines(stderr, [t("cli.sessions.unread", { agent, file: printable(file ?? "?", 4096) })]);
    return EXIT.done;
  },
};

function cellsOf(row: SessionRow, t: Translator): string[] {
  const { agentId, sessionKey, model, pinned, pinnedBy, next, updatedAtMs } = row;
  const by = pinnedBy === null ? "" : ` (${t(`cli.sessions.by.${pinnedBy}`)})`;
  const dropped = next.unpinned === null ? "" : ` (${t(`cli.sessions.unpinned.${next.unpinned}`)})`;
  return [
    agentId,
    printable(sessionKey),
    printable(model),
    pinned === null ? "" : `${printable(pinned)}${by}`,
    next.source === null ? t("cli.sessions.nothing") : `${printable(next.source)}${dropped}`,
    updatedAtMs === null ? "" : timeText(updatedAtMs),
  ];
}
