import { FileLock2 } from "lucide-react";
import type { Attempt } from "#app/_server/attempt.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, RowLink } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { removeKeyAction } from "#app/(console)/keys/actions.ts";
import { maskTail } from "#lib/domain/mask.ts";
import type { BlockStatus, KeyInFile } from "#lib/operations/environment-block.ts";
import type { KeySourcesView, ManagedKey } from "#lib/views/key-sources-view.ts";

type Props = { view: KeySourcesView; block: Attempt<BlockStatus>; canManage: boolean };

const TONES: Record<KeyInFile | "unknown", Tone> = {
  as_written: "success",
  changed: "warn",
  missing: "warn",
  unknown: "neutral",
};

/** The keys that were written to the gateway's `.env` from here, and what became of them. */
export async function ManagedPanel({ view, block, canManage }: Props) {
  const t = await getT("key_sources.managed");
  const status = block.value;
  const isEdited = status !== null && ["edited", "gone"].includes(status.state);
  const showAction = canManage && status !== null && status.state !== "broken";
  return (
    <Panel flush title={t("title")} description={t("lead", { file: view.envFile })}>
      <DataTable
        caption={t("title")}
        rows={view.managed}
        rowKey={(row) => row.variable}
        empty={
          <EmptyState icon={<FileLock2 />} title={t("empty_title")} heading="h3">
            {t("empty")}
          </EmptyState>
        }
        columns={[
          {
            key: "variable",
            header: t("column.variable"),
            rowHeader: true,
            nowrap: true,
            cell: (row) => <Mono>{row.variable}</Mono>,
          },
          {
            key: "key",
            header: t("column.key"),
            nowrap: true,
            cell: (row) => <Mono>{maskTail(row.tail)}</Mono>,
          },
          { key: "from", header: t("column.from"), cell: (row) => <From row={row} /> },
          {
            key: "in_file",
            header: t("column.in_file"),
            nowrap: true,
            cell: (row) => {
              const inFile =
                status?.keys.find(({ variable }) => variable === row.variable)?.inFile ?? "unknown";
              return (
                <StatusBadge tone={TONES[inFile]} look="plain">
                  {t(`in_file.${inFile}`)}
                </StatusBadge>
              );
            },
          },
          {
            key: "changed",
            header: t("column.changed"),
            grow: true,
            cell: (row) => <Written row={row} view={view} />,
          },
          ...(showAction
            ? [
                {
                  key: "action",
                  header: t("column.action"),
                  hideHeader: true,
                  align: "right" as const,
                  cell: (row: ManagedKey) => <Remove row={row} view={view} isEdited={isEdited} />,
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

async function From({ row }: { row: ManagedKey }) {
  const t = await getT("key_sources.managed");
  if (!row.profile) return <span className="text-fg-muted">{t("pasted")}</span>;
  return (
    <>
      <RowLink href={`/profiles/${encodeURIComponent(row.profileRowId ?? "")}`}>
        <Mono>{row.profile.profileId}</Mono>
      </RowLink>
      {row.isOutdated && <div className="max-w-56 text-warn-fg text-xs">{t("outdated")}</div>}
    </>
  );
}

async function Written({ row, view }: { row: ManagedKey; view: KeySourcesView }) {
  const locale = await getLocale();
  return (
    <>
      <RelativeTime atMs={row.changedAtMs} nowMs={view.asOfMs} locale={locale} look="relative" />
      <div className="text-fg-subtle text-xs [overflow-wrap:anywhere]">{row.changedBy}</div>
    </>
  );
}

async function Remove({ row, view, isEdited }: { row: ManagedKey; view: KeySourcesView; isEdited: boolean }) {
  const t = await getT("key_sources.managed");
  const { variable } = row;
  const values = { gatewayId: view.gatewayId, variable };
  return (
    <ConfirmDialog
      trigger={t("remove")}
      triggerVariant="danger-quiet"
      triggerSize="sm"
      title={t("remove_title", { variable })}
      action={removeKeyAction}
      values={isEdited ? { ...values, overwrite: "on" } : values}
      confirm={t("remove")}
      pendingLabel={t("removing")}
    >
      <p>{t("remove_text")}</p>
      {isEdited && <p>{t("remove_overwrite")}</p>}
    </ConfirmDialog>
  );
}
