import { getLocale, getT } from "#app/_server/i18n.ts";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { profileLine } from "#app/(console)/profiles/profile-lines.ts";
import { ProfileRows } from "#app/(console)/profiles/profile-rows.client.tsx";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";

type Props = { rows: ProfileListItem[]; nowMs: number; showGateway: boolean };

/** Profiles, one a row. What belongs together stands in one cell, so that seven columns hold twelve facts. */
export async function ProfileTable({ rows, ...props }: Props) {
  const t = await getT("profiles");
  const locale = await getLocale();
  const reader = { ...props, locale };
  return (
    <WideTable>
      <ProfileRows
        lines={rows.map((row) => profileLine(row, reader))}
        words={{
          caption: t("caption"),
          profile: t("column.profile"),
          agent: t("column.agent"),
          provider: t("column.provider"),
          secret: t("column.secret"),
          status: t("column.status"),
          published: t("column.published"),
          changed: t("column.changed"),
          noExpiry: t("no_expiry"),
          fingerprint: t("fingerprint"),
          fingerprintHint: t("fingerprint_hint"),
        }}
      />
    </WideTable>
  );
}
