import { UsageError } from "#cli/command.ts";
import { TEXT } from "#cli/flags.ts";
import { type AuditFilter, type AuditWish, auditFilterOf } from "#lib/domain/audit-filter.ts";

/** Which rows of the audit log a command is about. */
export const AUDIT_FLAGS = {
  event: TEXT,
  actor: TEXT,
  subject: TEXT,
  text: TEXT,
  from: TEXT,
  to: TEXT,
} as const;

export function auditFilterOfFlags(flags: AuditWish): AuditFilter {
  const { filter, invalid } = auditFilterOf(flags);
  if (invalid) throw new UsageError("day", { flag: `--${invalid}` });
  return filter;
}
