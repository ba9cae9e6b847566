import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import { IssuedSecret } from "#app/_ui/issued-secret.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { createCalendarLinkAction, revokeCalendarLinkAction } from "#app/(console)/settings/actions.ts";
import { LOCALES } from "#lib/messages.ts";
import type { RegisteredGateway } from "#lib/views/registered-gateways-view.ts";
import type { CalendarLinksView } from "#lib/views/settings-view.ts";

type Props = { view: CalendarLinksView; gateways: RegisteredGateway[] };

/** Secret addresses that a calendar program subscribes to. Each person makes and ends their own. */
export async function CalendarPanel({ view, gateways }: Props) {
  const t = await getT("settings.calendar");
  return (
    <Panel title={t("title")} description={t("lead")}>
      <div className="grid grid-cols-1 gap-(--stack)">
        {view.links.length > 0 && <LinkList view={view} />}
        <ActionForm action={createCalendarLinkAction}>
          <IssuedSecret
            label={t("address")}
            after={<p className="max-w-prose text-fg-muted text-sm">{t("once")}</p>}
          >
            <div className="flex flex-wrap items-end gap-3">
              <div className="min-w-0 flex-1 basis-56 sm:max-w-xs">
                <Field name="gatewayId" label={t("gateway")}>
                  <Select
                    placeholder={t("all_gateways")}
                    options={gateways.map(({ gatewayId, name }) => ({ value: gatewayId, label: name }))}
                  />
                </Field>
              </div>
              <SubmitButton variant="secondary" pendingLabel={t("making")}>
                {t("make")}
              </SubmitButton>
            </div>
          </IssuedSecret>
        </ActionForm>
      </div>
    </Panel>
  );
}

async function LinkList({ view }: { view: CalendarLinksView }) {
  const t = await getT("settings.calendar");
  const locale = await getLocale();
  const when = (atMs: number) => (
    <RelativeTime atMs={atMs} nowMs={view.asOfMs} locale={locale} look="relative" />
  );
  const language = (of: string) => LOCALES.find((known) => known.locale === of)?.name ?? of;
  return (
    <ul aria-label={t("links")} className="divide-y divide-line rounded-md border border-line text-sm">
      {view.links.map((link) => (
        <li key={link.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-2">
          <div className="min-w-0">
            <span className="font-medium">{link.gatewayName ?? t("all_gateways")}</span>
            <dl className="mt-0.5 flex flex-wrap gap-x-4 text-fg-muted text-xs [&>div]:flex [&>div]:gap-1">
              <div>
                <dt>{t("made_at")}</dt>
                <dd>{when(link.createdAtMs)}</dd>
              </div>
              <div>
                <dt>{t("last_read")}</dt>
                <dd>{link.lastUsedAtMs === null ? t("never_read") : when(link.lastUsedAtMs)}</dd>
              </div>
              <div>
                <dt>{t("language")}</dt>
                <dd lang={link.locale}>{language(link.locale)}</dd>
              </div>
            </dl>
          </div>
          <ConfirmDialog
            trigger={t("revoke")}
            triggerVariant="danger-quiet"
            triggerSize="sm"
            title={t("revoke_title")}
            action={revokeCalendarLinkAction}
            values={{ id: link.id }}
            confirm={t("revoke_confirm")}
            pendingLabel={t("revoking")}
          >
            <p>{t("revoke_text")}</p>
          </ConfirmDialog>
        </li>
      ))}
    </ul>
  );
}
