import type { ReactNode } from "react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { refusalText } from "#app/_server/refusal-text.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import type { BackupRunItem } from "#lib/views/backups-view.ts";

/** Says that the last scheduled backup failed, and why: until there is another, nothing new can be restored. */
export async function BackupTrouble({ run, actions }: { run: BackupRunItem; actions?: ReactNode }) {
  const t = await getT("backups");
  const when = formatDateTime(run.startedAtMs, await getLocale());
  return (
    <Callout tone="danger" title={t("trouble", { when })} actions={actions}>
      {run.error && (await refusalText(run.error))}
    </Callout>
  );
}
