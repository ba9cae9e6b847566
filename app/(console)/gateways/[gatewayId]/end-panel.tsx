import { getT } from "#app/_server/i18n.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { unpublishAction } from "#app/(console)/gateways/[gatewayId]/actions.ts";
import { PublishNotes } from "#app/(console)/gateways/[gatewayId]/publish/publish-warnings.tsx";
import { removeGatewayAction } from "#app/(console)/gateways/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import type { PublishNote } from "#lib/domain/publish-receipt.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { GatewayView } from "#lib/views/gateway-view.ts";

/** `notes` say what unpublishing would leave. */
type Props = { gateway: GatewayView; role: Role; notes: PublishNote[] };

/** The way out: take everything off the gateway, then forget it. */
export async function EndPanel({ gateway, role, notes }: Props) {
  const t = await getT("gateway");
  const { gatewayId, name, publishedCount, profileCount, obstacle } = gateway;
  const canUnpublish = roleAllows(role, "publish") && publishedCount > 0;
  const canRemove = roleAllows(role, "gateway:manage");
  if (!canUnpublish && !canRemove) return null;
  return (
    <Panel tone="danger" title={t("end")}>
      <div className="grid gap-4 text-sm">
        {canUnpublish && (
          <div className="grid justify-items-start gap-2">
            <p className="text-fg-muted">{t("unpublish.lead", { count: publishedCount })}</p>
            <PublishNotes notes={notes} />
            {obstacle === null ? (
              <ConfirmDialog
                trigger={t("unpublish.action")}
                triggerVariant="danger-quiet"
                triggerSize="sm"
                title={t("unpublish.title", { name })}
                action={unpublishAction}
                values={{ gatewayId }}
                confirm={t("unpublish.confirm")}
                pendingLabel={t("unpublish.pending")}
              >
                <p>{t("unpublish.text")}</p>
                <p>{t("unpublish.stays")}</p>
              </ConfirmDialog>
            ) : (
              <p className="text-fg-muted">{t("unpublish.blocked")}</p>
            )}
          </div>
        )}
        {canRemove && (
          <div className="grid justify-items-start gap-2">
            <p className="text-fg-muted">
              {publishedCount > 0 ? t("remove.published") : t("remove.lead", { count: profileCount })}
            </p>
            {publishedCount === 0 && (
              <ConfirmDialog
                trigger={t("remove.action")}
                triggerVariant="danger-quiet"
                triggerSize="sm"
                title={t("remove.title", { name })}
                action={removeGatewayAction}
                values={{ gatewayId, name }}
                confirm={t("remove.confirm")}
                pendingLabel={t("remove.pending")}
                typeToConfirm={name}
              >
                <p>{t("remove.text", { count: profileCount })}</p>
                <YourProof />
              </ConfirmDialog>
            )}
          </div>
        )}
      </div>
    </Panel>
  );
}
