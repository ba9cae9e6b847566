import { readFileSync, statSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { timeText } from "#cli/time-text.ts";
import type { Translator } from "#lib/messages.ts";
import { makeAuditCheckpoint } from "#lib/operations/keep-audit-checkpoint.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { type AuditVerdict, verifyAudit } from "#lib/operations/verify-audit.ts";

/** A checkpoint has about 600 bytes. */
const CHECKPOINT_BYTES_MAX = 4096;

/** Says whether the audit log is as it was written: exit 0 when it is, 1 with its first bad row. */
export const auditVerify: Command = {
  opensVault: true,

  async run({ args, runtime, context, stdout, t }) {
    const { values } = parseArgs({ args, options: { checkpoint: TEXT, json: SWITCH }, strict: true });
    const checkpoint = values.checkpoint === undefined ? undefined : readCheckpoint(values.checkpoint);
    const verdict = await verifyAudit(context(), runtime.config.keyringSource, checkpoint);
    if (values.json) printJson(stdout, { whole: verdict.bad === null, ...verdict });
    else printLines(stdout, linesOf(verdict, t));
    return verdict.bad === null ? EXIT.done : EXIT.refused;
  },
};

/** Signs a checkpoint: to a new file that only its owner reads, or alone on standard output. */
export const auditCheckpoint: Command = {
  opensVault: true,

  run({ args, runtime, context, stdout, stderr, t, nowMs }) {
    const { values } = parseArgs({ args, options: { out: TEXT }, strict: true });
    const { rows, document } = makeAuditCheckpoint(context(), runtime.config.keyringSource);
    if (values.out === undefined) {
      stdout.write(document);
      return EXIT.done;
    }
    writeFileSync(values.out, document, { mode: 0o600, flag: "wx", flush: true });
    printLines(stderr, [t("cli.audit.checkpointed", { rows, at: timeText(nowMs), file: values.out })]);
    return EXIT.done;
  },
};

function readCheckpoint(file: string): string {
  if (statSync(file).size > CHECKPOINT_BYTES_MAX) throw new OperationError("checkpoint_malformed");
  return readFileSync(file, "utf8");
}

function linesOf({ rows, bad, checkpoints }: AuditVerdict, t: Translator): string[] {
  const { compared, unchecked } = checkpoints;
  const verdict = bad ? t(`audit.faults.${bad.fault}`, { id: bad.id }) : t("cli.audit.whole", { rows });
  const others = [
    t("cli.audit.compared", { count: compared }),
    ...(unchecked > 0 ? [t("cli.audit.unchecked", { count: unchecked })] : []),
  ];
  return [verdict, ...others];
}
