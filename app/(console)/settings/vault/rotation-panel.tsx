import { getT } from "#app/_server/i18n.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import { cancelRotationAction, startRotationAction } from "#app/(console)/settings/vault/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import type { RotationItem, VaultView } from "#lib/views/vault-view.ts";

type Props = { view: VaultView; canManage: boolean };

/** What new keys are for, and how far a rotation is. Without scripts it is as of when the page was loaded. */
export async function RotationPanel({ view: { running }, canManage }: Props) {
  const t = await getT("vault_page.rotate");
  return (
    <Panel title={t("title")} description={t("lead")}>
      {running && <Running rotation={running} canManage={canManage} />}
      {!running && (
        <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
          <NewKey kind="keyring" canManage={canManage} />
          <NewKey kind="data_keys" canManage={canManage} />
        </div>
      )}
    </Panel>
  );
}

async function NewKey({ kind, canManage }: { kind: RotationItem["kind"]; canManage: boolean }) {
  const t = await getT("vault_page.rotate");
  return (
    <div className="grid content-start gap-2">
      <h3 className="font-medium text-sm">{t(`${kind}.title`)}</h3>
      <p className="max-w-prose text-fg-muted text-sm">{t(`${kind}.does`)}</p>
      <p className="max-w-prose text-fg-muted text-sm">{t(`${kind}.when`)}</p>
      {canManage && (
        <div className="mt-1">
          <ConfirmDialog
            trigger={t(`${kind}.trigger`)}
            tone="primary"
            title={t(`${kind}.question`)}
            action={startRotationAction}
            values={{ kind }}
            confirm={t(`${kind}.confirm`)}
            pendingLabel={t("starting")}
          >
            <p>{t(`${kind}.consequence`)}</p>
            <YourProof />
          </ConfirmDialog>
        </div>
      )}
    </div>
  );
}

async function Running({ rotation, canManage }: { rotation: RotationItem; canManage: boolean }) {
  const t = await getT("vault_page.rotate");
  const { kind, done, total, startedBy, targetId, isCancelling } = rotation;
  return (
    <div className="grid gap-4">
      <Progress
        label={t(isCancelling ? "cancelling" : `${kind}.running`)}
        value={done}
        max={Math.max(total, 1)}
        detail={t("progress", { done, total })}
      />
      <p className="max-w-prose text-fg-muted text-sm">
        {t("started_by", { who: startedBy })} {t("meanwhile")} <noscript>{t("reload")}</noscript>
      </p>
      {canManage && !isCancelling && (
        <div>
          <ConfirmDialog
            trigger={t("cancel.trigger")}
            triggerVariant="danger-quiet"
            title={t("cancel.title")}
            action={cancelRotationAction}
            values={{ targetId }}
            confirm={t("cancel.confirm")}
            pendingLabel={t("cancelling")}
          >
            <p>{t("cancel.text")}</p>
            <YourProof />
          </ConfirmDialog>
        </div>
      )}
    </div>
  );
}
