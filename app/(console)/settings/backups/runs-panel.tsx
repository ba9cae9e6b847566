import path from "node:path";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { refusalText } from "#app/_server/refusal-text.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { tryBackupAction } from "#app/(console)/settings/backups/actions.ts";
import { OpeningFields } from "#app/(console)/settings/opening-fields.tsx";
import type { BackupRunItem, BackupsView } from "#lib/views/backups-view.ts";

type Props = { view: BackupsView; canManage: boolean };

/** What came of the last scheduled backups, and the drill with each that is still there. */
export async function RunsPanel({ view: { runs, asOfMs }, canManage }: Props) {
  const t = await getT("backups.runs");
  const locale = await getLocale();
  const when = (atMs: number) => <RelativeTime atMs={atMs} nowMs={asOfMs} locale={locale} look="relative" />;
  return (
    <Panel flush title={t("title")} description={t("lead")}>
      <DataTable
        caption={t("title")}
        rows={runs}
        rowKey={({ id }) => id}
        isDimmed={({ removedAtMs }) => removedAtMs !== null}
        columns={[
          {
            key: "started",
            header: t("column.started"),
            rowHeader: true,
            nowrap: true,
            cell: ({ startedAtMs }) => when(startedAtMs),
          },
          { key: "result", header: t("column.result"), grow: true, cell: (run) => <Result run={run} /> },
          {
            key: "size",
            header: t("column.size"),
            nowrap: true,
            align: "right",
            cell: ({ bytes }) => (bytes === null ? "–" : t("size", { megabytes: bytes / 1_000_000 })),
          },
          {
            key: "tried",
            header: t("column.tried"),
            nowrap: true,
            cell: ({ triedAtMs }) =>
              triedAtMs === null ? <span className="text-fg-subtle">{t("never")}</span> : when(triedAtMs),
          },
          {
            key: "try",
            header: t("column.action"),
            hideHeader: true,
            cell: (run) => (canManage ? <Try run={run} /> : null),
          },
        ]}
      />
    </Panel>
  );
}

async function Result({ run }: { run: BackupRunItem }) {
  const t = await getT("backups.runs");
  const { state, file, error, removedAtMs } = run;
  const name = <Mono>{path.basename(file)}</Mono>;
  if (state === "running") return <StatusBadge tone="info">{t("running")}</StatusBadge>;
  if (state === "failed")
    return (
      <>
        <StatusBadge tone="danger">{t("failed")}</StatusBadge>
        <p className="mt-1 max-w-prose text-fg-muted text-xs">{error && (await refusalText(error))}</p>
      </>
    );
  return (
    <>
      <StatusBadge tone={removedAtMs === null ? "success" : "neutral"} look="plain">
        {t(removedAtMs === null ? "made" : "removed")}
      </StatusBadge>
      <div className="mt-0.5 text-xs [overflow-wrap:anywhere]">{name}</div>
    </>
  );
}

async function Try({ run: { id, state, file, removedAtMs } }: { run: BackupRunItem }) {
  if (state !== "done" || removedAtMs !== null) return null;
  const t = await getT("backups.try");
  return (
    <ConfirmDialog
      trigger={t("trigger")}
      triggerVariant="ghost"
      triggerSize="sm"
      tone="primary"
      title={t("title")}
      action={tryBackupAction}
      values={{ id: String(id) }}
      confirm={t("confirm")}
      pendingLabel={t("working")}
    >
      <p>{t("text", { name: path.basename(file) })}</p>
      <OpeningFields />
    </ConfirmDialog>
  );
}
