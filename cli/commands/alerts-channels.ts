import { parseArgs } from "node:util";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { onlyArgument, SWITCH } from "#cli/flags.ts";
import { openingContext } from "#cli/opening.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import { channelDestination } from "#lib/domain/channel-destination.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { testChannel } from "#lib/operations/test-channel.ts";
import { type ChannelItem, channelsView } from "#lib/views/channels-view.ts";

const COLUMNS = ["name", "type", "where", "status", "last_message"] as const;

/** Where alerts go. Of an address only the server is shown; the rest is in the vault. */
export const alertsChannels: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: { json: SWITCH }, strict: true });
    const view = channelsView(context());
    if (values.json) {
      printJson(stdout, view);
    } else if (view.channels.length > 0) {
      const heading = COLUMNS.map((column) => t(`cli.columns.${column}`));
      printLines(
        stdout,
        tableLines(
          heading,
          view.channels.map((channel) => cellsOf(channel, t)),
          paint,
        ),
      );
    } else {
      printLines(stderr, [t("alerts.channels.empty_title")]);
    }
    return EXIT.done;
  },
};

/** Sends a message that says it is a test. Exit 1 when it did not arrive. */
export const alertsTest: Command = {
  opensVault: true,

  async run({ args, context, runtime, stdout, stderr, t }) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
    const wanted = onlyArgument("CHANNEL", positionals);
    const ctx = context();
    const channel = channelsView(ctx).channels.find(({ id, name }) => id === wanted || name === wanted);
    if (!channel) throw new OperationError("channel_not_found");
    const { result } = await testChannel(openingContext(runtime, ctx), channel.id, { clock: Date.now });
    if (result.outcome === "delivered") {
      printLines(stdout, [t("alerts.channels.test_arrived")]);
      return EXIT.done;
    }
    const { reason, httpStatus } = result;
    const status = httpStatus === null ? "" : ` ${t("alerts.channels.http", { status: httpStatus })}`;
    const problem = `${t(`alerts.problem.${reason}`)}${status}`;
    printLines(stderr, [t("alerts.channels.test_failed", { problem })]);
    return EXIT.refused;
  },
};

function cellsOf(channel: ChannelItem, t: Translator): string[] {
  const { name, kind, settings, isEnabled, last } = channel;
  return [
    printable(name),
    t(`alerts.channel_kind.${kind}`),
    printable(channelDestination(settings)),
    isEnabled ? t("alerts.channels.on") : t("alerts.channels.off"),
    last?.finishedAtMs ? `${timeText(last.finishedAtMs)} ${t(`alerts.deliveries.state.${last.state}`)}` : "-",
  ];
}
