import { parseArgs } from "node:util";
import { OPEN, openingOf, SEAL, sealOf } from "#cli/age-flags.ts";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { onlyArgument, SWITCH } from "#cli/flags.ts";
import type { Translator } from "#lib/messages.ts";
import { exportKeyringTo } from "#lib/operations/export-keyring.ts";
import {
  type ExportReport,
  readExportFile,
  recoverKeyring,
  verifyKeyringExport,
} from "#lib/operations/recover-keyring.ts";

/** Writes the keyring, sealed, to a new file that is kept elsewhere. */
export const vaultExport: Command = {
  async run(input) {
    const { args, runtime, context, stdout, stderr, t } = input;
    const { values, positionals } = parseArgs({ args, options: SEAL, allowPositionals: true, strict: true });
    const file = onlyArgument("FILE", positionals);
    const seal = await sealOf(input, values);
    await exportKeyringTo(context(), runtime.config.keyringSource, { file, seal });
    printLines(stdout, [t("cli.vault.export.made", { file })]);
    printLines(stderr, [t("cli.vault.export.keep")]);
    return EXIT.done;
  },
};

/** The drill: opens an export in memory, and shows that it opens this database. */
export const vaultExportVerify: Command = {
  async run(input) {
    const { args, context, stdout, t } = input;
    const options = { ...OPEN, json: SWITCH } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const file = onlyArgument("FILE", positionals);
    const opening = await openingOf(input, values);
    const report = await verifyKeyringExport(context(), readExportFile(file), opening);
    if (values.json) printJson(stdout, report);
    else printLines(stdout, reportLines(report, t));
    return EXIT.done;
  },
};

/** Puts the keyring of an export where there is none. */
export const vaultRecover: Command = {
  async run(input) {
    const { args, runtime, actor, nowMs, stdout, stderr, t } = input;
    const { values, positionals } = parseArgs({ args, options: OPEN, allowPositionals: true, strict: true });
    const file = onlyArgument("FILE", positionals);
    const opening = await openingOf(input, values);
    const report = await recoverKeyring({ actor, nowMs }, runtime.config, file, opening);
    printLines(stdout, [t("cli.vault.export.recovered", { file: runtime.config.keyringFile })]);
    if (report) printLines(stdout, reportLines(report, t));
    else printLines(stderr, [t("cli.vault.export.no_database")]);
    return EXIT.done;
  },
};

function reportLines({ dataKeys, secrets }: ExportReport, t: Translator): string[] {
  return [t("cli.vault.export.opens", { count: dataKeys }), t("cli.backup.secrets", { count: secrets })];
}
