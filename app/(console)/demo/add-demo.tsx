import { FlaskConical } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { addDemoAction } from "#app/(console)/demo/actions.ts";

/** The way to look around without an OpenClaw. */
export async function AddDemo() {
  const t = await getT("demo");
  return (
    <Panel title={t("offer")} description={t("offer_lead")}>
      <ActionForm action={addDemoAction}>
        <div>
          <SubmitButton variant="secondary" pendingLabel={t("adding")}>
            <FlaskConical aria-hidden className="size-4" />
            {t("add")}
          </SubmitButton>
        </div>
      </ActionForm>
    </Panel>
  );
}
