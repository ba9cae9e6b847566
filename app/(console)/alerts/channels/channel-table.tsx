import { Megaphone, Plus } from "lucide-react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, RowLink } from "#app/_ui/text.tsx";
import { pathOf } from "#app/(console)/address.ts";
import { DeliveryBadge } from "#app/(console)/alerts/alert-words.tsx";
import { ALERT_KINDS } from "#lib/domain/alert-condition.ts";
import { channelDestination } from "#lib/domain/channel-destination.ts";
import type { ChannelItem, ChannelsView } from "#lib/views/channels-view.ts";

type Props = { view: ChannelsView; canManage: boolean };

/** Where alerts go. Of an address only the server is here: the rest of it is sealed. */
export async function ChannelTable({ view, canManage }: Props) {
  const t = await getT("alerts.channels");
  const kinds = await getT("alerts.channel_kind");
  const locale = await getLocale();
  const add = (
    <LinkButton href="/alerts/channels/new" variant="primary" icon={<Plus aria-hidden />}>
      {t("add")}
    </LinkButton>
  );
  return (
    <Panel flush>
      <DataTable
        caption={t("title")}
        rows={view.channels}
        rowKey={({ id }) => id}
        isDimmed={({ isEnabled }) => !isEnabled}
        empty={
          <EmptyState icon={<Megaphone />} title={t("empty_title")} action={canManage ? add : undefined}>
            {t("empty")}
          </EmptyState>
        }
        columns={[
          {
            key: "name",
            header: t("column.name"),
            rowHeader: true,
            cell: (row) => (
              <>
                <RowLink href={`/alerts/channels${pathOf(row.id)}`}>{row.name}</RowLink>
                <div className="text-fg-muted text-xs">{kinds(row.kind)}</div>
              </>
            ),
          },
          {
            key: "where",
            header: t("column.where"),
            grow: true,
            cell: ({ settings }) => <Mono>{channelDestination(settings)}</Mono>,
          },
          { key: "what", header: t("column.what"), cell: (row) => <What channel={row} /> },
          {
            key: "state",
            header: t("column.state"),
            nowrap: true,
            cell: ({ isEnabled }) => (
              <StatusBadge tone={isEnabled ? "success" : "neutral"} look="plain">
                {isEnabled ? t("on") : t("off")}
              </StatusBadge>
            ),
          },
          {
            key: "last",
            header: t("column.last"),
            nowrap: true,
            cell: ({ last }) =>
              last?.finishedAtMs ? (
                <>
                  <RelativeTime
                    atMs={last.finishedAtMs}
                    nowMs={view.asOfMs}
                    locale={locale}
                    look="relative"
                  />
                  <div className="text-xs">
                    <DeliveryBadge state={last.state} />
                  </div>
                </>
              ) : (
                <span className="text-fg-subtle">{t("never")}</span>
              ),
          },
        ]}
      />
    </Panel>
  );
}

async function What({ channel }: { channel: ChannelItem }) {
  const t = await getT("alerts.channels");
  const severities = await getT("alerts.severity");
  const { kinds, minimumSeverity } = channel;
  return (
    <div className="min-w-36">
      {minimumSeverity === "info" ? t("everything") : t("from", { severity: severities(minimumSeverity) })}
      {kinds.length < ALERT_KINDS.length && (
        <div className="text-fg-muted text-xs">
          {t("some_kinds", { count: kinds.length, total: ALERT_KINDS.length })}
        </div>
      )}
    </div>
  );
}
