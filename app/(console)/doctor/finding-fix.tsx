import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { addressOf, pathOf } from "#app/(console)/address.ts";
import { deleteLeftoverAction, mendModesAction } from "#app/(console)/doctor/actions.ts";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import type { DoctorFix, DoctorPage } from "#lib/domain/doctor.ts";

export type FixPlace = {
  gatewayId: string;
  /** The gateway the page is filtered by, to come back to. */
  shown: string | undefined;
};

/** The button that mends one finding; nothing where only a person or a command can. */
export async function FindingFix({ fix, place }: { fix: DoctorFix; place: FixPlace }) {
  const t = await getT("doctor");
  const { gatewayId, shown = "" } = place;
  if (fix.kind === "page") {
    return (
      <LinkButton size="sm" prefetch={false} href={addressOfPage(fix.to, gatewayId)}>
        {t(`action.${fix.to.page}`)}
      </LinkButton>
    );
  }
  if (fix.kind !== "operation") return null;
  const values = { gatewayId, shown, file: fix.file };
  if (fix.operation === "chmod") return <CloseToOthers values={values} label={t("action.chmod")} />;
  return (
    <ConfirmDialog
      trigger={t("action.delete")}
      triggerVariant="danger-quiet"
      triggerSize="sm"
      title={t("confirm.title")}
      action={deleteLeftoverAction}
      values={values}
      confirm={t("confirm.submit")}
      pendingLabel={t("action.deleting")}
    >
      <p>{t.rich("confirm.text", { file: fix.file, mono: (text) => <Mono>{text}</Mono> })}</p>
    </ConfirmDialog>
  );
}

type CloseProps = { values: Record<string, string>; label: string };

/** Closes one file, or every open one of a gateway when no file is among the values. */
export async function CloseToOthers({ values, label }: CloseProps) {
  const t = await getT("doctor.action");
  return (
    <ActionForm action={mendModesAction} className="grid gap-2">
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton variant="secondary" size="sm" pendingLabel={t("closing")}>
        {label}
      </SubmitButton>
    </ActionForm>
  );
}

function addressOfPage(to: DoctorPage, gatewayId: string): string {
  switch (to.page) {
    case "order":
      return `/order${pathOf(gatewayId, to.agentId, to.provider)}`;
    case "profile":
      return `/profiles/${encodeURIComponent(to.rowId)}`;
    case "new_profile":
      return addressOf("/profiles/new", { gateway: gatewayId });
    case "gateway":
      return gatewayAddress(gatewayId);
    default:
      return gatewayAddress(gatewayId, to.page);
  }
}
