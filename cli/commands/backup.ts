import { parseArgs } from "node:util";
import { OPEN, openingOf, SEAL, sealOf } from "#cli/age-flags.ts";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { onlyArgument, SWITCH } from "#cli/flags.ts";
import { timeText } from "#cli/time-text.ts";
import type { Translator } from "#lib/messages.ts";
import { makeBackup } from "#lib/operations/make-backup.ts";
import { type BackupReport, restoreBackup, verifyBackup } from "#lib/operations/restore-backup.ts";

/** Writes an encrypted backup to a new file, while the console runs. */
export const backup: Command = {
  opensVault: true,

  async run(input) {
    const { args, runtime, context, stdout, stderr, t } = input;
    const options = { ...SEAL, "with-keyring": SWITCH } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const file = onlyArgument("FILE", positionals);
    const seal = await sealOf(input, values);
    const withKeyring = values["with-keyring"] ?? false;
    const made = await makeBackup(context(), runtime.config, { file, seal, withKeyring });
    printLines(stdout, [t("cli.backup.made", { file, rows: made.auditRows })]);
    printLines(stderr, [t(withKeyring ? "cli.backup.with_keyring" : "cli.backup.without_keyring")]);
    return EXIT.done;
  },
};

/** The drill: opens a backup, reads all of it in a private folder, and removes that. */
export const backupVerify: Command = {
  opensVault: true,

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
  opensVault: true,

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

function reportLines(report: BackupReport, t: Translator): string[] {
  const { at, auditRows, dataKeys, hasKeyring, secrets } = report;
  return [
    t("cli.backup.whole", { at: timeText(Date.parse(at)), rows: auditRows }),
    t(hasKeyring ? "cli.backup.opens_alone" : "cli.backup.opens_with", { count: dataKeys }),
    t("cli.backup.secrets", { count: secrets }),
  ];
}
