import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { ProofFields } from "#app/(console)/settings/security/proof-fields.tsx";
import { removeTotpAction } from "#app/two-step/actions.ts";
import type { SecurityView } from "#lib/views/security-view.ts";

/** The authenticator app of one's account: whether there is one, and the ways to and from it. */
export async function AppPanel({ view }: { view: SecurityView }) {
  const t = await getT("security");
  const locale = await getLocale();
  return (
    <Panel title={t("app_title")} description={t("app_lead")}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="text-sm">
          <StatusBadge tone={view.app === "on" ? "success" : "neutral"}>{t(`app.${view.app}`)}</StatusBadge>
          {view.appSinceMs !== null && (
            <p className="mt-1 text-fg-muted">
              {t("since")}{" "}
              <RelativeTime atMs={view.appSinceMs} nowMs={view.asOfMs} locale={locale} look="relative" />
            </p>
          )}
        </div>
        {view.app === "on" ? (
          <ConfirmDialog
            trigger={t("app_remove")}
            triggerVariant="danger-quiet"
            title={t("app_remove_title")}
            action={removeTotpAction}
            confirm={t("app_remove_confirm")}
            pendingLabel={t("checking")}
          >
            <p>{view.isRequired ? t("app_remove_required") : t("app_remove_text")}</p>
            <ProofFields hasPassword={view.hasPassword} />
          </ConfirmDialog>
        ) : (
          <LinkButton href="/settings/security/authenticator" variant="primary">
            {t("app_add")}
          </LinkButton>
        )}
      </div>
    </Panel>
  );
}
