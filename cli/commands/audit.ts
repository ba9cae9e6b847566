import { parseArgs } from "node:util";
import { type Command, EXIT, printJson, printLines, UsageError } from "#cli/command.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { type AuditView, auditView } from "#lib/views/audit-view.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

const ROWS_DEFAULT = 50;
const ROWS_MAX = 100_000;

type AuditRow = AuditView["rows"][number];

/** The newest rows of the audit log, newest first. */
export const auditList: Command = {
  run({ args, context, stdout, t, paint }) {
    const { values } = parseArgs({ args, options: { json: SWITCH, limit: TEXT }, strict: true });
    const ctx = context();
    const rows = newestRows(ctx, limitOf(values.limit));
    if (values.json) {
      printJson(stdout, { asOfMs: ctx.nowMs, rows });
      return EXIT.done;
    }
    const heading = ["at", "who", "event", "subject", "details"].map((column) =>
      t(`cli.columns.${column}` as never),
    );
    printLines(stdout, tableLines(heading, rows.map(cellsOf), paint));
    return EXIT.done;
  },
};

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? ROWS_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1 || limit > ROWS_MAX)
    throw new UsageError("limit", { max: ROWS_MAX });
  return limit;
}

function newestRows(ctx: ViewContext, limit: number): AuditRow[] {
  const rows: AuditRow[] = [];
  let page = auditView(ctx);
  rows.push(...page.rows);
  while (rows.length < limit && page.nextBeforeId !== null) {
    page = auditView(ctx, { beforeId: page.nextBeforeId });
    rows.push(...page.rows);
  }
  return rows.slice(0, limit);
}

function cellsOf({ atMs, actor, event, subject, details }: AuditRow): string[] {
  const facts = Object.entries(details).map(([name, value]) => `${name}=${textOf(value)}`);
  return [timeText(atMs), printable(actor), event, printable(subject), printable(facts.join(" "))];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
