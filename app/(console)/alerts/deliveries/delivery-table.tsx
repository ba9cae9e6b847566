import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import { retryDeliveryAction } from "#app/(console)/alerts/actions.ts";
import { DeliveryBadge, ProblemText, SentTitle } from "#app/(console)/alerts/alert-words.tsx";
import { inOrder } from "#lib/domain/notice.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { DeliveriesView, DeliveryItem } from "#lib/views/channels-view.ts";

/** Of a message with several events so many are named. */
const EVENTS_SHOWN = 3;

type Props = { view: DeliveriesView; role: Role };

/** Every message that was made for a channel, the newest first. */
export async function DeliveryTable({ view, role }: Props) {
  const t = await getT("alerts.deliveries");
  const locale = await getLocale();
  const when = (atMs: number) => (
    <RelativeTime atMs={atMs} nowMs={view.asOfMs} locale={locale} look="relative" />
  );
  return (
    <Panel flush>
      <DataTable
        caption={t("title")}
        rows={view.page.rows}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "message",
            header: t("column.message"),
            rowHeader: true,
            grow: true,
            cell: (row) => <Message {...row} />,
          },
          {
            key: "channel",
            header: t("column.channel"),
            cell: ({ channelName }) => <div className="min-w-28 [overflow-wrap:anywhere]">{channelName}</div>,
          },
          {
            key: "state",
            header: t("column.state"),
            cell: (row) => (
              <div className="grid gap-0.5 max-sm:justify-items-end">
                <DeliveryBadge state={row.state} />
                {row.problem !== null && row.state !== "sent" && (
                  <div className="min-w-48 text-fg-muted text-xs">
                    <ProblemText problem={row.problem} httpStatus={row.httpStatus} />
                  </div>
                )}
                {row.nextTryMs !== null && (
                  <div className="text-fg-muted text-xs">
                    {t(row.tries === 0 ? "due" : "next_try", { when: formatDateTime(row.nextTryMs, locale) })}
                  </div>
                )}
              </div>
            ),
          },
          {
            key: "tries",
            header: t("column.tries"),
            align: "right",
            nowrap: true,
            cell: ({ tries }) => tries,
          },
          {
            key: "when",
            header: t("column.when"),
            nowrap: true,
            cell: ({ createdAtMs }) => when(createdAtMs),
          },
          {
            key: "retry",
            header: t("column.action"),
            hideHeader: true,
            cell: (row) => canRetry(row) && roleAllows(role, "alert:handle") && <Retry id={row.id} />,
          },
        ]}
      />
    </Panel>
  );
}

/** A test is sent by whoever waits for it, and once. */
function canRetry({ state, notice }: DeliveryItem): boolean {
  return (state === "failed" || state === "abandoned") && !notice.isTest;
}

async function Message({ notice }: DeliveryItem) {
  const t = await getT("alerts.deliveries");
  const events = inOrder(notice.events);
  if (notice.isTest) return <span className="font-medium">{t("test")}</span>;
  const shown = events.slice(0, EVENTS_SHOWN);
  return (
    <ul className="grid gap-0.5 [overflow-wrap:anywhere]">
      {shown.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the events of a message never change.
        <li key={index} className="font-medium">
          <SentTitle event={event} />
        </li>
      ))}
      {events.length > shown.length && (
        <li className="text-fg-muted text-xs">{t("more", { count: events.length - shown.length })}</li>
      )}
    </ul>
  );
}

async function Retry({ id }: { id: string }) {
  const t = await getT("alerts.deliveries");
  return (
    <ActionForm action={retryDeliveryAction} done="toast">
      <input type="hidden" name="deliveryId" value={id} />
      <SubmitButton variant="ghost" size="sm" pendingLabel={t("retrying")}>
        {t("retry")}
      </SubmitButton>
    </ActionForm>
  );
}
