import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import { type Command, EXIT, printJson, printLines, readStdin } from "#cli/command.ts";
import { oneOf, onlyArgument, SWITCH, TARGET_FLAGS, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { parseInput } from "#cli/invalid-input.ts";
import type { Cell } from "#cli/table.ts";
import { tableLines } from "#cli/table.ts";
import { MAIN_AGENT_ID } from "#lib/domain/agent-id.ts";
import { IMPORT_FORMATS } from "#lib/imports/found-credential.ts";
import { IMPORT_BYTES_MAX } from "#lib/imports/import-text.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import { type FileRow, ImportFileInput, importFile, previewFile } from "#lib/operations/import-file.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

const OPTIONS = { ...TARGET_FLAGS, format: TEXT, "dry-run": SWITCH, json: SWITCH };

/** Takes the provider keys of another tool's file, all or nothing; with `--dry-run` only says what would happen. */
export const importFileCommand: Command = {
  opensVault: true,

  async run({ args, context, stdin, stdout, stderr, t, paint }) {
    const { values, positionals } = parseArgs({
      args,
      options: OPTIONS,
      strict: true,
      allowPositionals: true,
    });
    const file = onlyArgument("FILE", positionals);
    const format = values.format === undefined ? null : oneOf("--format", IMPORT_FORMATS, values.format);
    const ctx = context();
    const { gatewayId, name } = chooseGateway(ctx, values.gateway);
    const text = file === "-" ? await readStdin(stdin, IMPORT_BYTES_MAX) : await readFile(file);
    const input = parseInput(ImportFileInput, {
      gatewayId,
      agentId: values.agent ?? MAIN_AGENT_ID,
      format,
      text,
    });
    const dryRun = values["dry-run"] === true;
    const report = dryRun ? previewFile(ctx, input) : importFile(ctx, input);
    if (values.json) {
      printJson(stdout, { gateway: name, agent: input.agentId, dryRun, ...report });
      return EXIT.done;
    }
    const columns = ["place", "profile", "provider", "type", "happens"] as const;
    const heading = columns.map((column) => t(`cli.columns.${column}`));
    if (report.rows.length > 0) printLines(stdout, tableLines(heading, rowsOf(report.rows, t), paint));
    printLines(stdout, [
      t(dryRun ? "cli.import.would_change" : "cli.import.changed", { count: report.changes }),
    ]);
    if (!dryRun && report.changes > 0) printLines(stderr, [t("cli.publish_next", { gateway: name })]);
    return EXIT.done;
  },
};

async function readFile(file: string): Promise<string> {
  try {
    return await readStdin(createReadStream(file), IMPORT_BYTES_MAX);
  } catch (error) {
    if (!(error instanceof Error) || !("errno" in error)) throw error;
    const cause = "code" in error ? String(error.code) : "";
    throw new OperationError("file_unreadable", { file: printable(file), cause });
  }
}

function rowsOf(rows: readonly FileRow[], t: Translator): Cell[][] {
  return rows.map(({ place, profileId, provider, type, action, problem }): Cell[] => {
    const happens = problem ? sentenceOf(t, problem) : t(`cli.import.file_actions.${action}`);
    const look = action === "seal" ? "good" : action === "unusable" ? "warn" : null;
    const last: Cell = look === null ? happens : { text: happens, look };
    return [printable(place), profileId ?? "–", provider ?? "–", type, last];
  });
}
