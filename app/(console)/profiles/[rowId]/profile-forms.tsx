import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SecretTextarea } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import {
  editProfileAction,
  removeProfileAction,
  replaceSecretAction,
  restoreProfileAction,
} from "#app/(console)/profiles/[rowId]/actions.ts";
import type { ProfileView } from "#lib/views/profile-view.ts";

type Props = { profile: ProfileView };

export async function ReplaceSecretPanel({ profile }: Props) {
  const t = await getT("profile");
  const form = await getT("profile_form");
  if (profile.type === "oauth") return null;
  return (
    <Panel
      title={t("replace")}
      description={profile.source === "ref" ? t("replace_lead_reference") : t("replace_lead")}
    >
      <ActionForm action={replaceSecretAction}>
        <input type="hidden" name="profileRowId" value={profile.rowId} />
        <input type="hidden" name="type" value={profile.type} />
        <Field name="secret" label={t(`replace_secret.${profile.type}`)} hint={form("secret_hint")} required>
          <SecretTextarea rows={2} />
        </Field>
        <div>
          <SubmitButton variant="secondary" pendingLabel={form("sealing")}>
            {t("replace_submit")}
          </SubmitButton>
        </div>
      </ActionForm>
    </Panel>
  );
}

export async function EditProfilePanel({ profile }: Props) {
  const t = await getT("profile");
  const list = await getT("profiles");
  const locale = await getLocale();
  if (profile.type === "oauth") return null;
  const current =
    profile.expiresAtMs === null ? list("no_expiry") : formatDateTime(profile.expiresAtMs, locale);
  return (
    <Panel title={t("edit")}>
      <ActionForm action={editProfileAction} resetWhenDone>
        <input type="hidden" name="profileRowId" value={profile.rowId} />
        <input type="hidden" name="version" value={profile.version} />
        <Field name="label" label={t("label")} optional>
          <TextInput defaultValue={profile.label ?? ""} maxLength={120} />
        </Field>
        <Field name="email" label={t("email")} optional>
          <TextInput type="email" defaultValue={profile.email ?? ""} maxLength={254} />
        </Field>
        {profile.type === "token" && (
          <Field
            name="expiresAtMs"
            label={t("edit_expires")}
            hint={t("edit_expires_hint", { current })}
            optional
          >
            <TextInput mono placeholder="365d" />
          </Field>
        )}
        <div>
          <SubmitButton variant="secondary">{t("edit_submit")}</SubmitButton>
        </div>
      </ActionForm>
    </Panel>
  );
}

export async function RemoveProfilePanel({ profile }: Props) {
  const t = await getT("profile");
  const which = profile.type === "oauth" ? "forget" : "remove";
  return (
    <Panel title={t("remove")} description={t(`${which}_lead`)} tone="danger">
      <ConfirmDialog
        trigger={t(`${which}_action`)}
        triggerVariant="danger-quiet"
        title={t(`${which}_title`, { profile: profile.profileId })}
        action={removeProfileAction}
        values={{ profileRowId: profile.rowId }}
        confirm={t(`${which}_action`)}
      >
        <p>{t(`${which}_text`)}</p>
      </ConfirmDialog>
    </Panel>
  );
}

/** Stands above a removed profile until its removal is published. */
export async function RemovedNotice({ profile, canManage }: Props & { canManage: boolean }) {
  const t = await getT("profile");
  return (
    <Callout tone="warn" title={t("removed_title")}>
      <p>{t("removed_text")}</p>
      {canManage && (
        <div className="mt-2.5 flex flex-wrap gap-2">
          <ActionForm action={restoreProfileAction}>
            <input type="hidden" name="profileRowId" value={profile.rowId} />
            <SubmitButton size="sm" variant="secondary" pendingLabel={t("restoring")}>
              {t("restore")}
            </SubmitButton>
          </ActionForm>
          <LinkButton size="sm" href={`/gateways/${encodeURIComponent(profile.gatewayId)}/publish`}>
            {t("publish")}
          </LinkButton>
        </div>
      )}
    </Callout>
  );
}
