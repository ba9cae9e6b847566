import { parseArgs } from "node:util";
import { type Command, EXIT, printLines, UsageError } from "#cli/command.ts";
import { needed, oneOf, TEXT } from "#cli/flags.ts";
import { InvalidInput, parseInput } from "#cli/invalid-input.ts";
import { readSecret } from "#cli/secret-prompt.ts";
import { ALERT_KINDS, ALERT_SEVERITIES } from "#lib/domain/alert-condition.ts";
import { CHANNEL_KINDS, type ChannelKind, FIELDS_OF } from "#lib/domain/channel.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { ChannelInput } from "#lib/operations/channel-input.ts";
import { channelProblems, saveChannel } from "#lib/operations/save-channel.ts";

const LOCALES = ["en", "zh-CN"] as const;

const OPTIONS = {
  kind: TEXT,
  name: TEXT,
  set: { type: "string", multiple: true },
  locale: TEXT,
  "minimum-severity": TEXT,
} as const;

/**
 * Adds a channel that is told everything at once; quiet times and digests are for the browser. Its secrets are read
 * from standard input: one `FIELD=VALUE` a line, or the first of them alone.
 */
export const alertsAdd: Command = {
  opensVault: true,

  async run(input) {
    const { args, context, stdout, t } = input;
    const { values } = parseArgs({ args, options: OPTIONS, strict: true });
    const kind = oneOf("--kind", CHANNEL_KINDS, needed("--kind", values.kind));
    const fields = {
      kind,
      name: needed("--name", values.name),
      shown: settingsOf(kind, values.set ?? []),
      locale: oneOf("--locale", LOCALES, values.locale ?? "en"),
      minimumSeverity: oneOf("--minimum-severity", ALERT_SEVERITIES, values["minimum-severity"] ?? "info"),
      ...{ isEnabled: true, kinds: [...ALERT_KINDS], zone: "UTC" },
      ...{ quietFrom: null, quietTo: null, criticalPasses: true, digestAt: null },
    };
    const text = await readSecret(input, t("cli.prompts.channel", { name: printable(fields.name) }));
    const ctx = context();
    const channel = parseInput(ChannelInput, { ...fields, secret: secretsOf(kind, text) });
    const problems = channelProblems(ctx, null, channel);
    if (problems.length > 0) {
      throw new InvalidInput(
        problems.map(({ field, code }) => ({ code: "custom", message: code, path: [field] })),
      );
    }
    const { channelId } = saveChannel(ctx, null, channel);
    printLines(stdout, [channelId]);
    return EXIT.done;
  },
};

function settingsOf(kind: ChannelKind, given: readonly string[]): Record<string, string> {
  const { shown } = FIELDS_OF[kind];
  const pairs = given.map((text): [string, string] => {
    const end = text.indexOf("=");
    const field = shown.find((each) => each === text.slice(0, end));
    if (field === undefined) throw new UsageError("channel_set", { fields: shown.join(", ") || "-" });
    return [field, text.slice(end + 1)];
  });
  return Object.fromEntries(pairs);
}

/** An address may have an equals sign too, so only the names of this kind's fields count. */
function secretsOf(kind: ChannelKind, text: string): Record<string, string> {
  const names = FIELDS_OF[kind].secret.map(({ field }) => field);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const named = lines.flatMap((line) => {
    const field = names.find((name) => line.startsWith(`${name}=`));
    return field === undefined ? [] : [[field, line.slice(field.length + 1)]];
  });
  if (named.length === lines.length) return Object.fromEntries(named);
  const [first] = names;
  if (lines.length !== 1 || first === undefined)
    throw new UsageError("channel_secrets", { fields: names.join(", ") });
  return { [first]: text };
}
