import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { AuditExport } from "#app/(console)/audit/audit-export.tsx";
import { AuditFilterForm } from "#app/(console)/audit/audit-filter.tsx";
import { AuditProof } from "#app/(console)/audit/audit-proof.tsx";
import { auditAddress, auditWishOf } from "#app/(console)/audit/audit-query.ts";
import { AuditActor, AuditDetails, AuditSubject } from "#app/(console)/audit/audit-subject.tsx";
import { EventName } from "#app/(console)/audit/event-name.tsx";
import { auditFilterOf } from "#lib/domain/audit-filter.ts";
import { roleAllows } from "#lib/domain/role.ts";
import { type AuditView, auditProofView, auditView } from "#lib/views/audit-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("audit"))("title") };
}

export default async function AuditPage({ searchParams }: PageProps<"/audit">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("audit");
  const paging = await getT("paging");
  const wish = auditWishOf(params);
  const beforeId = queryNumber(params.before);
  const view = auditView(ctx, { ...auditFilterOf(wish).filter, beforeId });

  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <Stack>
        <AuditProof proof={auditProofView(ctx)} role={ctx.actor.role} />
        <AuditFilterForm wish={wish} />
        <Panel flush>
          {view.rows.length > 0 ? (
            <AuditTable view={view} />
          ) : (
            <EmptyState
              icon={<ScrollText />}
              title={t("empty_title")}
              action={<LinkButton href="/audit">{t("empty_action")}</LinkButton>}
            >
              {t("empty")}
            </EmptyState>
          )}
        </Panel>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <nav aria-label={paging("label")} className="flex gap-2">
            {beforeId !== undefined && (
              <LinkButton size="sm" href={auditAddress(wish)}>
                {paging("newest")}
              </LinkButton>
            )}
            {view.nextBeforeId !== null && (
              <LinkButton size="sm" href={auditAddress(wish, view.nextBeforeId)}>
                {paging("older")}
              </LinkButton>
            )}
          </nav>
          {roleAllows(ctx.actor.role, "audit:export") && <AuditExport wish={wish} />}
        </div>
      </Stack>
    </>
  );
}

async function AuditTable({ view }: { view: AuditView }) {
  const t = await getT("audit");
  const locale = await getLocale();
  return (
    <WideTable>
      <DataTable
        caption={t("caption")}
        rows={view.rows}
        rowKey={(row) => row.id}
        columns={[
          {
            key: "event",
            header: t("column.event"),
            rowHeader: true,
            cell: (row) => (
              <span className="font-medium">
                <EventName event={row.event} />
              </span>
            ),
          },
          {
            key: "subject",
            header: t("column.subject"),
            cell: (row) => <AuditSubject row={row} locale={locale} />,
          },
          {
            key: "who",
            header: t("column.who"),
            cell: (row) => <AuditActor row={row} locale={locale} />,
          },
          {
            key: "when",
            header: t("column.when"),
            cell: (row) => (
              <RelativeTime atMs={row.atMs} nowMs={view.asOfMs} locale={locale} look="stacked" />
            ),
          },
          {
            key: "details",
            header: t("column.details"),
            cell: (row) => <AuditDetails row={row} locale={locale} />,
          },
        ]}
      />
    </WideTable>
  );
}
