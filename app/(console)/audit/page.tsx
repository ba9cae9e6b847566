import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import Form from "next/form";
import { queryNumber, queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { AuditActor, AuditDetails, AuditSubject } from "#app/(console)/audit/audit-subject.tsx";
import { EventName } from "#app/(console)/audit/event-name.tsx";
import { messagesOf } from "#lib/messages.ts";
import { type AuditView, auditView } from "#lib/views/audit-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("audit"))("title") };
}

export default async function AuditPage({ searchParams }: PageProps<"/audit">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("audit");
  const paging = await getT("paging");
  const event = queryText(params.event);
  const beforeId = queryNumber(params.before);
  const view = auditView(ctx, { ...(event && { event }), ...(beforeId && { beforeId }) });

  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <Stack>
        <EventFilter event={event} />
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
        <nav aria-label={paging("label")} className="flex gap-2">
          {beforeId !== undefined && (
            <LinkButton size="sm" href={addressOf("/audit", { event })}>
              {paging("newest")}
            </LinkButton>
          )}
          {view.nextBeforeId !== null && (
            <LinkButton size="sm" href={addressOf("/audit", { event, before: view.nextBeforeId })}>
              {paging("older")}
            </LinkButton>
          )}
        </nav>
      </Stack>
    </>
  );
}

async function EventFilter({ event }: { event: string | undefined }) {
  const t = await getT("audit.filter");
  const events = Object.entries(messagesOf(await getLocale()).audit_events).flatMap(([thing, verbs]) =>
    Object.entries(verbs).map(([verb, label]) => ({ value: `${thing}.${verb}`, label })),
  );
  return (
    <Form action="/audit" role="search" aria-label={t("label")} className="flex flex-wrap gap-2">
      <div className="w-64 max-w-full">
        <Select
          key={event}
          name="event"
          aria-label={t("event")}
          placeholder={t("all_events")}
          defaultValue={event}
          options={events}
        />
      </div>
      <Button type="submit">{t("apply")}</Button>
    </Form>
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
