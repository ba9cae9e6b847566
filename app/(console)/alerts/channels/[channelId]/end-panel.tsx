import { getT } from "#app/_server/i18n.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { removeChannelAction } from "#app/(console)/alerts/channels/actions.ts";

type Props = { channelId: string; name: string };

/** For good; for a while there is a switch in the form. */
export async function EndPanel({ channelId, name }: Props) {
  const t = await getT("alerts.channels");
  return (
    <Panel tone="danger" title={t("end")}>
      <div className="grid justify-items-start gap-2 text-sm">
        <p className="text-fg-muted">{t("remove_lead")}</p>
        <ConfirmDialog
          trigger={t("remove")}
          triggerVariant="danger-quiet"
          triggerSize="sm"
          title={t("remove_title", { name })}
          action={removeChannelAction}
          values={{ channelId }}
          confirm={t("remove_confirm")}
          pendingLabel={t("removing")}
        >
          <p>{t("remove_text")}</p>
        </ConfirmDialog>
      </div>
    </Panel>
  );
}
