import { getT } from "#app/_server/i18n.ts";
import { healthOfConsole } from "#app/_server/machine.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { LOG_BYTES_MAX } from "#lib/operations/console-health.ts";

const MIB = 1024 ** 2;

/** Says what is wrong with the console's own database: a log that is not as it was written, or one that only grows. */
export async function ConsoleTrouble() {
  const { auditFault, logBytes } = healthOfConsole();
  const t = await getT("console_trouble");
  const faults = await getT("audit.faults");
  const look = (
    <LinkButton href="/audit" size="sm">
      {t("look")}
    </LinkButton>
  );
  return (
    <div className="mb-(--stack) grid gap-3 empty:hidden">
      {auditFault && (
        <Callout tone="danger" title={t("audit")} actions={look}>
          {faults(auditFault.fault, { id: auditFault.id })} {t("audit_next")}
        </Callout>
      )}
      {logBytes > LOG_BYTES_MAX && (
        <Callout tone="warn" title={t("log", { mebibytes: Math.round(logBytes / MIB) })}>
          {t("log_next")}
        </Callout>
      )}
    </div>
  );
}
