import { fact } from "#cli/facts.ts";
import { tableLines } from "#cli/table.ts";
import type { ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";
import { remainingTime } from "#lib/domain/remaining-time.ts";
import type { RuntimeSource } from "#lib/domain/runtime-credential.ts";
import type { Translator } from "#lib/messages.ts";
import type { ReadEvaluation } from "#lib/openclaw/evaluation.ts";
import { printable } from "#lib/openclaw/finding.ts";

/** An evaluation as a person reads it: what would be used, then a row for each profile, then what is hidden. */
export function evaluationLines(evaluation: ReadEvaluation, t: Translator, nowMs: number): string[] {
  const { provider, basis, rows, runtime, unrun } = evaluation;
  const used = runtime.used
    ? runtime.used.source
    : t(`cli.explain.problems.${runtime.problem ?? "no_credential"}`);
  const heading = [
    t("cli.columns.position"),
    t("cli.columns.profile"),
    t("cli.columns.status"),
    t("cli.columns.why"),
  ];
  const cells = rows.map((row) => [
    row.position === null ? "-" : String(row.position),
    printable(row.profileId),
    stateOf(row, evaluation, t, nowMs),
    whyOf(row, t),
  ]);
  const hidden = runtime.shadowed.map((source: RuntimeSource) => printable(source.source));
  return [
    fact(t, t("cli.order.provider"), provider),
    fact(t, t("cli.explain.used"), used),
    fact(t, t("cli.explain.basis"), t(`orderBasis.${basis}` as never)),
    ...(cells.length > 0 ? ["", ...tableLines(heading, cells, (_look, text) => text), ""] : []),
    fact(t, t("cli.explain.hidden"), hidden.length > 0 ? hidden.join(", ") : t("cli.order.none")),
    ...unrun.map((ref) => t("cli.explain.unrun", { ref: printable(ref) })),
  ];
}

function stateOf(row: ProfileOrderRow, { runtime }: ReadEvaluation, t: Translator, nowMs: number): string {
  const window = row.window && `${row.window.kind} ${remainingTime(row.window.untilMs - nowMs)}`;
  const use = runtime.tried.find(({ profileId }) => profileId === row.profileId)?.use;
  const problem = use && !use.usable ? t(`cli.explain.uses.${use.problem}`) : null;
  return [t(`eligibility.${row.eligibility}` as never), window, problem].filter(Boolean).join("; ");
}

function whyOf({ excludedBy, reasons }: ProfileOrderRow, t: Translator): string {
  if (excludedBy) return t(`orderExclusions.${excludedBy}` as never);
  return reasons.map((reason) => t(`orderReasons.${reason}` as never)).join("; ");
}
