import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextArea } from "#app/_ui/inputs.client.tsx";
import { IssuedFile } from "#app/_ui/issued-file.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { makeBackupAction } from "#app/(console)/settings/backups/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";

/** A backup to take along now. Those of the schedule are offered as recipients. */
export async function NowPanel({ recipients }: { recipients: readonly string[] }) {
  const t = await getT("backups.now");
  return (
    <Panel title={t("title")} description={t("lead")}>
      <div className="max-w-2xl">
        <ActionForm action={makeBackupAction}>
          <IssuedFile
            kind="address"
            label={t("save")}
            after={<p className="max-w-prose text-fg-muted text-sm">{t("keep")}</p>}
          >
            <Field name="recipients" label={t("recipients")} hint={t("recipients_hint")} required>
              <TextArea placeholder="age1…" defaultValue={recipients.join("\n")} />
            </Field>
            <Checkbox name="withKeyring" label={t("with_keyring")} hint={t("with_keyring_hint")} />
            <YourProof />
            <div>
              <SubmitButton pendingLabel={t("making")}>{t("make")}</SubmitButton>
            </div>
          </IssuedFile>
        </ActionForm>
      </div>
    </Panel>
  );
}
