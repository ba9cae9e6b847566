import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  type Command,
  type CommandInput,
  EXIT,
  printJson,
  printLines,
  readStdin,
  UsageError,
} from "#cli/command.ts";
import { onlyArgument, SWITCH, TEXT } from "#cli/flags.ts";
import { timeText } from "#cli/time-text.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { Translator } from "#lib/messages.ts";
import { makeBackup } from "#lib/operations/make-backup.ts";
import { type BackupReport, restoreBackup, verifyBackup } from "#lib/operations/restore-backup.ts";

const PASSPHRASE = { "passphrase-stdin": SWITCH } as const;
const SEAL = {
  ...PASSPHRASE,
  recipient: { type: "string", multiple: true },
  "recipients-file": TEXT,
  "with-keyring": SWITCH,
} as const;
const OPEN = { ...PASSPHRASE, identity: TEXT } as const;

const STDIN_BYTES_MAX = 4096;

/** Writes an encrypted backup to a new file, while the console runs. */
export const backup: Command = {
  async run(input) {
    const { args, runtime, context, stdout, stderr, t } = input;
    const { values, positionals } = parseArgs({ args, options: SEAL, allowPositionals: true, strict: true });
    const file = onlyArgument("FILE", positionals);
    const recipients = [...(values.recipient ?? []), ...linesOf(values["recipients-file"])];
    const passphrase = values["passphrase-stdin"] ? await passphraseOf(input) : null;
    if ((passphrase === null) === (recipients.length === 0)) throw new UsageError("backup_seal");
    const seal = passphrase ? { passphrase } : { recipients };
    const withKeyring = values["with-keyring"] ?? false;
    const made = await makeBackup(context(), runtime.config, { file, seal, withKeyring });
    printLines(stdout, [t("cli.backup.made", { file, rows: made.auditRows })]);
    printLines(stderr, [t(withKeyring ? "cli.backup.with_keyring" : "cli.backup.without_keyring")]);
    return EXIT.done;
  },
};

/** The drill: opens a backup, reads all of it in a private folder, and removes that. */
export const backupVerify: Command = {
  async run(input) {
    const { args, runtime, actor, nowMs, stdout, t } = input;
    const options = { ...OPEN, json: SWITCH } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const file = onlyArgument("FILE", positionals);
    const opening = await openingOf(input, values);
    const report = await verifyBackup({ actor, nowMs }, runtime.config, file, opening);
    if (values.json) printJson(stdout, report);
    else printLines(stdout, reportLines(report, t));
    return EXIT.done;
  },
};

/** Puts a backup where there is no database yet. */
export const restore: Command = {
  async run(input) {
    const { args, runtime, actor, nowMs, stdout, stderr, t } = input;
    const options = { ...OPEN, "keep-tokens": SWITCH } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const file = onlyArgument("FILE", positionals);
    const opening = await openingOf(input, values);
    const wish = { opening, keepTokens: values["keep-tokens"] ?? false };
    const report = await restoreBackup({ actor, nowMs }, runtime.config, file, wish);
    const place = runtime.config.databaseFile;
    printLines(stdout, [...reportLines(report, t), t("cli.backup.restored", { file: place })]);
    const { revoked } = report;
    printLines(stderr, [t(wish.keepTokens ? "cli.backup.kept" : "cli.backup.revoked", { count: revoked })]);
    return EXIT.done;
  },
};

type Opening = { identity?: string | undefined; "passphrase-stdin"?: boolean | undefined };

async function openingOf(input: CommandInput, flags: Opening) {
  const identities = linesOf(flags.identity).map((line) => new SecretText(line));
  const passphrase = flags["passphrase-stdin"] ? await passphraseOf(input) : null;
  if ((passphrase === null) === (identities.length === 0)) throw new UsageError("backup_opening");
  return passphrase ? { passphrase } : { identities };
}

async function passphraseOf({ stdin }: CommandInput): Promise<SecretText> {
  return new SecretText(await readStdin(stdin, STDIN_BYTES_MAX));
}

/** The lines of a file of keys that are no comments, as age writes and reads them. */
function linesOf(file: string | undefined): string[] {
  if (file === undefined) return [];
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}

function reportLines({ at, auditRows, dataKeys, hasKeyring }: BackupReport, t: Translator): string[] {
  return [
    t("cli.backup.whole", { at: timeText(Date.parse(at)), rows: auditRows }),
    t(hasKeyring ? "cli.backup.opens_alone" : "cli.backup.opens_with", { count: dataKeys }),
  ];
}
