import { attempt } from "#app/_server/attempt.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { PublishNotes } from "#app/(console)/gateways/[gatewayId]/publish/publish-warnings.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { ChangePanels } from "#app/(console)/gateways/change-panels.tsx";
import { PendingNote } from "#app/(console)/gateways/pending-note.client.tsx";
import { startPublishAction } from "#app/(console)/start/actions.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { previewPublish } from "#lib/operations/publish-gateway.ts";

type Props = { ctx: OperationContext; gatewayId: string };

/** Every change that publishing would make, and the button that makes them. */
export async function PublishStep({ ctx, gatewayId }: Props) {
  const t = await getT("start.publish");
  const words = await getT("publish_page");
  const { value: preview, refusal } = await attempt(() => previewPublish(ctx, gatewayId));
  if (refusal) {
    return (
      <Callout
        tone="danger"
        title={words("refused")}
        actions={
          <LinkButton size="sm" href={gatewayAddress(gatewayId)}>
            {words("back")}
          </LinkButton>
        }
      >
        {refusal.message}
      </Callout>
    );
  }
  return (
    <Stack>
      <PublishNotes notes={preview.notes} />
      <Panel title={t("title")} description={t("lead")}>
        <ActionForm action={startPublishAction}>
          <input type="hidden" name="gatewayId" value={gatewayId} />
          <p className="max-w-prose text-fg-muted text-sm">{t("reload")}</p>
          <div className="flex flex-wrap items-center gap-2">
            <SubmitButton pendingLabel={words("publishing")}>{t("submit")}</SubmitButton>
            <LinkButton variant="ghost" href={addressOf("/profiles/new", { gateway: gatewayId })}>
              {t("another")}
            </LinkButton>
          </div>
          <PendingNote label={words("publishing")} detail={words("publishing_detail")} />
        </ActionForm>
      </Panel>
      <ChangePanels changes={preview} stateDir={preview.stateDir} />
    </Stack>
  );
}
