import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { testChannelAction } from "#app/(console)/alerts/channels/actions.ts";

type Props = { channelId: string };

/** Sends a message that says it is a test, and says what came of it. */
export async function TestButton({ channelId }: Props) {
  const t = await getT("alerts.channels");
  return (
    <ActionForm action={testChannelAction} className="grid justify-items-start gap-2">
      <input type="hidden" name="channelId" value={channelId} />
      <SubmitButton variant="secondary" pendingLabel={t("testing")}>
        {t("test")}
      </SubmitButton>
    </ActionForm>
  );
}
