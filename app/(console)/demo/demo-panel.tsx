import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { removeDemoAction } from "#app/(console)/demo/actions.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";

/** What the demo is, and the way out of it. */
export async function DemoPanel({ name, role }: { name: string; role: Role }) {
  const t = await getT("demo");
  const canRemove = roleAllows(role, "gateway:manage");
  return (
    <Callout
      tone="info"
      title={t("title")}
      actions={
        canRemove && (
          <>
            <RemoveDemo name={name} />
            <LinkButton size="sm" variant="ghost" href="/start">
              {t("own")}
            </LinkButton>
          </>
        )
      }
    >
      {t("lead")}
    </Callout>
  );
}

async function RemoveDemo({ name }: { name: string }) {
  const t = await getT("demo");
  return (
    <ConfirmDialog
      trigger={t("remove")}
      triggerVariant="secondary"
      triggerSize="sm"
      title={t("remove_title", { name })}
      action={removeDemoAction}
      confirm={t("remove_confirm")}
      pendingLabel={t("removing")}
    >
      <p>{t("remove_text")}</p>
    </ConfirmDialog>
  );
}
