import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { skipFirstRunAction } from "#app/(console)/start/actions.ts";

/** Leaves the first run; the console works without it. */
export async function SkipFirstRun() {
  const t = await getT("start");
  return (
    <ActionForm action={skipFirstRunAction}>
      <SubmitButton variant="ghost" size="sm" pendingLabel={t("skipping")}>
        {t("skip")}
      </SubmitButton>
    </ActionForm>
  );
}
