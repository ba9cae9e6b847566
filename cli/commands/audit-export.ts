import { once } from "node:events";
import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { AUDIT_FLAGS, auditFilterOfFlags } from "#cli/audit-flags.ts";
import { type Command, EXIT, printLines } from "#cli/command.ts";
import { needed, oneOf, TEXT } from "#cli/flags.ts";
import { AUDIT_FORMATS, exportAudit } from "#lib/operations/export-audit.ts";

/** Writes the log, or the rows of it that fit, to a new private file or to standard output. */
export const auditExport: Command = {
  async run({ args, context, stdout, stderr, t }) {
    const options = { ...AUDIT_FLAGS, format: TEXT, out: TEXT };
    const { values } = parseArgs({ args, options, strict: true });
    const format = oneOf("--format", AUDIT_FORMATS, needed("--format", values.format));
    const filter = auditFilterOfFlags(values);
    const ctx = context();
    if (values.out === undefined) {
      await print(stdout, exportAudit(ctx, filter, format));
      return EXIT.done;
    }
    const file = openSync(values.out, "wx", 0o600);
    try {
      writeAll(file, values.out, () => exportAudit(ctx, filter, format));
    } finally {
      closeSync(file);
    }
    printLines(stderr, [t("cli.audit.exported", { file: values.out })]);
    return EXIT.done;
  },
};

/** A file that is not whole is not left: it would look like a log that is. */
function writeAll(file: number, name: string, texts: () => Iterable<string>): void {
  try {
    for (const text of texts()) writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    rmSync(name, { force: true });
    throw error;
  }
}

/** No faster than it is read. */
async function print(stdout: Writable, texts: Iterable<string>): Promise<void> {
  for (const text of texts) {
    if (stdout.destroyed) return;
    if (!stdout.write(text)) await once(stdout, "drain");
  }
}
