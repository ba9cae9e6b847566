import { MessageCircleQuestion } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { askAction } from "#app/(console)/gateways/[gatewayId]/actions.ts";

type Props = { gatewayId: string; again?: boolean };

/** Has a gateway that keeps its credentials in databases say what it has. */
export async function AskButton({ gatewayId, again = false }: Props) {
  const t = await getT("gateway.ask");
  return (
    <ActionForm action={askAction} className="grid justify-items-start gap-2">
      <input type="hidden" name="gatewayId" value={gatewayId} />
      <SubmitButton
        size="sm"
        variant={again ? "secondary" : "primary"}
        icon={<MessageCircleQuestion aria-hidden />}
        pendingLabel={t("pending")}
      >
        {t(again ? "again" : "action")}
      </SubmitButton>
    </ActionForm>
  );
}
