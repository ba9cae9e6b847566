import { parseArgs } from "node:util";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { findingLines } from "#cli/finding-lines.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { importRows } from "#cli/import-rows.ts";
import { tableLines } from "#cli/table.ts";
import { importGateway, previewImport } from "#lib/operations/import-gateway.ts";

const OPTIONS = { gateway: TEXT, "dry-run": SWITCH, json: SWITCH };

/** Takes over what a gateway has, all or nothing; with `--dry-run` only says what would happen. */
export const importCommand: Command = {
  opensVault: true,

  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: OPTIONS, strict: true });
    const ctx = context();
    const { gatewayId, name } = chooseGateway(ctx, values.gateway);
    const dryRun = values["dry-run"] === true;
    const report = dryRun ? previewImport(ctx, gatewayId) : importGateway(ctx, gatewayId);
    if (values.json) {
      printJson(stdout, { gateway: name, dryRun, ...report });
      return EXIT.done;
    }
    const heading = [
      t("cli.columns.agent"),
      t("cli.columns.what"),
      t("cli.columns.provider"),
      t("cli.columns.type"),
    ];
    const rows = importRows(report, t);
    if (rows.length > 0) printLines(stdout, tableLines([...heading, t("cli.columns.happens")], rows, paint));
    printLines(stdout, [
      t(dryRun ? "cli.import.would_change" : "cli.import.changed", { count: report.changes }),
    ]);
    printLines(stderr, findingLines(report.findings, t, paint));
    if (!dryRun && report.changes > 0) printLines(stderr, [t("cli.publish_next", { gateway: name })]);
    return EXIT.done;
  },
};
