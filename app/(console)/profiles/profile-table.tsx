import { getLocale, getT } from "#app/_server/i18n.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, ProfileId, RowLink } from "#app/_ui/text.tsx";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { ExpiryIn, ProfileStatusIn, PublishIn } from "#app/(console)/profiles/profile-status.tsx";
import { SecretCell } from "#app/(console)/profiles/secret-facts.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";

type Props = { rows: ProfileListItem[]; nowMs: number; showGateway: boolean };

/** Profiles, one a row. What belongs together stands in one cell, so that seven columns hold twelve facts. */
export async function ProfileTable({ rows, nowMs, showGateway }: Props) {
  const t = await getT("profiles");
  const locale = await getLocale();
  return (
    <WideTable>
      <DataTable
        caption={t("caption")}
        rows={rows}
        rowKey={(row) => row.rowId}
        isDimmed={(row) => row.publishState === "to_remove"}
        columns={[
          {
            key: "profile",
            header: t("column.profile"),
            rowHeader: true,
            cell: (row) => (
              <div className="min-w-40">
                <RowLink href={`/profiles/${encodeURIComponent(row.rowId)}`}>
                  <ProfileId id={row.profileId} />
                </RowLink>
                {row.label && <div className="text-fg-muted">{row.label}</div>}
                {row.email && !row.profileId.includes(row.email) && (
                  <div className="cell-note">{row.email}</div>
                )}
              </div>
            ),
          },
          {
            key: "agent",
            header: t("column.agent"),
            cell: (row) => (
              <div className="min-w-20">
                <Mono>{row.agentId}</Mono>
                {showGateway && <div className="max-w-28 truncate cell-note">{row.gatewayName}</div>}
              </div>
            ),
          },
          {
            key: "provider",
            header: t("column.provider"),
            cell: (row) => (
              <>
                <div>{providerName(row.provider)}</div>
                <Badge mono>{row.type}</Badge>
              </>
            ),
          },
          {
            key: "secret",
            header: t("column.secret"),
            cell: (row) => <SecretCell profile={row} locale={locale} />,
          },
          {
            key: "status",
            header: t("column.status"),
            cell: (row) => (
              <>
                <ProfileStatusIn profile={row} nowMs={nowMs} locale={locale} />
                {row.type !== "oauth" && (
                  <div>
                    <ExpiryIn profile={row} nowMs={nowMs} locale={locale} />
                  </div>
                )}
              </>
            ),
          },
          {
            key: "published",
            header: t("column.published"),
            nowrap: true,
            cell: (row) => <PublishIn state={row.publishState} locale={locale} />,
          },
          {
            key: "changed",
            header: t("column.changed"),
            cell: (row) => (
              <>
                <RelativeTime atMs={row.changedAtMs} nowMs={nowMs} locale={locale} look="relative" />
                <div title={row.changedBy} className="max-w-28 truncate cell-note">
                  {t("changed_by", { who: row.changedBy })}
                </div>
              </>
            ),
          },
        ]}
      />
    </WideTable>
  );
}
