import { parseArgs } from "node:util";
import { listAll } from "#cli/all-pages.ts";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { eventTitle } from "#cli/event-title.ts";
import { SWITCH } from "#cli/flags.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { type DeliveryItem, deliveriesView } from "#lib/views/channels-view.ts";

const COLUMNS = ["at", "channel", "message", "status", "tries", "why"] as const;

/** What was sent and what came of it, newest first. */
export const alertsDeliveries: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: { json: SWITCH }, strict: true });
    const ctx = context();
    const deliveries = listAll((page) => deliveriesView(ctx, { page }).page);
    if (values.json) {
      printJson(stdout, { asOfMs: ctx.nowMs, deliveries });
    } else if (deliveries.length > 0) {
      const heading = COLUMNS.map((column) => t(`cli.columns.${column}`));
      printLines(
        stdout,
        tableLines(
          heading,
          deliveries.map((each) => cellsOf(each, t)),
          paint,
        ),
      );
    } else {
      printLines(stderr, [t("alerts.deliveries.empty_title")]);
    }
    return EXIT.done;
  },
};

function cellsOf(delivery: DeliveryItem, t: Translator): string[] {
  const { createdAtMs, channelName, state, tries, problem, httpStatus } = delivery;
  const why = problem === null ? "-" : `${problem}${httpStatus === null ? "" : ` (HTTP ${httpStatus})`}`;
  return [
    timeText(createdAtMs),
    printable(channelName),
    messageOf(delivery, t),
    t(`alerts.deliveries.state.${state}`),
    String(tries),
    why,
  ];
}

function messageOf({ notice }: DeliveryItem, t: Translator): string {
  const [first, ...others] = notice.events;
  if (notice.isTest || !first) return t("alerts.deliveries.test");
  return others.length === 0
    ? eventTitle(t, first)
    : t("alerts.deliveries.digest", { count: notice.events.length });
}
