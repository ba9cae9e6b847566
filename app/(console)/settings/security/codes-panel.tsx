import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { IssuedCodes } from "#app/_ui/issued-codes.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { ProofFields } from "#app/(console)/settings/security/proof-fields.tsx";
import { reissueCodesAction } from "#app/two-step/actions.ts";
import { AfterCodes } from "#app/two-step/authenticator-setup.tsx";
import type { SecurityView } from "#lib/views/security-view.ts";

/** Fewer than this are soon none. */
const FEW_CODES = 3;

/** How many recovery codes are left, and how to get new ones. There are none before there is a factor. */
export async function CodesPanel({ view }: { view: SecurityView }) {
  const t = await getT("security");
  if (!view.hasFactor) return null;
  const left = t("codes_left", { count: view.recoveryCodesLeft });
  return (
    <Panel title={t("codes_title")} description={t("codes_lead")}>
      <ActionForm action={reissueCodesAction}>
        <IssuedCodes label={t("codes")} after={<AfterCodes next="/settings/security" />}>
          {view.recoveryCodesLeft < FEW_CODES ? (
            <Callout tone="warn">{left}</Callout>
          ) : (
            <p className="text-sm">{left}</p>
          )}
          <div className="grid max-w-md gap-(--stack)">
            <ProofFields hasPassword={view.hasPassword} />
          </div>
          <div>
            <SubmitButton variant="secondary" pendingLabel={t("making")}>
              {t("codes_issue")}
            </SubmitButton>
          </div>
        </IssuedCodes>
      </ActionForm>
    </Panel>
  );
}
