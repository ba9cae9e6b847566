import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Stat, StatRow } from "#app/_ui/stat.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { importAction } from "#app/(console)/gateways/[gatewayId]/actions.ts";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { PendingNote } from "#app/(console)/gateways/pending-note.client.tsx";
import type { ImportReport } from "#lib/operations/import-gateway.ts";

/** How much of what was found is taken over, by what becomes of it. */
export async function ImportSummary({ report }: { report: ImportReport }) {
  const t = await getT("import_page.summary");
  const count = (action: string) => report.profiles.filter((item) => item.action === action).length;
  const orders = report.orders.filter((item) => item.action === "take_order").length;
  return (
    <StatRow>
      <Stat label={t("seal")} value={count("seal")} detail={t("seal_detail")} />
      <Stat label={t("keep_reference")} value={count("keep_reference")} detail={t("keep_reference_detail")} />
      <Stat label={t("record_oauth")} value={count("record_oauth")} detail={t("record_oauth_detail")} />
      <Stat label={t("take_order")} value={orders} detail={t("take_order_detail")} />
    </StatRow>
  );
}

type FormProps = { gatewayId: string; report: ImportReport };

/** The confirmation. Nothing was written before it. */
export async function ImportForm({ gatewayId, report }: FormProps) {
  const t = await getT("import_page");
  const { changes, profiles, orders } = report;
  if (changes === 0) {
    return (
      <Callout
        tone="info"
        actions={
          <LinkButton size="sm" href={gatewayAddress(gatewayId)}>
            {t("back")}
          </LinkButton>
        }
      >
        {t("nothing", {
          differing: [...profiles, ...orders].filter((item) => item.action === "differs_here").length,
        })}
      </Callout>
    );
  }
  const rest = profiles.length + orders.length - changes;
  return (
    <Panel title={t("confirm_title")}>
      <ActionForm action={importAction}>
        <input type="hidden" name="gatewayId" value={gatewayId} />
        <div className="grid max-w-prose gap-1.5 text-fg-muted">
          <p>{t("confirm")}</p>
          {rest > 0 && <p>{t("rest", { count: rest })}</p>}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <SubmitButton pendingLabel={t("importing")}>{t("submit", { count: changes })}</SubmitButton>
          <LinkButton variant="ghost" href={gatewayAddress(gatewayId)}>
            {t("later")}
          </LinkButton>
        </div>
        <PendingNote label={t("importing")} detail={t("importing_detail")} />
      </ActionForm>
    </Panel>
  );
}
