import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Stepper } from "#app/_ui/stepper.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { publishAction } from "#app/(console)/gateways/[gatewayId]/actions.ts";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { PendingNote } from "#app/(console)/gateways/pending-note.client.tsx";
import type { GatewayView } from "#lib/views/gateway-view.ts";

type Props = { gateway: GatewayView; upToDate: boolean; canPublish: boolean };

/** The confirmation, with how the gateway will learn of it. */
export async function PublishForm({ gateway, upToDate, canPublish }: Props) {
  const t = await getT("publish_page");
  const { gatewayId, openclawPath, rpcUrl, hasRpcToken } = gateway;
  const reloads = Boolean(openclawPath && rpcUrl && hasRpcToken);
  return (
    <Panel title={upToDate ? t("reload_title") : t("confirm_title")}>
      <ActionForm action={publishAction}>
        <input type="hidden" name="gatewayId" value={gatewayId} />
        <div className="grid gap-2 text-fg-muted text-sm">
          <p>{upToDate ? t("reload_only") : t("confirm")}</p>
          <p>
            {reloads ? (
              t("reload_by_console")
            ) : (
              <>
                {t("reload_by_hand")}{" "}
                <TextLink href={gatewayAddress(gatewayId, "edit")}>{t("reload_set_up")}</TextLink>
              </>
            )}
          </p>
        </div>
        {canPublish ? (
          <div>
            <SubmitButton variant={upToDate ? "secondary" : "primary"} pendingLabel={t("publishing")}>
              {upToDate ? t("submit_again") : t("submit")}
            </SubmitButton>
          </div>
        ) : (
          <p className="text-sm">{t("not_allowed")}</p>
        )}
        <PendingNote label={t("publishing")} detail={t("publishing_detail")} />
      </ActionForm>
    </Panel>
  );
}

const SEQUENCE = ["grant", "resolver", "config", "stores", "reload", "read_back"] as const;

/** The order that is never reversed, so that no reference is ever without an answer. */
export async function PublishSequence() {
  const t = await getT("publish_page.sequence");
  return (
    <Panel title={t("title")} description={t("lead")}>
      <Stepper
        direction="column"
        steps={SEQUENCE.map((key) => ({
          key,
          label: t(`${key}.label`),
          detail: t(`${key}.detail`),
          state: "upcoming",
        }))}
      />
    </Panel>
  );
}
