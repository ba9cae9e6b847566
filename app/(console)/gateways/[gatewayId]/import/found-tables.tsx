import { getLocale, getT } from "#app/_server/i18n.ts";
import { Badge, StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, ProfileId } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { ImportReport } from "#lib/operations/import-gateway.ts";

type FoundProfile = ImportReport["profiles"][number];
type FoundOrder = ImportReport["orders"][number];

const TONES: Record<FoundProfile["action"] | FoundOrder["action"], Tone> = {
  seal: "success",
  keep_reference: "success",
  record_oauth: "success",
  take_order: "success",
  unchanged: "neutral",
  already_published: "neutral",
  differs_here: "warn",
  removed_here: "warn",
  nothing_to_import: "warn",
};

/** A page of more rows than this nobody reads, and a browser takes long to draw it. */
const ROWS_MAX = 200;

/** What is taken over comes first, then what needs a look; the rest needs none. */
function byConcern<Item extends { action: keyof typeof TONES }>(items: Item[]): Item[] {
  const rank: Tone[] = ["success", "warn", "neutral"];
  return [...items].sort((a, b) => rank.indexOf(TONES[a.action]) - rank.indexOf(TONES[b.action]));
}

export async function FoundProfiles({ profiles, nowMs }: { profiles: FoundProfile[]; nowMs: number }) {
  const t = await getT("import_page");
  const locale = await getLocale();
  const more = profiles.length - ROWS_MAX;
  return (
    <Panel flush title={t("found_profiles")} footer={more > 0 ? t("more", { count: more }) : undefined}>
      <DataTable
        caption={t("found_profiles")}
        rows={byConcern(profiles).slice(0, ROWS_MAX)}
        rowKey={(row) => `${row.agentId} ${row.profileId}`}
        columns={[
          {
            key: "profile",
            header: t("column.profile"),
            rowHeader: true,
            cell: (row) => (
              <>
                <ProfileId id={row.profileId} />
                {row.email && <div className="text-fg-subtle text-xs">{row.email}</div>}
              </>
            ),
          },
          {
            key: "agent",
            header: t("column.agent"),
            nowrap: true,
            cell: (row) => <Mono>{row.agentId}</Mono>,
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
          { key: "found", header: t("column.found"), cell: (row) => <Found item={row} /> },
          {
            key: "expires",
            header: t("column.expires"),
            nowrap: true,
            cell: (row) =>
              row.expiresAtMs === null || row.type === "oauth" ? (
                "–"
              ) : (
                <RelativeTime atMs={row.expiresAtMs} nowMs={nowMs} locale={locale} look="relative" />
              ),
          },
          {
            key: "happens",
            header: t("column.happens"),
            cell: (row) => <Happens action={row.action} notices={row.notices} />,
          },
        ]}
      />
    </Panel>
  );
}

export async function FoundOrders({ orders }: { orders: FoundOrder[] }) {
  const t = await getT("import_page");
  return (
    <Panel flush title={t("found_orders")}>
      <DataTable
        caption={t("found_orders")}
        rows={byConcern(orders).slice(0, ROWS_MAX)}
        rowKey={(row) => `${row.agentId} ${row.provider}`}
        columns={[
          {
            key: "provider",
            header: t("column.provider"),
            rowHeader: true,
            cell: (row) => providerName(row.provider),
          },
          {
            key: "agent",
            header: t("column.agent"),
            nowrap: true,
            cell: (row) => <Mono>{row.agentId}</Mono>,
          },
          {
            key: "order",
            header: t("column.order"),
            cell: (row) => (
              <ol className="grid gap-0.5">
                {row.profileIds.map((profileId) => (
                  <li key={profileId}>
                    <ProfileId id={profileId} />
                  </li>
                ))}
              </ol>
            ),
          },
          {
            key: "happens",
            header: t("column.happens"),
            cell: (row) => <Happens action={row.action} notices={[]} />,
          },
        ]}
      />
    </Panel>
  );
}

async function Found({ item }: { item: FoundProfile }) {
  const t = await getT("import_page.found");
  if (item.type === "oauth") return t("login");
  if (item.ref) return <Mono>{`${item.ref.source}:${item.ref.provider}:${item.ref.id}`}</Mono>;
  return item.action === "nothing_to_import" ? t("nothing") : t("inline");
}

type HappensProps = { action: keyof typeof TONES; notices: FoundProfile["notices"] };

async function Happens({ action, notices }: HappensProps) {
  const t = await getT("import_page");
  return (
    <div className="min-w-44">
      <StatusBadge tone={TONES[action]} look="plain">
        {t(`action.${action}`)}
      </StatusBadge>
      {notices.map((notice) => (
        <p key={notice} className="text-fg-muted text-xs">
          {t(`notice.${notice}`)}
        </p>
      ))}
    </div>
  );
}
