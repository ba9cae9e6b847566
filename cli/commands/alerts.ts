import { parseArgs } from "node:util";
import { listAll } from "#cli/all-pages.ts";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { eventTitle } from "#cli/event-title.ts";
import { SWITCH } from "#cli/flags.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { type AlertItem, alertsView } from "#lib/views/alerts-view.ts";

const COLUMNS = ["severity", "alert", "gateway", "agent", "since", "until", "muted"] as const;

/** What is wrong now, as the console last saw it: this looks at no gateway. */
export const alertsList: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: { json: SWITCH }, strict: true });
    const ctx = context();
    const { asOfMs, lookedAtMs } = alertsView(ctx);
    const alerts = listAll((page) => alertsView(ctx, page).page);
    if (values.json) {
      printJson(stdout, { asOfMs, lookedAtMs, alerts });
    } else if (alerts.length > 0) {
      const heading = COLUMNS.map((column) => t(`cli.columns.${column}`));
      const cells = alerts.map((alert) => cellsOf(alert, t));
      printLines(stdout, tableLines(heading, cells, paint));
    } else {
      printLines(stderr, [lookedAtMs === null ? t("cli.alerts.not_looked") : t("cli.alerts.none")]);
    }
    return EXIT.done;
  },
};

function cellsOf(alert: AlertItem, t: Translator): string[] {
  const { severity, gatewayName, agentId, sinceMs, openedAtMs, untilMs, mutedUntilMs } = alert;
  const time = (atMs: number | null) => (atMs === null ? "-" : timeText(atMs));
  return [
    t(`alerts.severity.${severity}`),
    eventTitle(t, { ...alert, what: "opened" }),
    printable(gatewayName),
    printable(agentId ?? "-"),
    time(sinceMs ?? openedAtMs),
    time(untilMs),
    time(mutedUntilMs),
  ];
}
