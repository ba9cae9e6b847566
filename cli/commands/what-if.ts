import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printJson, printLines, UsageError } from "#cli/command.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import { DAY_MS, startOfDay } from "#lib/domain/utc-day.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { ModelUse } from "#lib/openclaw/what-if.ts";
import {
  type SinglePointsView,
  singlePointsView,
  type WhatIfView,
  whatIfView,
} from "#lib/views/what-if-view.ts";

const OPTIONS = {
  profile: TEXT,
  gateway: TEXT,
  agent: TEXT,
  on: TEXT,
  "single-points": SWITCH,
  json: SWITCH,
} as const;

/**
 * Says what every agent would run without a profile, on a day, or both; with `--single-points` what agents have no
 * second one of. Exit 1 when an agent would stop, or hangs on a single credential: a script can watch for that.
 */
export const whatIfCommand: Command = {
  run(input) {
    const { values } = parseArgs({ args: input.args, options: OPTIONS, strict: true });
    const ctx = input.context();
    const gatewayId = values.gateway === undefined ? undefined : chooseGateway(ctx, values.gateway).gatewayId;
    if (values["single-points"]) return printPoints(input, singlePointsView(ctx, gatewayId), values.json);
    if (values.profile === undefined && values.on === undefined) throw new UsageError("what_if_nothing");
    const atMs = values.on === undefined ? ctx.nowMs : endOfDay(values.on, ctx.nowMs);
    const asked = { gatewayId, agentId: values.agent, profileId: values.profile ?? null, atMs };
    return printOutcomes(input, whatIfView(ctx, asked), values.json);
  },
};

function printPoints(input: CommandInput, view: SinglePointsView, json = false): number {
  const { stdout, t, paint } = input;
  if (json) printJson(stdout, view);
  else printLines(stdout, tableLines(pointHeading(t), pointRows(view, t), paint));
  sayUnknown(input, view);
  return view.gateways.some(({ points }) => points.length > 0) ? EXIT.refused : EXIT.done;
}

function printOutcomes(input: CommandInput, view: WhatIfView, json = false): number {
  const { stdout, t, paint } = input;
  if (json) printJson(stdout, view);
  else printLines(stdout, tableLines(outcomeHeading(t), outcomeRows(view, t), paint));
  sayUnknown(input, view);
  const outcomes = view.gateways.flatMap((gateway) => gateway.outcomes);
  return outcomes.some(({ consequence }) => consequence === "stops") ? EXIT.refused : EXIT.done;
}

/** What ends on a day has ended at its end. */
function endOfDay(text: string, nowMs: number): number {
  const start = startOfDay(text);
  if (start === null) throw new UsageError("day", { flag: "--on" });
  const end = start + DAY_MS - 1;
  if (end < nowMs) throw new UsageError("day_over", { flag: "--on" });
  return end;
}

const outcomeHeading = (t: Translator) => [
  t("cli.columns.gateway"),
  t("cli.columns.agent"),
  t("cli.what_if.now"),
  t("cli.what_if.then"),
  t("cli.what_if.consequence"),
];

function outcomeRows({ gateways }: WhatIfView, t: Translator): string[][] {
  const none = t("cli.what_if.nothing");
  const textOf = (use: ModelUse | null) => (use ? printable(`${use.model} (${use.source.source})`) : none);
  return gateways.flatMap(({ name, outcomes }) =>
    outcomes.map(({ agentId, before, after, consequence }) => [
      printable(name),
      agentId,
      textOf(before),
      textOf(after),
      t(`cli.what_if.is.${consequence}`),
    ]),
  );
}

const pointHeading = (t: Translator) => [
  t("cli.columns.gateway"),
  t("cli.what_if.hangs_on"),
  t("cli.what_if.agents"),
  t("cli.what_if.ends"),
];

function pointRows({ gateways }: SinglePointsView, t: Translator): string[][] {
  return gateways.flatMap(({ name, points }) =>
    points.map(({ source, agentIds, endsAtMs }) => [
      printable(name),
      source ? printable(source.source) : t("cli.what_if.nothing"),
      agentIds.join(", "),
      endsAtMs === null ? "" : timeText(endsAtMs),
    ]),
  );
}

function sayUnknown({ stderr, t }: CommandInput, { unknown }: { unknown: string[] }): void {
  const gateways = unknown.map((name) => printable(name)).join(", ");
  if (gateways !== "") printLines(stderr, [t("cli.what_if.unknown", { gateways })]);
}
