import { parseArgs } from "node:util";
import { AUDIT_FLAGS, auditFilterOfFlags } from "#cli/audit-flags.ts";
import { type Command, EXIT, printJson, printLines, UsageError } from "#cli/command.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import type { AuditFilter } from "#lib/domain/audit-filter.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { type AuditName, type AuditViewRow, auditView } from "#lib/views/audit-view.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

const ROWS_DEFAULT = 50;
const ROWS_MAX = 100_000;

/** The newest rows of the audit log, or those that fit, newest first. */
export const auditList: Command = {
  run({ args, context, stdout, t, paint }) {
    const options = { ...AUDIT_FLAGS, json: SWITCH, limit: TEXT };
    const { values } = parseArgs({ args, options, strict: true });
    const [limit, filter] = [limitOf(values.limit), auditFilterOfFlags(values)];
    const ctx = context();
    const rows = newestRows(ctx, filter, limit);
    if (values.json) {
      printJson(stdout, { asOfMs: ctx.nowMs, rows });
      return EXIT.done;
    }
    const heading = ["at", "who", "event", "subject", "details"].map((column) =>
      t(`cli.columns.${column}` as never),
    );
    const cells = rows.map((row) => cellsOf(row, t));
    printLines(stdout, tableLines(heading, cells, paint));
    return EXIT.done;
  },
};

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? ROWS_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1 || limit > ROWS_MAX)
    throw new UsageError("limit", { max: ROWS_MAX });
  return limit;
}

function newestRows(ctx: ViewContext, filter: AuditFilter, limit: number): AuditViewRow[] {
  const rows: AuditViewRow[] = [];
  let page = auditView(ctx, filter);
  rows.push(...page.rows);
  while (rows.length < limit && page.nextBeforeId !== null) {
    page = auditView(ctx, { ...filter, beforeId: page.nextBeforeId });
    rows.push(...page.rows);
  }
  return rows.slice(0, limit);
}

function cellsOf({ atMs, who, event, about, gateway, details }: AuditViewRow, t: Translator): string[] {
  const { gatewayId: _, ...others } = details;
  const facts = Object.entries(others).map(([name, value]) => `${name}=${textOf(value)}`);
  if (gateway) facts.unshift(`gateway=${labelOf(gateway, t)}`);
  return [
    timeText(atMs),
    printable(labelOf(who, t)),
    event,
    printable(labelOf(about, t)),
    printable(facts.join(" ")),
  ];
}

/** What something is called. Of what was removed the id says which it was, since its name is free again. */
function labelOf({ name, id, isGone }: AuditName, t: Translator): string {
  return id !== null && isGone ? t("cli.audit.gone", { name, id }) : name;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
