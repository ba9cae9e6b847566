import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FileInput } from "#app/_ui/file-input.client.tsx";
import { TextArea } from "#app/_ui/inputs.client.tsx";
import { IssuedFile } from "#app/_ui/issued-file.client.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { OpeningFields } from "#app/(console)/settings/opening-fields.tsx";
import { exportKeyringAction, verifyExportAction } from "#app/(console)/settings/vault/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import type { VaultView } from "#lib/views/vault-view.ts";

type Props = { view: VaultView; canManage: boolean };

/** A sealed copy of the keyring for the day that the file is lost, and the drill that shows that it opens. */
export async function RecoveryPanel({ view, canManage }: Props) {
  const t = await getT("vault_page.recovery");
  const { exportedAtMs, triedAtMs } = view.recovery;
  return (
    <Panel title={t("title")} description={t("lead")}>
      <Stack>
        <DescriptionList
          items={[
            { term: t("exported"), detail: <When atMs={exportedAtMs} nowMs={view.asOfMs} /> },
            { term: t("tried"), detail: <When atMs={triedAtMs} nowMs={view.asOfMs} /> },
          ]}
        />
        {canManage && (
          <div className="grid gap-x-8 gap-y-6 md:grid-cols-2">
            <ExportForm />
            <DrillForm />
          </div>
        )}
      </Stack>
    </Panel>
  );
}

async function When({ atMs, nowMs }: { atMs: number | null; nowMs: number }) {
  if (atMs === null) return (await getT("vault_page.recovery"))("never");
  return <RelativeTime atMs={atMs} nowMs={nowMs} locale={await getLocale()} />;
}

async function ExportForm() {
  const t = await getT("vault_page.recovery");
  return (
    <section aria-labelledby="export-title" className="grid content-start gap-3">
      <h3 id="export-title" className="font-medium text-sm">
        {t("export_title")}
      </h3>
      <ActionForm action={exportKeyringAction}>
        <IssuedFile
          kind="text"
          name="clawkeep-keyring.age"
          label={t("save")}
          after={<p className="max-w-prose text-fg-muted text-sm">{t("keep")}</p>}
        >
          <Field name="recipients" label={t("recipients")} hint={t("recipients_hint")} required>
            <TextArea placeholder="age1…" />
          </Field>
          <YourProof />
          <div>
            <SubmitButton pendingLabel={t("exporting")}>{t("export")}</SubmitButton>
          </div>
        </IssuedFile>
      </ActionForm>
    </section>
  );
}

async function DrillForm() {
  const t = await getT("vault_page.recovery");
  return (
    <section aria-labelledby="drill-title" className="grid content-start gap-3">
      <h3 id="drill-title" className="font-medium text-sm">
        {t("drill_title")}
      </h3>
      <ActionForm action={verifyExportAction} resetWhenDone>
        <Field name="file" label={t("file")} required>
          <FileInput />
        </Field>
        <OpeningFields />
        <div>
          <SubmitButton variant="secondary" pendingLabel={t("trying")}>
            {t("try")}
          </SubmitButton>
        </div>
      </ActionForm>
    </section>
  );
}
